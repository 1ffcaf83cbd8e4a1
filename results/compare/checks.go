package compare

import (
	"slices"
	"time"

	"github.com/freshet-bench/freshet/results"
)

// checks is every expectation of any run, in the order of the scenario, on all sides.
func checks(sides []Side) []Check {
	var out []Check
	for _, s := range sides {
		for _, r := range s.Runs {
			for _, c := range r.Outcome.Checks {
				if !slices.ContainsFunc(out, func(known Check) bool { return known.Text == c.Text }) {
					out = append(out, Check{Text: c.Text, During: c.During})
				}
			}
		}
	}
	for i := range out {
		for _, s := range sides {
			out[i].Sides = append(out[i].Sides, checkSide(s, out[i].Text))
		}
	}
	return out
}

// checkSide is an expectation over the runs of a side.
func checkSide(s Side, text string) CheckSide {
	var out CheckSide
	for _, r := range s.Runs {
		c := byName(r.Outcome.Checks, text, func(c *results.Check) string { return c.Text })
		if c == nil {
			continue
		}
		out.Shown = append(out.Shown, c.Shown)
		switch c.Verdict {
		case results.Pass:
			out.Pass++
		case results.Fail:
			out.Fail++
		default:
			out.Unknown++
		}
		if worse(c.Verdict, out.Verdict) {
			out.Verdict, out.Reason = c.Verdict, c.Reason
		}
	}
	return out
}

// worse reports whether a verdict is worse than another: fail beats unknown beats
// pass beats none.
func worse(a, b results.Verdict) bool {
	order := []results.Verdict{"", results.Pass, results.Unknown, results.Fail}
	return slices.Index(order, a) > slices.Index(order, b)
}

// timeline is every entry of any run, in the order of the plans.
func timeline(sides []Side) []results.PlanEntry {
	var out []results.PlanEntry
	for _, s := range sides {
		for _, r := range s.Runs {
			for _, e := range r.Record.Plan.Entries {
				if !slices.ContainsFunc(out, func(known results.PlanEntry) bool { return known.Name == e.Name }) {
					out = append(out, e)
				}
			}
		}
	}
	return out
}

// entries is the timeline on all sides.
func (c *Comparison) entries(timeline []results.PlanEntry) []Entry {
	var out []Entry
	for _, p := range timeline {
		e := Entry{Name: p.Name, Verb: p.Verb}
		for _, s := range c.Sides {
			e.Sides = append(e.Sides, entrySide(s, p.Name))
		}
		for _, m := range c.Measures {
			if m.Entry == p.Name {
				e.Measures = append(e.Measures, m.ID)
			}
		}
		out = append(out, e)
	}
	return out
}

// entrySide is an entry over the runs of a side.
func entrySide(s Side, name string) EntrySide {
	var out EntrySide
	var begins, ends []float64
	for _, r := range s.Runs {
		e := byName(r.Outcome.Entries, name, func(e *results.EntryOutcome) string { return e.Name })
		if e == nil || !e.Begun {
			continue
		}
		out.Summary = e.Summary
		begins, ends = append(begins, float64(e.Begin)), append(ends, float64(e.End))
		if e.Ended {
			out.Ended++
		}
	}
	if out.Runs = len(begins); out.Runs > 0 {
		out.Begin, out.End = time.Duration(median(begins)), time.Duration(median(ends))
	}
	return out
}
