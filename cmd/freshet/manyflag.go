package main

import (
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/freshet-bench/freshet/harness/hook"
	"github.com/freshet-bench/freshet/results/series"
)

// maxRepeat bounds --repeat: no statistics needs more runs.
const maxRepeat = 1000

// manyFlags are the flags of many runs of one scenario.
type manyFlags struct {
	repeat int
	resume string
}

func (f *manyFlags) bind(flags *pflag.FlagSet) {
	flags.IntVar(&f.repeat, "repeat", 1, "run every variant on every target this `number` of times, in rounds, each with a seed of its own")
	flags.StringVar(&f.resume, "resume", "", "go on with the many runs in this `folder`, which were interrupted or killed; the scenario and the flags may be left out")
}

// check refuses what no series could take.
func (f *manyFlags) check(cmd *cobra.Command) error {
	switch {
	case f.repeat < 1 || f.repeat > maxRepeat:
		return usagef("--repeat takes 1 to %d, not %d", maxRepeat, f.repeat)
	case f.resume == "" && cmd.Flags().Changed("resume"):
		return usagef("--resume takes the folder of the runs to go on with")
	case f.resume != "" && cmd.Flags().Changed("out"):
		return usagef("--out is for new runs; those of --resume stand in its folder")
	}
	return nil
}

// arguments are the flags that give the same runs again.
func (f *manyFlags) arguments() []string {
	if f.repeat == 1 {
		return nil
	}
	return []string{"--repeat", strconv.Itoa(f.repeat)}
}

// scenarioOrResume wants a scenario, unless a folder says which it was.
func scenarioOrResume(f *manyFlags, what string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if f.resume != "" && len(args) == 0 {
			return nil
		}
		if f.resume != "" {
			return needs(1, 1, "one scenario with --resume")(cmd, args)
		}
		return needs(1, -1, what)(cmd, args)
	}
}

// aroundTheRun are the flags that say what becomes of results, not what is run.
func aroundTheRun() []string {
	return []string{"resume", "quiet", "format", "junit", "markdown", "metrics", "metrics-linger", "help"}
}

// resumed takes the scenario and the flags of earlier runs from their folder. Flags
// that say what is run cannot be given besides.
func (f *manyFlags) resumed(cmd *cobra.Command) ([]string, error) {
	earlier, err := series.Read(f.resume)
	if err != nil {
		return nil, noSeries(f.resume, err)
	}
	var refused error
	cmd.Flags().Visit(func(flag *pflag.Flag) {
		if refused == nil && !slices.Contains(aroundTheRun(), flag.Name) {
			refused = usagef("--%s stands in %s already: leave it out, or name the scenario and all flags", flag.Name, f.resume)
		}
	})
	if refused != nil {
		return nil, refused
	}
	if len(earlier.Command) < 2 {
		return nil, usagef("%s does not say which scenario it is of: name it, and the flags", f.resume)
	}
	if at := slices.IndexFunc(earlier.Command, hidesSecret); at >= 0 {
		return nil, usagef("%s does not have the value of %s, which is secret: name the scenario and all flags again", f.resume, earlier.Command[at])
	}
	if err := cmd.Flags().Parse(earlier.Command[1:]); err != nil {
		return nil, usagef("reading the command in %s: %w", f.resume, err)
	}
	return cmd.Flags().Args(), nil
}

// hidesSecret reports whether a part of a command was left out where it was recorded.
func hidesSecret(word string) bool { return strings.HasSuffix(word, "="+hook.NotRecorded) }
