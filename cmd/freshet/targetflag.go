package main

import (
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/freshet-bench/freshet/harness/hook"
	"github.com/freshet-bench/freshet/harness/target"
	"github.com/freshet-bench/freshet/harness/target/containers"
	"github.com/freshet-bench/freshet/harness/target/external"
	"github.com/freshet-bench/freshet/harness/target/profile"
)

// The targets that there are.
const (
	embedded    = "embedded"
	inContainer = "containers"
	elsewhere   = external.Kind
)

// targetNames are the targets that need no profile.
func targetNames() []string {
	return append(append([]string{embedded, inContainer}, containers.PresetNames()...), elsewhere)
}

// quotedList is names as a sentence has them: "a", "b" and "c".
func quotedList(names []string) string {
	quoted := make([]string, len(names))
	for i, name := range names {
		quoted[i] = strconv.Quote(name)
	}
	last := len(quoted) - 1
	return strings.Join(quoted[:last], ", ") + " and " + quoted[last]
}

// inDocker reports whether it is a cluster that Freshet starts in Docker, by a
// preset or as it is.
func (t *targetFlag) inDocker() bool { return t.String() == inContainer || t.preset() != "" }

// preset is the preset of containers that it names; "" if it names none.
func (t *targetFlag) preset() string {
	if name := t.String(); slices.Contains(containers.PresetNames(), name) {
		return name
	}
	return ""
}

// targetFlag is the --target flag.
type targetFlag string

var _ pflag.Value = (*targetFlag)(nil)

// String is the default where nothing was given.
func (t *targetFlag) String() string {
	if *t == "" {
		return embedded
	}
	return string(*t)
}

// Set takes any name: whether there is such a target depends on the file of
// profiles, which is looked at later.
func (t *targetFlag) Set(text string) error {
	*t = targetFlag(text)
	return nil
}

// builtIn reports whether it is one of the targets that need no profile.
func (t *targetFlag) builtIn() bool { return slices.Contains(targetNames(), t.String()) }

func (t *targetFlag) Type() string { return "target" }

// targetFlags are --target and the flags that shape the cluster.
type targetFlags struct {
	profileFlags
	brokers  brokersFlag
	image    string
	env      []string
	jmx      string
	among    []string // the names of all targets, where there are several
	tier     containers.Tier
	s3Image  string
	reuse    bool
	external externalFlags
}

func (t *targetFlags) bind(cmd *cobra.Command) {
	t.profileFlags.bind(cmd)
	flags := cmd.Flags()
	flags.Lookup("target").Usage += "; several, with commas between them, take turns"
	flags.Var(&t.brokers, "brokers", "of a cluster in Docker, the `number` of brokers: 1, 3 or 5")
	flags.StringVar(&t.image, "image", "", "of a cluster in Docker, the brokers' `image` (default $"+containers.ImageVariable+" or "+containers.DefaultImage+"; of automq $"+containers.AutoMQVariable+" or "+containers.DefaultAutoMQImage+")")
	flags.StringArrayVar(&t.env, "broker-env", nil, "of a cluster in Docker, a setting of every broker, as in `NAME=VALUE`: KAFKA_HEAP_OPTS=-Xmx512m (may be repeated)")
	flags.StringVar(&t.jmx, "jmx", "", "of a cluster in Docker, have every broker export metrics by the JMX exporter's agent, a jar `file`, and scrape them; without a file, by the image's own "+containers.AgentPath)
	flags.Lookup("jmx").NoOptDefVal = containers.ImageAgent
	t.bindStorage(flags)
	flags.BoolVar(&t.reuse, "reuse", false, "with --target containers, keep the cluster for the next run with --reuse and the same settings, and take one that was kept")
	t.external.bind(flags)
}

// check refuses flags that the target has no use for.
func (t *targetFlags) check(cmd *cobra.Command) error {
	for _, name := range []string{"brokers", "image", "broker-env", "jmx"} {
		if cmd.Flags().Changed(name) && !t.name.inDocker() {
			return usagef("--%s is for a cluster in Docker: --target %s", name, strings.Join(append([]string{inContainer}, containers.PresetNames()...), ", "))
		}
	}
	if err := t.checkStorage(cmd); err != nil {
		return err
	}
	if err := t.profileFlags.check(); err != nil {
		return err
	}
	if err := t.checkReuse(); err != nil {
		return err
	}
	if err := t.checkExternal(cmd); err != nil {
		return err
	}
	for _, setting := range t.env {
		if name, _, ok := strings.Cut(setting, "="); !ok || !strings.HasPrefix(name, "KAFKA_") {
			return usagef("--broker-env takes KAFKA_NAME=VALUE, not %q", setting)
		}
	}
	if t.jmx != "" && t.jmx != containers.ImageAgent {
		if file, err := os.Stat(t.jmx); err != nil || !file.Mode().IsRegular() {
			return usagef("--jmx: there is no file %s", t.jmx)
		}
	}
	return nil
}

