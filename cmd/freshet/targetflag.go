package main

import (
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/freshet-bench/freshet/harness/target"
	"github.com/freshet-bench/freshet/harness/target/containers"
)

// The targets that there are.
const (
	embedded    = "embedded"
	inContainer = "containers"
)

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

func (t *targetFlag) Set(text string) error {
	if text == "external" {
		return usagef("the %s target is not built yet; there are %q and %q", text, embedded, inContainer)
	}
	*t = targetFlag(text)
	return nil
}

// builtIn reports whether it is one of the targets that need no profile.
func (t *targetFlag) builtIn() bool {
	return slices.Contains([]string{embedded, inContainer}, t.String())
}

func (t *targetFlag) Type() string { return "target" }

// targetFlags are --target and the flags that shape the cluster.
type targetFlags struct {
	profileFlags
	brokers brokersFlag
	image   string
	env     []string
}

func (t *targetFlags) bind(cmd *cobra.Command) {
	t.profileFlags.bind(cmd)
	flags := cmd.Flags()
	flags.Var(&t.brokers, "brokers", "with --target containers, the `number` of brokers: 1, 3 or 5")
	flags.StringVar(&t.image, "image", "", "with --target containers, the Kafka `image` (default $"+containers.ImageVariable+" or "+containers.DefaultImage+")")
	flags.StringArrayVar(&t.env, "broker-env", nil, "with --target containers, a setting of every broker, as in `NAME=VALUE`: KAFKA_HEAP_OPTS=-Xmx512m (may be repeated)")
}

// check refuses flags that the target has no use for.
func (t *targetFlags) check(cmd *cobra.Command) error {
	for _, name := range []string{"brokers", "image", "broker-env"} {
		if cmd.Flags().Changed(name) && t.name.String() != inContainer {
			return usagef("--%s is for --target %s", name, inContainer)
		}
	}
	for _, setting := range t.env {
		if name, _, ok := strings.Cut(setting, "="); !ok || !strings.HasPrefix(name, "KAFKA_") {
			return usagef("--broker-env takes KAFKA_NAME=VALUE, not %q", setting)
		}
	}
	return t.profileFlags.check()
}

// described is the target for those who only look at what it can do. It is for
// after check.
func (t *targetFlags) described() (target.Target, error) {
	if t.profile != nil {
		return t.profile.Describe(), nil
	}
	return t.open(nil)
}

// open makes the target, not yet started. tell is told how its start gets on.
func (t *targetFlags) open(tell func(line string)) (target.Target, error) {
	switch {
	case t.profile != nil:
		return t.openProfile(tell)
	case t.name.String() == embedded:
		return target.Embedded(target.EmbeddedOptions{}), nil
	}
	env := map[string]string{}
	for _, setting := range t.env {
		name, value, _ := strings.Cut(setting, "=")
		env[name] = value
	}
	return containers.New(containers.Options{Brokers: int(t.brokers), Image: t.image, Env: env, Progress: tell}), nil
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
		args = append(args, "--broker-env", setting)
	}
	return args
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
