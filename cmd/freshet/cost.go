package main

import (
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/freshet-bench/freshet/report"
	"github.com/freshet-bench/freshet/results"
	"github.com/freshet-bench/freshet/results/cost"
	"github.com/freshet-bench/freshet/scenarios"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// costFlags say how a cost is modelled.
type costFlags struct {
	setting cost.Setting
	prices  string
	explain bool
	format  format
}

func (c *costFlags) bind(flags *pflag.FlagSet) {
	flags.StringVar(&c.setting.At, "at", "", "other `inputs` than the run's or the scenario's, as rate=1GiB/s,retention=7d,fan-out=3,zones=3,replay=3x7d/month")
	flags.StringVar(&c.setting.Model, "model", "", "`name` of the model whose growth is shown: shared-nothing, tiered, shared-storage, msk or msk-express")
	flags.StringVar(&c.setting.Provider, "provider", "", "`name` of the provider whose prices are used: aws, gcp or azure")
	flags.StringVar(&c.setting.Region, "region", "", "`name` of the region, as the price list has it")
	flags.StringVar(&c.prices, "prices", "", "price list of your own, a CSV `file` in the format of the shipped one")
	flags.BoolVar(&c.explain, "explain", false, "show the formula, the inputs and the prices of every line")
	c.format.bind(flags, formatText, formatJSON)
}

func newCostCommand(p *program) *cobra.Command {
	var flags costFlags
	var list bool
	cmd := &cobra.Command{
		Use:   "cost <run record or scenario>",
		Short: "Model what a stream costs a month",
		Long: `Model what the stream of a run, or of a scenario that was not run yet, costs a
month: by item, by storage model side by side, how it grows with retention, volume,
fan-out, zones and replays, where two models cost the same, and what moves the bill
most. Every input is marked: measured in the run, given, or assumed.

A run is of minutes and of a laptop's rates; --at asks for the rate, the retention
and the replays that you expect. Nothing is sent anywhere: prices are a dated list
inside the program, or your own.

Inputs of --at: fan-out (for all groups), replay (teams x span / day, week or month)
and ` + strings.Join(inputNames(), ", ") + `.`,
		Example: `  freshet cost campaign-burst
  freshet cost freshet-runs/campaign-burst-20260102-150405 --at rate=100MiB/s,retention=7d
  freshet cost my.yaml --model tiered --provider gcp --explain
  freshet cost --list-prices > prices.csv`,
		GroupID: groupRead,
		Args: func(cmd *cobra.Command, args []string) error {
			if list {
				return needs(0, 0, "no argument with --list-prices")(cmd, args)
			}
			return needs(1, 1, "one run record's folder, or a scenario: a shipped name or a file")(cmd, args)
		},
		ValidArgsFunction: completeScenarios(1),
		RunE: func(_ *cobra.Command, args []string) error {
			if list {
				return p.printf("%s", cost.ShippedText())
			}
			return p.cost(args[0], flags)
		},
	}
	flags.bind(cmd.Flags())
	cmd.Flags().BoolVar(&list, "list-prices", false, "write the shipped price list, to start your own from")
	return cmd
}

func inputNames() []string {
	var names []string
	for _, i := range cost.Inputs() {
		names = append(names, i.String())
	}
	return names
}

// cost models the cost of a run or a scenario and writes it.
func (p *program) cost(name string, flags costFlags) error {
	of, facts, setting, err := p.costFacts(name)
	if err != nil {
		return err
	}
	list, err := readPrices(flags.prices)
	if err != nil {
		return err
	}
	c, err := setting.Over(flags.setting).Choose(facts, list)
	if err != nil {
		return usage(err)
	}
	study, err := cost.NewStudy(c.Facts, list, c.Place, c.Model)
	if err != nil {
		return usage(err)
	}
	shown := report.Cost{Of: of, Study: study, Now: p.now(), Explain: flags.explain}
	if flags.format.is(formatJSON) {
		return report.WriteCostJSON(p.stdout, shown)
	}
	screen := screenOf(p.stdout, p.getenv)
	return report.WriteCost(p.stdout, shown, report.TextOptions{Color: screen.color, Width: screen.width()})
}

// usage makes a mistake in what was asked of an error, a line each.
func usage(err error) error { return &exitError{code: exitUsage, err: err} }

// costFacts is what is known of the workload of a run record, if name is a folder,
// or of a scenario.
func (p *program) costFacts(name string) (of string, f cost.Facts, s cost.Setting, err error) {
	if info, err := os.Stat(name); err == nil && info.IsDir() {
		if err := isRecord(name); err != nil {
			return "", f, s, err
		}
		rec, err := results.OpenWorkload(name)
		if err != nil {
			return "", f, s, err
		}
		f = results.CostFacts(rec)
		if f.Fact(cost.Rate).Value == 0 {
			return "", f, s, fmt.Errorf("%s: no traffic was metered, so that there is nothing to model; did the load begin?", name)
		}
		return rec.Plan.Name, f, results.CostSetting(rec), nil
	}
	sc, err := scenarios.Load(name, scenarios.LoadOptions{Env: p.getenv, Scale: 1})
	if err != nil {
		return "", f, s, err
	}
	f, err = sc.CostFacts()
	return sc.Name, f, sc.CostSetting(), err
}

// readPrices reads a price list, the shipped one if no file is named.
func readPrices(file string) (*cost.List, error) {
	if file == "" {
		return cost.Shipped(), nil
	}
	f, err := os.Open(file)
	if err != nil {
		return nil, usage(fmt.Errorf("reading the price list: %w", err))
	}
	defer f.Close()
	list, err := cost.ParsePrices(f, file)
	if err != nil {
		return nil, usage(listProblems{err})
	}
	return list, nil
}

// listProblems are the problems of a price list, each with its place: they are
// shown a line each, as those of a scenario are.
type listProblems struct{ error }

func (l listProblems) Unwrap() error { return errors.Unwrap(l.error) }
