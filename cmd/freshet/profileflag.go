package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/spf13/cobra"

	"github.com/freshet-bench/freshet/harness/target"
	"github.com/freshet-bench/freshet/harness/target/containers"
	"github.com/freshet-bench/freshet/harness/target/external"
	"github.com/freshet-bench/freshet/harness/target/profile"
	"github.com/freshet-bench/freshet/scenarios"
)

// profileFlags are --target and the file that describes those with a name of their
// own.
type profileFlags struct {
	name targetFlag
	file string
	// profile is the named one; nil for a target that needs none. It is there after
	// check.
	profile *profile.Profile
}

func (f *profileFlags) bind(cmd *cobra.Command) {
	f.bindAs(cmd, "`name` of what to load: embedded is a cluster inside this process, containers (or kafka) is Kafka in Docker, tiered the same with remote storage, automq is AutoMQ over an S3 server, external is a cluster that is there already, any other is a profile's")
}

// bindAs is bind for a command whose --target needs other words.
func (f *profileFlags) bindAs(cmd *cobra.Command, usage string) {
	cmd.Flags().Var(&f.name, "target", usage)
	bindProfilesFile(cmd, &f.file)
	err := cmd.RegisterFlagCompletionFunc("target", func(*cobra.Command, []string, string) ([]cobra.Completion, cobra.ShellCompDirective) {
		return completeTargets(f.file), cobra.ShellCompDirectiveNoFileComp
	})
	if err != nil {
		panic(err) // the flag has just been made
	}
}

// bindProfilesFile adds --profiles to a command.
func bindProfilesFile(cmd *cobra.Command, file *string) {
	cmd.Flags().StringVar(file, "profiles", "", "`file` that describes targets (default "+profile.DefaultFile+" in the current folder)")
}

// completeTargets offers the kinds of targets and the profiles of a file.
func completeTargets(file string) []cobra.Completion {
	list := []cobra.Completion{
		cobra.CompletionWithDesc(embedded, "a cluster inside this process"),
		cobra.CompletionWithDesc(inContainer, "Kafka in Docker"),
	}
	for _, p := range containers.Presets() {
		list = append(list, cobra.CompletionWithDesc(p.Name, p.About))
	}
	list = append(list, cobra.CompletionWithDesc(elsewhere, "a cluster that is there already"))
	known, err := profile.Load(file)
	if err != nil {
		return list
	}
	for _, p := range known.Profiles {
		list = append(list, cobra.CompletionWithDesc(p.Name, p.About))
	}
	return list
}

// check finds the profile of a target that needs one.
func (f *profileFlags) check() error {
	if f.name.builtIn() {
		return nil
	}
	known, err := profile.Load(f.file)
	switch {
	case f.file == "" && errors.Is(err, fs.ErrNotExist):
		return usagef("there is no target %q: there are %s, and no %s in this folder that describes others%s",
			f.name, quotedList(targetNames()), profile.DefaultFile, didYouMean(f.name.String(), targetNames()))
	case err != nil:
		return asUsage(err)
	}
	if f.profile = known.Profile(f.name.String()); f.profile == nil {
		names := append(targetNames(), known.Names()...)
		return usagef("there is no target %q in %s%s", f.name, known.Path, orThere(didYouMean(f.name.String(), names), known.Names()))
	}
	return nil
}

// kind is the kind of the target; for a profile's it is known after check.
func (f *profileFlags) kind() string {
	if f.profile != nil {
		return f.profile.Kind
	}
	return f.name.String()
}

// orThere is the hint, or else the names that there are.
func orThere(hint string, names []string) string {
	if hint != "" {
		return hint
	}
	return fmt.Sprintf("; there are %q", names)
}

// asUsage gives the errors of a file that the user named the exit code of bad usage,
// which problems have of themselves.
func asUsage(err error) error {
	var problems scenarios.Problems
	if errors.As(err, &problems) {
		return problems
	}
	return &exitError{code: exitUsage, err: err}
}

// connection is how the cluster of the profile, an external one, is reached.
func (f *profileFlags) connection(tell func(line string)) (external.Options, error) {
	opts, err := f.profile.Connection(profile.Options{Env: os.LookupEnv, Progress: tell})
	if err != nil {
		return opts, asUsage(err)
	}
	return opts, nil
}

// openProfile makes the target of the profile.
func (f *profileFlags) openProfile(opt profile.Options) (target.Target, error) {
	opt.Env = os.LookupEnv
	t, err := f.profile.Open(opt)
	if err != nil {
		return nil, asUsage(err)
	}
	return t, nil
}

// arguments are the flags that name the same target again.
func (f *profileFlags) arguments() []string {
	var args []string
	if f.name.String() != embedded {
		args = append(args, "--target", f.name.String())
	}
	if f.profile != nil && f.file != "" {
		args = append(args, "--profiles", f.file)
	}
	return args
}
