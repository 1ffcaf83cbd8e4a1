package main

import (
	"errors"
	"fmt"

	"github.com/freshet-bench/freshet/report"
	"github.com/freshet-bench/freshet/results"
	"github.com/freshet-bench/freshet/results/compare"
	"github.com/freshet-bench/freshet/results/measure"
	"github.com/spf13/cobra"
)

// defaultAlpha is the level of a comparison unless --alpha says otherwise.
const defaultAlpha = 0.05

// compareFlags say what of a comparison is written, and what fails it.
type compareFlags struct {
	format format
	all    bool
	gates  []string
	alpha  float64
	page   string
}

func newCompareCommand(p *program) *cobra.Command {
	var flags compareFlags
	cmd := &cobra.Command{
		Use:   "compare <runs> [runs]...",
		Short: "Compare runs of a scenario, with statistics",
		Long: `Compare runs of one scenario: on several targets, in several variants, before and
after a change. Each argument is a side: the folder of a run record, or a folder with
several of them; NAME=FOLDER gives it a name. A series of runs stands alone and is
split into its sides. The others are compared with the first side.

What differs between the sides is said first. Runs that cannot be compared, as they
were cut short, are of another scenario or were measured otherwise, are named and left
out. Every measure is a line: the medians over runs with their interval, the
difference, and a p-value that is corrected for the number of measures. A run is one
sample: below 4 runs a side no difference is called, below 6 there is no interval.

--fail-if fails on a difference that is beyond a bound for certain, so that a gate
does not flake: 'ranking.age.p99 > +10%', 'page-view.missed > +0.01 overall',
'clicks.acked.rate < -5% overall', 'recovery(burst, ranking) > +5s'. The measures are
those of expectations; a bound in percent is relative to the first side.

The comparison is also written as one HTML page that needs no other file and no
network, with ages over time laid on each other and a dot for every run.

Exit code 0 once the runs are compared; with --fail-if 99 if one of them holds, else 3
if one cannot be decided; 1 if there is nothing to compare.`,
		Example: `  freshet compare runs-before runs-after
  freshet compare freshet-runs/key-choice-20260102-150405    # a series
  freshet compare main=runs/a change=runs/b --fail-if 'ranking.platform-age.p99 > +10%'
  freshet compare runs-before runs-after --out /tmp/before-after.html
  freshet compare runs-before runs-after --format csv > measures.csv`,
		GroupID: groupRead,
		Args:    needs(1, -1, "run records, folders of them, or one series"),
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]cobra.Completion, cobra.ShellCompDirective) {
			return nil, cobra.ShellCompDirectiveFilterDirs
		},
		RunE: func(_ *cobra.Command, args []string) error { return p.compare(args, flags) },
	}
	flags.format.bind(cmd.Flags(), formatText, formatJSON, formatCSV, formatMarkdown)
	cmd.Flags().StringVarP(&flags.page, "out", "o", "", "write the HTML page to this `file` (default "+seriesPage+" in the folder of a series, "+comparePage+" here otherwise)")
	cmd.Flags().BoolVar(&flags.all, "all", false, "show the measures that are not tested too, as text and as Markdown")
	cmd.Flags().StringArrayVar(&flags.gates, "fail-if", nil, "fail on this `difference`, as 'ranking.age.p99 > +10%'; may be repeated")
	cmd.Flags().Float64Var(&flags.alpha, "alpha", defaultAlpha, "call a difference at this `level`: the share of pages without any on which one is called")
	return cmd
}

// compare compares the sides that args name and writes the comparison.
func (p *program) compare(args []string, flags compareFlags) error {
	if !(flags.alpha > 0 && flags.alpha < 1) { // NaN too
		return usagef("--alpha %g: expected a level above 0 and below 1, as 0.05", flags.alpha)
	}
	gates, err := parseGates(flags.gates)
	if err != nil {
		return err
	}
	sides, left, err := compare.Open(args)
	if err != nil {
		return err
	}
	c, err := compare.Compare(sides, compare.Options{Alpha: flags.alpha, LeftOut: left, Gates: gates})
	var wrong *compare.GateError
	switch {
	case errors.As(err, &wrong):
		return usagef("--fail-if %w", err)
	case err != nil:
		return err
	}
	if err := p.writeComparison(c, flags); err != nil {
		return err
	}
	if err := p.showComparePage(c, args, flags); err != nil {
		return err
	}
	switch c.Verdict() {
	case results.Fail:
		return &exitError{code: exitExpectation}
	case results.Unknown:
		return &exitError{code: exitUnknown}
	}
	return nil
}

// writeComparison writes a comparison to standard output.
func (p *program) writeComparison(c *compare.Comparison, flags compareFlags) error {
	switch flags.format.String() {
	case formatJSON:
		return report.WriteComparisonJSON(p.stdout, c)
	case formatCSV:
		return report.WriteComparisonCSV(p.stdout, c)
	case formatMarkdown:
		return report.WriteComparisonMarkdown(p.stdout, c, flags.all)
	}
	screen := screenOf(p.stdout, p.getenv)
	return report.WriteComparison(p.stdout, c, report.ComparisonOptions{
		TextOptions: report.TextOptions{Color: screen.color, Width: screen.width()}, All: flags.all,
	})
}

// parseGates reads the gates; every mistake is named with its column.
func parseGates(texts []string) ([]compare.Gate, error) {
	var gates []compare.Gate
	for _, text := range texts {
		g, err := compare.ParseGate(text)
		var syntax *measure.SyntaxError
		switch {
		case errors.As(err, &syntax):
			return nil, usagef("--fail-if %q: column %d: %w", text, syntax.Offset+1, err)
		case err != nil:
			return nil, fmt.Errorf("--fail-if %q: %w", text, err)
		}
		gates = append(gates, g)
	}
	return gates, nil
}
