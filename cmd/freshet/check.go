package main

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"
)

func newCheckCommand(p *program) *cobra.Command {
	var flags overrides
	var on targetFlags
	var quiet bool
	cmd := &cobra.Command{
		Use:   "check <scenario>...",
		Short: "Check scenarios without running them",
		Long: `Check scenario files, shipped scenarios or folders of files. Every problem is
reported at once, one line each, as file:line:column with what was expected and
the nearest valid word, also what the target cannot do. Nothing is started and nothing is written.

What is allowed and probably not meant is a warning on standard error: a rate that
the target hardly takes, samples that the run cannot have, a stage that cannot keep
up. It does not change the exit code.

Exit code 0 if all are good, 104 if any is not.`,
		Example: `  freshet check my.yaml
  freshet check my-scenarios/ --quiet      # every .yaml in a folder, silent if good
  freshet check my.yaml --target staging   # as freshet.yaml describes it
  freshet check quick --set sources.clicks.rate=200/s`,
		GroupID:           groupRead,
		Args:              needs(1, -1, "a scenario: a shipped name, a file or a folder"),
		ValidArgsFunction: completeScenarios(-1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := flags.check(cmd); err != nil {
				return err
			}
			if err := on.profileFlags.check(); err != nil {
				return err
			}
			return p.check(args, flags, on, quiet)
		},
	}
	flags.bind(cmd.Flags())
	on.profileFlags.bind(cmd)
	cmd.Flags().BoolVarP(&quiet, "quiet", "q", false, "say nothing of scenarios that are good, warnings included")
	return cmd
}

// check loads the scenarios, says of each that it is good, and what it warns of.
func (p *program) check(args []string, flags overrides, on targetFlags, quiet bool) error {
	scenes, problems := loadAll(args, flags.options(p.getenv))
	tgt, err := on.described()
	if err != nil {
		return errors.Join(problems, err)
	}
	if err := checkTarget(scenes, tgt); err != nil {
		return errors.Join(problems, err)
	}
	if quiet {
		return problems
	}
	for _, sc := range scenes {
		if err := p.printf("%s: good, for the %s target\n", sc.arg, on.name.String()); err != nil {
			return err
		}
		if err := p.warn(sc); err != nil {
			return err
		}
	}
	return problems
}

// warn says on standard error what is allowed in a scenario and probably not meant.
func (p *program) warn(sc scene) error {
	warnings, err := sc.Warnings()
	if err != nil {
		return err
	}
	for _, text := range warnings {
		fmt.Fprintf(p.stderr, "%s: warning: %s\n", sc.arg, text)
	}
	return nil
}
