package compare

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/freshet-bench/freshet/results"
	"github.com/freshet-bench/freshet/results/measure"
)

// screen leaves out the runs that cannot be compared, and the sides without any
// others. What most of the runs are of is what all are to be of.
func screen(sides []Side) (kept []Side, left []LeftOut) {
	whole := refuse(&left, sides, damaged)
	name := usual(whole, func(r Run) string { return r.Record.Run.Scenario })
	same := refuse(&left, whole, func(r Run) string {
		if own := r.Record.Run.Scenario; own != name {
			return fmt.Sprintf("it is of the scenario %s, the others are of %s", own, name)
		}
		return ""
	})
	parts := usual(same, shape)
	alike := refuse(&left, same, func(r Run) string {
		if own := shape(r); own != parts {
			return fmt.Sprintf("its scenario has another shape: %s; the others have %s", own, parts)
		}
		return ""
	})
	for _, s := range alike {
		if len(s.Runs) > 0 {
			kept = append(kept, s)
		}
	}
	return kept, left
}

// refuse is the sides without the runs that why has a reason against.
func refuse(left *[]LeftOut, sides []Side, why func(Run) string) []Side {
	out := slices.Clone(sides)
	for i, s := range out {
		out[i].Runs = nil
		for _, r := range s.Runs {
			if reason := why(r); reason != "" {
				*left = append(*left, LeftOut{Side: s.Name, Folder: r.Folder, Reason: reason})
				continue
			}
			out[i].Runs = append(out[i].Runs, r)
		}
	}
	return out
}

// damaged says why a run is not whole or was not measured as this program measures.
func damaged(r Run) string {
	rec, out := r.Record, r.Outcome
	load := measure.FormatDuration(out.Loaded) + " of " + measure.FormatDuration(rec.Plan.Duration)
	switch {
	case rec.Run.Definitions != results.Definitions:
		return fmt.Sprintf("its measures are defined by version %d, and this program derives version %d", rec.Run.Definitions, results.Definitions)
	case out.Status == results.CutShort:
		return "it was cut short after " + load
	case out.Status == results.Failed:
		return "the run failed: " + cmp.Or(out.Failure, "its record does not say why")
	case out.Status == results.Aborted:
		return "an expectation ended it after " + load
	case out.Loaded < rec.Plan.Duration:
		return "it was interrupted after " + load
	case len(rec.Problems) > 0:
		return "its record is damaged: " + rec.Problems[0]
	}
	return ""
}

// usual is what most of the runs have, of equals the first.
func usual(sides []Side, of func(Run) string) string {
	n := map[string]int{}
	best := ""
	for _, s := range sides {
		for _, r := range s.Runs {
			n[of(r)]++
		}
	}
	for _, s := range sides {
		for _, r := range s.Runs {
			if what := of(r); n[what] > n[best] {
				best = what
			}
		}
	}
	return best
}

// shape is what a scenario measures: its stages, sources and decisions.
func shape(r Run) string {
	p := r.Record.Plan
	var parts []string
	part := func(one, many string, names []string) {
		slices.Sort(names)
		if len(names) > 0 {
			what := many
			if len(names) == 1 {
				what = one
			}
			parts = append(parts, what+" "+strings.Join(names, ", "))
		}
	}
	part("the source", "the sources", namesOf(p.Sources, func(s results.PlanSource) string { return s.Name }))
	part("the stage", "the stages", namesOf(p.Stages, func(s results.PlanStage) string { return s.Name }))
	part("the decision", "the decisions", namesOf(p.Decisions, func(d results.PlanDecision) string { return d.Name }))
	return strings.Join(parts, ", ")
}

func namesOf[T any](list []T, name func(T) string) []string {
	out := make([]string, 0, len(list))
	for _, x := range list {
		out = append(out, name(x))
	}
	return out
}
