package main

import (
	"slices"

	"github.com/spf13/cobra"
)

// runFlags are the flags of the run command.
type runFlags struct {
	overrides
	many    manyFlags
	on      targetFlags
	targets []*targetFlags // each that on names; there after check
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

A scenario with variants (vary, variants), --repeat and several targets make many
runs of one scenario, for comparing: in rounds, each with every variant on every
target in random order, one after the other, on fresh topics, in one folder. A run
that failed is kept and the others are made. --resume goes on after an interrupt.

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
  freshet run my.yaml --repeat 6           # for an interval around every figure
  freshet run key-choice --repeat 4        # each of its variants, in random order
  freshet run my.yaml --target staging,new --repeat 4   # taking turns on two targets
  freshet run --resume freshet-runs/key-choice-20260102-150405
  freshet run my.yaml --format json > outcome.json   # a gate: the exit code says it
  freshet run my.yaml --metrics 9464       # for Prometheus, at http://127.0.0.1:9464/metrics
  freshet run my-scenarios/ --junit junit.xml --markdown "$GITHUB_STEP_SUMMARY"   # in CI`,
		GroupID:           groupRun,
		Args:              scenarioOrResume(&flags.many, "a scenario: a shipped name, a file or a folder"),
		ValidArgsFunction: completeScenarios(-1),
		RunE:              func(cmd *cobra.Command, args []string) error { return p.run(cmd, args, &flags) },
	}
	flags.bind(cmd.Flags())
	flags.many.bind(cmd.Flags())
	flags.on.bind(cmd)
	flags.scrape.bind(cmd.Flags())
	flags.format.bind(cmd.Flags(), formatText, formatJSON, formatJUnit, formatMarkdown)
	flags.files.bind(cmd.Flags())
	flags.metrics.bind(cmd.Flags())
	cmd.Flags().StringVarP(&flags.out, "out", "o", "", "`folder` of the run record, or of many runs (default ./freshet-runs/SCENARIO-TIME); with several scenarios, the folder of their folders")
	cmd.Flags().BoolVarP(&flags.quiet, "quiet", "q", false, "no progress, only the result")
	return cmd
}

// run loads and checks everything, and then makes the runs.
func (p *program) run(cmd *cobra.Command, args []string, flags *runFlags) error {
	if flags.many.resume != "" && len(args) == 0 {
		var err error
		if args, err = flags.many.resumed(cmd); err != nil {
			return err
		}
	}
	if err := flags.check(cmd); err != nil {
		return err
	}
	scenes, err := loadAll(args, flags.options(p.getenv))
	if err != nil {
		return err
	}
	if err := checkTargets(scenes, flags.targets); err != nil {
		return err
	}
	if err := p.fitToCores(scenes, flags); err != nil {
		return err
	}
	return p.runScenes(cmd.Context(), scenes, flags)
}

// check refuses what no run could take, and takes the targets apart.
func (f *runFlags) check(cmd *cobra.Command) (err error) {
	if err := f.overrides.check(cmd); err != nil {
		return err
	}
	if err := f.many.check(cmd); err != nil {
		return err
	}
	if err := f.scrape.check(); err != nil {
		return err
	}
	if cmd.Flags().Changed("metrics-linger") && f.metrics.address == "" {
		return usagef("--metrics-linger is for --metrics")
	}
	f.targets, err = f.on.each(func(on *targetFlags) error { return on.check(cmd) })
	for _, on := range f.targets {
		if on.profile != nil {
			f.on.profile = on.profile // so that the command to repeat it has --profiles
		}
	}
	return err
}

// arguments are the flags that give the same run again, with its seed.
func (f *runFlags) arguments(sc scene) []string {
	return slices.Concat(f.overrides.arguments(sc), f.many.arguments(), f.on.arguments(), f.scrape.arguments())
}

// makesMany reports whether a scenario is to be run more than once.
func (f *runFlags) makesMany(sc scene) bool {
	return f.many.resume != "" || f.many.repeat > 1 || len(sc.variants) > 1 || len(f.targets) > 1
}

// one is the flags of one run of many: of a variant on a target.
func (f *runFlags) one(variant string, on *targetFlags) *runFlags {
	single := *f
	single.many = manyFlags{repeat: 1}
	single.variant, single.on, single.targets = variant, *on, []*targetFlags{on}
	return &single
}