// checkReuse refuses to keep a cluster that is not in containers, or that has more
// than brokers with disks of their own.
func (t *targetFlags) checkReuse() error {
	preset, custom := t.name.preset(), false
	switch {
	case !t.reuse:
		return nil
	case t.kind() != inContainer && preset == "":
		return usagef("--reuse is for --target %s", inContainer)
	case t.profile != nil:
		preset, custom = t.profile.Preset, len(t.profile.Command) > 0
	}
	if err := containers.CanKeep(preset, custom); err != nil {
		return usagef("--reuse is for --target %s: %w", inContainer, err)
	}
	return nil
}

// checkExternal refuses the flags of an external cluster where it is none, and where
// a profile says how it is reached.
func (t *targetFlags) checkExternal(cmd *cobra.Command) error {
	if t.profile == nil || t.profile.Kind != profile.External {
		return t.external.check(cmd, t.name.String() == elsewhere)
	}
	if name, given := t.external.connect.given(cmd); given {
		return usagef("--%s is for --target %s; how %s is reached stands in %s", name, elsewhere, t.profile.Name, t.profile.File())
	}
	return nil
}

// checkFor is check for a command that needs to reach the target only if so asked.
func (t *targetFlags) checkFor(cmd *cobra.Command, reach bool) error {
	if _, given := t.external.connect.given(cmd); t.name.String() == elsewhere && !given && !reach {
		return nil
	}
	return t.check(cmd)
}

// described is the target for those who only look at what it can do.
func (t *targetFlags) described() target.Target {
	switch {
	case t.profile != nil:
		return t.profile.Describe()
	case t.name.String() == elsewhere:
		return &external.Target{}
	}
	return t.started(nil)
}

// open makes the target, not yet started. tell is told how its start gets on.
func (t *targetFlags) open(getenv func(string) string, tell func(line string)) (target.Target, error) {
	switch {
	case t.profile != nil:
		return t.openProfile(profile.Options{Progress: tell, Keep: t.external.keep, Reuse: t.reuse})
	case t.name.String() == elsewhere:
		return t.external.open(getenv, tell)
	}
	return t.started(tell), nil
}

// started makes a target that Freshet starts itself.
func (t *targetFlags) started(tell func(line string)) target.Target {
	if t.name.String() == embedded {
		return target.Embedded(target.EmbeddedOptions{})
	}
	env := map[string]string{}
	for _, setting := range t.env {
		name, value, _ := strings.Cut(setting, "=")
		env[name] = value
	}
	return containers.New(containers.Options{
		Preset: t.name.preset(), Tier: t.tier, S3Image: t.s3Image,
		Brokers: int(t.brokers), Image: t.image, Env: env, JMX: t.jmx, Reuse: t.reuse, Progress: tell,
	})
}

// arguments are the flags that give the same target again.
func (t *targetFlags) arguments() []string {
	args := t.profileFlags.arguments()
	if t.brokers != 0 {
		args = append(args, "--brokers", t.brokers.String())
	}
	if t.image != "" {
		args = append(args, "--image", t.image)
	}
	for _, setting := range t.env {
		name, value, _ := strings.Cut(setting, "=")
		args = append(args, "--broker-env", name+"="+hook.Shown(name, value))
	}
	switch t.jmx {
	case "":
	case containers.ImageAgent:
		args = append(args, "--jmx")
	default:
		args = append(args, "--jmx="+t.jmx)
	}
	if t.reuse {
		args = append(args, "--reuse")
	}
	args = append(args, t.storageArguments()...)
	return append(args, t.external.arguments()...)
}

// brokersFlag is the --brokers flag; 0 = not given.
type brokersFlag int

var _ pflag.Value = (*brokersFlag)(nil)

// String is the default where nothing was given.
func (b *brokersFlag) String() string {
	if *b == 0 {
		return strconv.Itoa(containers.DefaultBrokers)
	}
	return strconv.Itoa(int(*b))
}

func (b *brokersFlag) Set(text string) error {
	n, err := strconv.Atoi(text)
	if err != nil || !slices.Contains(containers.Sizes(), n) {
		return usagef("there are clusters of 1, 3 and 5 brokers")
	}
	*b = brokersFlag(n)
	return nil
}

func (b *brokersFlag) Type() string { return "number" }
