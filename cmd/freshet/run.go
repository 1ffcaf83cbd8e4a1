package main

import (
	"slices"

	"github.com/spf13/cobra"
)

// runFlags are the flags of the run command.
type runFlags struct {
	overrides
	on      targetFlags
	scrape  scrapeFlags
	out     string
	format  format
	files   summaryFlags
	metrics metricsFlags
	quiet   bool
}

func newRunCommand(p *program) *cobra.Command {
	var flags runFlags
	cmd := &cobra.Command{
		Use:   "run <scenario>...",
		Short: "Run scenarios and write their reports",
		Long: `Run one scenario, several, or every file of a folder, one after the other, and
write a run record and an HTML report for each. All scenarios are checked before
the first one starts.

Progress goes to standard error: a live view on a terminal, plain lines elsewhere.
The result goes to standard output, and for CI systems into files as well. The
first Ctrl-C (or SIGTERM) ends the load, drains what is in flight, verifies it and
writes the report; the second stops at once.

Exit codes: 0 every expectation holds · 1 the run or the target failed ·
3 undecided · 99 an expectation failed · 104 bad usage or scenario ·
105 interrupted. Of several runs the worst counts: 105, then 1, 99, 3, 0.`,
		Example: `  freshet run quick                        # shipped, half a minute
  freshet run my.yaml --seed 7             # the same events every time
  freshet run my.yaml --duration 2m --scale 0.5 --set stages.ranking.work=2ms
  freshet run my.yaml --target containers --brokers 3   # Kafka in Docker
  freshet run my.yaml --target external --config client.properties   # a cluster of yours
  freshet run my.yaml --target staging     # as freshet.yaml describes it
  freshet run my-scenarios/ --out nightly/ --quiet
  freshet run my.yaml --format json > outcome.json   # a gate: the exit code says it
  freshet run my.yaml --metrics 9464       # for Prometheus, at http://127.0.0.1:9464/metrics
  freshet run my-scenarios/ --junit junit.xml --markdown "$GITHUB_STEP_SUMMARY"   # in CI`,
		GroupID:           groupRun,
		Args:              needs(1, -1, "a scenario: a shipped name, a file or a folder"),
		ValidArgsFunction: completeScenarios(-1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := flags.check(cmd); err != nil {
				return err
			}
			scenes, err := loadAll(args, flags.options(p.getenv))
			if err != nil {
				return err
			}
			if err := checkTarget(scenes, flags.on.described()); err != nil {
				return err
			}
			if err := p.fitToCores(scenes, &flags); err != nil {
				return err
			}
			return p.runScenes(cmd.Context(), scenes, flags)
		},
	}
	flags.bind(cmd.Flags())
	flags.on.bind(cmd)
	flags.scrape.bind(cmd.Flags())
	flags.format.bind(cmd.Flags(), formatText, formatJSON, formatJUnit, formatMarkdown)
	flags.files.bind(cmd.Flags())
	flags.metrics.bind(cmd.Flags())
	cmd.Flags().StringVarP(&flags.out, "out", "o", "", "`folder` of the run record (default ./freshet-runs/SCENARIO-TIME); with several scenarios, the folder of their folders")
	cmd.Flags().BoolVarP(&flags.quiet, "quiet", "q", false, "no progress, only the result")
	return cmd
}

// check refuses what no run could take.
func (f *runFlags) check(cmd *cobra.Command) error {
	if err := f.overrides.check(cmd); err != nil {
		return err
	}
	if err := f.scrape.check(); err != nil {
		return err
	}
	if cmd.Flags().Changed("metrics-linger") && f.metrics.address == "" {
		return usagef("--metrics-linger is for --metrics")
	}
	return f.on.check(cmd)
}

// arguments are the flags that give the same run again, with its seed.
func (f *runFlags) arguments(sc scene) []string {
	return slices.Concat(f.overrides.arguments(sc), f.on.arguments(), f.scrape.arguments())
}
