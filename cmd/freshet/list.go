package main

import (
	"encoding/json"
	"fmt"
	"strings"
	"text/tabwriter"

	"github.com/freshet-bench/freshet/harness"
	"github.com/freshet-bench/freshet/harness/target"
	"github.com/freshet-bench/freshet/results/measure"
	"github.com/freshet-bench/freshet/scenarios"
	"github.com/spf13/cobra"
)

func newListCommand(p *program) *cobra.Command {
	var out format
	var on targetFlags
	var quiet, targets bool
	cmd := &cobra.Command{
		Use:   "list",
		Short: "List the shipped scenarios, or with --targets what they can run on",
		Long: `List the shipped scenarios with their lengths ("5 x 1 min" has 5 variants, each a run)
and their questions, or with --targets the targets: those that there always are, with
the clusters in containers that runs with --reuse kept, and those that a file of profiles
describes.

A scenario that needs trace files says so: Freshet comes without them, and looks
for them in the folder that FRESHET_TRACES names. With --quiet it is listed only if
that is set, and only if the target (--target) can do what it asks, so that the names are
those that can be run.`,
		Example: `  freshet list
  freshet list --targets --profiles team/freshet.yaml
  freshet check $(freshet list --quiet)
  freshet list --quiet --target containers
  FRESHET_TRACES=$HOME/traces freshet check $(freshet list --quiet)`,
		GroupID: groupRead,
		Args:    needs(0, 0, "no arguments"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := on.profileFlags.check(); err != nil && !targets {
				return err
			}
			switch {
			case targets:
				return p.listTargets(cmd.Context(), on.file, out.is(formatJSON), quiet)
			case out.is(formatJSON):
				return p.listJSON()
			case quiet:
				return p.listNames(on.described())
			}
			return p.listTable()
		},
	}
	out.bind(cmd.Flags(), formatText, formatJSON)
	cmd.Flags().BoolVarP(&quiet, "quiet", "q", false, "the names alone, of those that can be run here, on the target")
	on.profileFlags.bind(cmd)
	cmd.Flags().BoolVar(&targets, "targets", false, "list targets in place of scenarios")
	return cmd
}

// listTable writes a line a scenario: its name, its length and its question.
func (p *program) listTable() error {
	table := tabwriter.NewWriter(p.stdout, 0, 0, 3, ' ', 0)
	for _, info := range scenarios.Shipped() {
		about := oneLine(info.About)
		if !able(info, target.Embedded(target.EmbeddedOptions{})) {
			about += " (not on the embedded target)"
		}
		if len(info.Traces) > 0 {
			about += " (needs trace files)"
		}
		fmt.Fprintf(table, "%s\t%s\t%s\n", info.Name, lengthOf(info), about)
	}
	if err := table.Flush(); err != nil {
		return fmt.Errorf("writing to standard output: %w", err)
	}
	return nil
}

// lengthOf is how long a scenario's load is, and how often it is run in a round.
func lengthOf(info scenarios.Info) string {
	text := measure.FormatDuration(info.Duration)
	if n := len(info.Variants); n > 1 {
		return fmt.Sprintf("%d x %s", n, text)
	}
	return text
}

// able reports whether a target can do what a shipped scenario asks. One that cannot
// be read, as its traces are not there, is taken to be.
func able(info scenarios.Info, on target.Target) bool {
	sc, err := scenarios.Load(info.Name, scenarios.LoadOptions{})
	if err != nil {
		return true
	}
	return harness.Check(sc, on) == nil
}

// listNames writes the names of the scenarios that can be run as things are.
func (p *program) listNames(on target.Target) error {
	for _, info := range scenarios.Shipped() {
		if !info.Ready(p.getenv) || !able(info, on) {
			continue
		}
		if err := p.printf("%s\n", info.Name); err != nil {
			return err
		}
	}
	return nil
}

func (p *program) listJSON() error {
	type entry struct {
		Name     string   `json:"name"`
		Duration int64    `json:"duration_ns"`
		About    string   `json:"about"`
		Traces   []string `json:"traces,omitempty"` // files that it needs
		Presets  []string `json:"presets,omitempty"`
		Variants []string `json:"variants,omitempty"` // each is a run of that duration
	}
	entries := []entry{}
	for _, info := range scenarios.Shipped() {
		entries = append(entries, entry{info.Name, info.Duration.Nanoseconds(), oneLine(info.About), info.Traces, info.Presets, info.Variants})
	}
	return p.printJSON(entries)
}

// printJSON writes a list for programs.
func (p *program) printJSON(list any) error {
	enc := json.NewEncoder(p.stdout)
	enc.SetIndent("", "  ")
	if err := enc.Encode(list); err != nil {
		return fmt.Errorf("writing the list as JSON: %w", err)
	}
	return nil
}

// oneLine is a text of the scenario language on one line.
func oneLine(text string) string {
	return strings.Join(strings.Fields(text), " ")
}
