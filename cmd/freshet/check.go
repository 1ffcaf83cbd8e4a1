package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/freshet-bench/freshet/harness"
	"github.com/freshet-bench/freshet/results/measure"
	"github.com/freshet-bench/freshet/scenarios"
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
			targets, err := on.each(func(on *targetFlags) error { return on.checkFor(cmd, preflight) })
			if err != nil {
				return err
			}
			if err := p.check(args, flags, targets, quiet); err != nil || !preflight {
				return err
			}
			return p.preflight(cmd.Context(), args, flags, targets, quiet)
		},
	}
	flags.bind(cmd.Flags())
	on.bind(cmd)
	cmd.Flags().BoolVar(&preflight, "preflight", false, "look at the target too, as a run does before it touches anything")
	cmd.Flags().BoolVarP(&quiet, "quiet", "q", false, "say nothing of scenarios that are good, warnings included")
	return cmd
}

// check loads the scenarios, says of each that it is good, and what it warns of.
func (p *program) check(args []string, flags overrides, targets []*targetFlags, quiet bool) error {
	scenes, problems := loadAll(args, flags.options(p.getenv))
	if err := checkTargets(scenes, targets); err != nil {
		return errors.Join(problems, err)
	}
	if quiet {
		return problems
	}
	for _, sc := range scenes {
		if err := p.printf("%s: good, for %s%s\n", sc.arg, targetsInWords(targets), runsInWords(sc, len(targets))); err != nil {
			return err
		}
		if err := p.warn(sc); err != nil {
			return err
		}
	}
	return problems
}

// targetsInWords names the targets: "the kafka target", "the kafka and tiered targets".
func targetsInWords(targets []*targetFlags) string {
	if len(targets) == 1 {
		return "the " + targets[0].name.String() + " target"
	}
	var names []string
	for _, on := range targets {
		names = append(names, on.name.String())
	}
	return "the " + oneOf(names, "and") + " targets"
}

// runsInWords says how many runs a scenario makes of itself on so many targets, and
// how long their load is; "" of a single one.
func runsInWords(sc scene, targets int) string {
	runs := len(sc.variants) * targets
	if runs == 1 {
		return ""
	}
	var load time.Duration
	for _, v := range sc.variants {
		load += v.Duration * time.Duration(targets)
	}
	text := fmt.Sprintf("; %d runs a round, %s of load", runs, measure.FormatDuration(load))
	if len(sc.variants) > 1 {
		text += fmt.Sprintf(", in %d variants: %s", len(sc.variants), strings.Join(variantNames(sc.variants), ", "))
	}
	return text
}

func variantNames(variants []*scenarios.Scenario) []string {
	var names []string
	for _, v := range variants {
		names = append(names, v.Variant)
	}
	return names
}

// preflight starts the target for each scenario and closes it again.
func (p *program) preflight(ctx context.Context, args []string, flags overrides, targets []*targetFlags, quiet bool) error {
	scenes, err := loadAll(args, flags.options(p.getenv))
	if err != nil {
		return err
	}
	for _, sc := range scenes {
		for _, variant := range sc.variants {
			for _, on := range targets {
				tgt, err := on.open(p.getenv, p.newProgress(quiet, nil).starting)
				if err != nil {
					return err
				}
				if err := harness.Preflight(ctx, variant, tgt); err != nil {
					return fmt.Errorf("%s: %w", sc.arg, err)
				}
			}
		}
	}
	return nil
}

// warn says on standard error what is allowed in a scenario, or in some of its
// variants, and probably not meant.
func (p *program) warn(sc scene) error {
	var order []string
	by := map[string][]string{} // the variants, by what is said of them
	for _, v := range sc.variants {
		warnings, err := v.Warnings()
		if err != nil {
			return err
		}
		for _, text := range warnings {
			if by[text] == nil {
				order = append(order, text)
			}
			by[text] = append(by[text], v.Variant)
		}
	}
	for _, text := range order {
		who := ""
		if len(by[text]) < len(sc.variants) {
			who = "variant " + strings.Join(by[text], ", ") + ": "
		}
		fmt.Fprintf(p.stderr, "%s: warning: %s%s\n", sc.arg, who, text)
	}
	return nil
}
