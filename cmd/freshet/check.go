package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/freshet-bench/freshet/harness"
	"github.com/spf13/cobra"
)

func newCheckCommand(p *program) *cobra.Command {
	var flags overrides
	var on targetFlags
	var quiet, preflight bool
	cmd := &cobra.Command{
		Use:   "check <scenario>...",
		Short: "Check scenarios without running them",
		Long: `Check scenario files, shipped scenarios or folders of files. Every problem is
reported at once, one line each, as file:line:column with what was expected and
the nearest valid word, also what the target cannot do. Nothing is started and nothing is written.

What is allowed and probably not meant is a warning on standard error: a rate that
the target hardly takes, samples that the run cannot have, a stage that cannot keep
up. It does not change the exit code.

With --preflight the target is looked at as well, as a run does before it touches
anything: --target external is connected to, its brokers, their versions and the
permissions are judged, and what a run would make is listed. Nothing is made.

Exit code 0 if all are good, 104 if any is not, 1 if the target would fail a run.`,
		Example: `  freshet check my.yaml
  freshet check my-scenarios/ --quiet      # every .yaml in a folder, silent if good
  freshet check quick --set sources.clicks.rate=200/s
  freshet check my.yaml --target staging   # as freshet.yaml describes it
  freshet check my.yaml --target external --config client.properties --preflight`,
		GroupID:           groupRead,
		Args:              needs(1, -1, "a scenario: a shipped name, a file or a folder"),
		ValidArgsFunction: completeScenarios(-1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := flags.check(cmd); err != nil {
				return err
			}
			if err := on.checkFor(cmd, preflight); err != nil {
				return err
			}
			if err := p.check(args, flags, on, quiet); err != nil || !preflight {
				return err
			}
			return p.preflight(cmd.Context(), args, flags, on, quiet)
		},
	}
	flags.bind(cmd.Flags())
	on.bind(cmd)
	cmd.Flags().BoolVar(&preflight, "preflight", false, "look at the target too, as a run does before it touches anything")
	cmd.Flags().BoolVarP(&quiet, "quiet", "q", false, "say nothing of scenarios that are good, warnings included")
	return cmd
}

// check loads the scenarios, says of each that it is good, and what it warns of.
func (p *program) check(args []string, flags overrides, on targetFlags, quiet bool) error {
	scenes, problems := loadAll(args, flags.options(p.getenv))
	if err := checkTarget(scenes, on.described()); err != nil {
		return errors.Join(problems, err)
	}
	if quiet {
		return problems
	}
	for _, sc := range scenes {
		if err := p.printf("%s: good, for the %s target\n", sc.arg, on.name.String()); err != nil {
			return err
		}
		if err := p.warn(sc, on.kind()); err != nil {
			return err
		}
	}
	return problems
}

// preflight starts the target for each scenario and closes it again.
func (p *program) preflight(ctx context.Context, args []string, flags overrides, on targetFlags, quiet bool) error {
	scenes, err := loadAll(args, flags.options(p.getenv))
	if err != nil {
		return err
	}
	for _, sc := range scenes {
		tgt, err := on.open(p.getenv, p.newProgress(quiet).starting)
		if err != nil {
			return err
		}
		if err := harness.Preflight(ctx, sc.Scenario, tgt); err != nil {
			return fmt.Errorf("%s: %w", sc.arg, err)
		}
	}
	return nil
}

// warn says on standard error what is allowed in a scenario and probably not meant,
// on a kind of target.
func (p *program) warn(sc scene, kind string) error {
	warnings, err := sc.Warnings(kind)
	if err != nil {
		return err
	}
	for _, text := range warnings {
		fmt.Fprintf(p.stderr, "%s: warning: %s\n", sc.arg, text)
	}
	return nil
}
