package compare

import (
	"slices"

	"github.com/freshet-bench/freshet/results"
)

// row is a measure of the page and how a run has it.
type row struct {
	Measure
	of func(Run) Value
	// quiet is true for a row that is left out where no run has anything but 0.
	quiet bool
}

// catalogue is the rows of a page about runs of a plan: which measures are shown, and
// which of them are tested. It depends on the plan, the timeline and the targets alone, and
// never on what was measured: a choice that looked at the results first would make
// the p-values worthless.
func catalogue(plan results.Plan, entries []results.PlanEntry, sides []Side) []row {
	c := &rowsOf{plan: plan, entries: entries, tiered: anyTiered(sides)}
	for _, s := range plan.Stages {
		c.ages(s)
	}
	for _, s := range plan.Sources {
		c.acks(s)
	}
	for _, d := range plan.Decisions {
		c.decision(d)
	}
	for _, s := range plan.Stages {
		c.gauges(s)
	}
	for _, e := range entries {
		c.entry(e)
	}
	c.settled()
	c.faulty()
	c.imbalance()
	c.storage()
	c.traffic()
	c.brokers()
	c.costs()
	return c.rows
}

// rowsOf collects rows.
type rowsOf struct {
	plan    results.Plan
	entries []results.PlanEntry
	tiered  bool // a side's target has a remote tier
	rows    []row
}

func (c *rowsOf) add(m Measure, of func(Run) Value) { c.rows = append(c.rows, row{Measure: m, of: of}) }

// quietly adds a row that is left out where no run has anything but 0: not every
// target or scenario has what it measures.
func (c *rowsOf) quietly(m Measure, of func(Run) Value) {
	c.rows = append(c.rows, row{Measure: m, of: of, quiet: true})
}

// isEnd reports whether a path of signals ends at a stage: no other stage reads what
// it writes. Ages add up along a path, so that what an earlier stage adds is in its.
func (c *rowsOf) isEnd(s results.PlanStage) bool {
	return !slices.ContainsFunc(c.plan.Stages, func(other results.PlanStage) bool {
		return s.Writes != "" && slices.Contains(other.Reads, s.Writes)
	})
}

// judged reports whether a stage is one that people wait for, at the end of a path:
// more of its measures are tested.
func (c *rowsOf) judged(s results.PlanStage) bool { return c.isEnd(s) && s.Class == "serving" }

// byName finds something by its name; nil without it.
func byName[T any](list []T, name string, of func(*T) string) *T {
	for i := range list {
		if of(&list[i]) == name {
			return &list[i]
		}
	}
	return nil
}
