package compare

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
)

// summary is the comparison in a few sentences: how many measures differ, the most
// telling of them, what the statistics cannot say, and which expectations failed.
func (c *Comparison) summary() string {
	var out, untested []string
	for n := 1; n < len(c.Sides); n++ {
		if _, tested, _ := c.called(n); tested == 0 {
			untested = append(untested, c.Sides[n].Name)
		} else {
			out = append(out, c.pairSummary(n))
		}
	}
	if len(untested) > 0 {
		out = append(out, fmt.Sprintf("%s compared with %s, %s: no measure could be tested, so that no difference is called; the medians are shown.",
			enumerated(untested), c.Sides[0].Name, c.countsOf(untested)))
	}
	if failed := c.failedChecks(); failed != "" {
		out = append(out, failed)
	}
	return strings.Join(out, " ")
}

// countsOf says how many runs the first side and those named have: "1 run a side", or
// "1 to 3 runs a side".
func (c *Comparison) countsOf(names []string) string {
	least, most := len(c.Sides[0].Runs), len(c.Sides[0].Runs)
	for _, s := range c.Sides[1:] {
		if slices.Contains(names, s.Name) {
			least, most = min(least, len(s.Runs)), max(most, len(s.Runs))
		}
	}
	if least == most {
		return counted(most, "run", "runs") + " a side"
	}
	return fmt.Sprintf("%d to %d runs a side", least, most)
}

// failedChecks says which expectations failed on some sides and held on others, and in
// how many runs; "" if there are none.
func (c *Comparison) failedChecks() string {
	const most = 2
	var parts []string
	for i, side := range c.Sides {
		var failed []string
		for _, check := range c.Checks {
			if of := check.Sides[i]; of.Fail > 0 && check.tellsApart() {
				text := check.Text
				if n := of.Pass + of.Fail + of.Unknown; n > 1 {
					text += fmt.Sprintf(" (%d of %d runs)", of.Fail, n)
				}
				failed = append(failed, text)
			}
		}
		if n := len(failed); n > most+1 {
			failed = append(failed[:most], fmt.Sprintf("%d more", n-most))
		}
		if len(failed) > 0 {
			parts = append(parts, fmt.Sprintf("on %s %s", side.Name, enumerated(failed)))
		}
	}
	if len(parts) == 0 {
		return ""
	}
	return "Expectations that failed on some sides only: " + strings.Join(parts, "; ") + "."
}

// tellsApart reports whether an expectation failed on a side and on another, which has
// it too, did not.
func (c Check) tellsApart() bool {
	failed, not := false, false
	for _, s := range c.Sides {
		if s.Verdict != "" {
			failed, not = failed || s.Fail > 0, not || s.Fail == 0
		}
	}
	return failed && not
}

// enumerated joins words as a sentence does: "a, b and c".
func enumerated(words []string) string {
	if n := len(words); n > 1 {
		return strings.Join(words[:n-1], ", ") + " and " + words[n-1]
	}
	return strings.Join(words, "")
}

// pairSummary is a side against the first one.
func (c *Comparison) pairSummary(n int) string {
	rows, tested, open := c.called(n)
	text := fmt.Sprintf("%s compared with %s, %s: ", c.Sides[n].Name, c.Sides[0].Name, c.counts(n))
	if len(rows) == 0 {
		text += fmt.Sprintf("no difference was found in %s, which does not show that there is none", counted(tested, "tested measure", "tested measures"))
		return text + c.headroom(n) + "." + untestable(open)
	}
	const most = 3
	var told []string
	for _, m := range rows[:min(most, len(rows))] {
		told = append(told, m.say(n))
	}
	text += fmt.Sprintf("%s of %s. %s.", c.balance(rows, n), counted(tested, "tested measure", "tested measures"), capital(strings.Join(told, "; ")))
	if rest := len(rows) - most; rest > 0 {
		text += fmt.Sprintf(" %d more differ.", rest)
	}
	return text + untestable(open)
}

// counts says how many runs there are: "6 runs a side", or "6 and 8 runs".
func (c *Comparison) counts(n int) string {
	a, b := len(c.Sides[0].Runs), len(c.Sides[n].Runs)
	if a == b {
		return counted(a, "run", "runs") + " a side"
	}
	return fmt.Sprintf("%d and %d runs", b, a)
}

// balance says in how many rows a side is worse, better or just other.
func (c *Comparison) balance(rows []Measure, n int) string {
	of := map[string]int{}
	for _, m := range rows {
		of[m.Pairs[n-1].Effect]++
	}
	var parts []string
	for _, effect := range []struct{ name, word string }{{"worse", "worse"}, {"better", "better"}, {"", "different"}} {
		if k := of[effect.name]; k > 0 {
			parts = append(parts, fmt.Sprintf("%s in %d", effect.word, k))
		}
	}
	return strings.Join(parts, ", ")
}

func capital(text string) string {
	if text == "" {
		return ""
	}
	return strings.ToUpper(text[:1]) + text[1:]
}

// untestable is how many measures could not be tested.
func untestable(n int) string {
	switch n {
	case 0:
		return ""
	case 1:
		return " 1 more could not be tested."
	}
	return fmt.Sprintf(" %d more could not be tested.", n)
}

// called is the rows in which a side differs from the first one, those that tell most
// first; of how many rows that could be said, as they have a p-value or are the same in
// enough runs; and of how many that are to be tested it could not.
func (c *Comparison) called(n int) (rows []Measure, tested, open int) {
	for _, m := range c.Measures {
		p := m.Pairs[n-1]
		switch {
		case p.P != nil && p.Verdict != TooFew, p.Verdict == TheSame && min(m.Sides[0].N, m.Sides[n].N) >= MinTest:
			tested++
		case m.Tested:
			open++
		}
		if p.Called() {
			rows = append(rows, m)
		}
	}
	slices.SortStableFunc(rows, func(a, b Measure) int {
		return cmp.Or(cmp.Compare(rank(a), rank(b)), cmp.Compare(step(b.Pairs[n-1]), step(a.Pairs[n-1])))
	})
	return rows, tested, open
}

// rank is how early a row is told of: what went wrong, what was missed, how old
// signals got, then the rest.
func rank(m Measure) int {
	return slices.Index([]Section{Correctness, Decisions, Ages, Faults, Lag, Storages, Traffics, Costs}, m.Section)
}

// step is how large a difference is in relation to the first side, in steps of a tenth
// or so: what is about as large stays in the order of the page.
func step(p Pair) float64 {
	switch {
	case p.Relative != nil:
		return math.Round(10 * math.Log1p(math.Abs(*p.Relative)))
	case p.Absolute != nil && *p.Absolute == 0:
		return 0
	}
	return math.Inf(1)
}

// headroom says how large a difference there may be in the first age that is tested
// for its p99.
func (c *Comparison) headroom(n int) string {
	for _, m := range c.Measures {
		if r := m.Pairs[n-1].RelativeInterval; r != nil && m.Tested && m.Section == Ages && m.Stat == "p99" {
			return fmt.Sprintf(" (%.0f %% interval of the difference in %s: %s to %s)", 100*c.Method.Confidence, m.ID, Percent(r.Low.Value), Percent(r.High.Value))
		}
	}
	return ""
}
