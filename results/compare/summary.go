package compare

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
)

// summary is the comparison in a few sentences: how many measures differ, the most
// telling of them, and what the statistics cannot say.
func (c *Comparison) summary() string {
	first := c.Sides[0]
	out := []string{fmt.Sprintf("%s, %s.", c.Scenario, c.counts())}
	for n := 1; n < len(c.Sides); n++ {
		out = append(out, c.pairSummary(n, first))
	}
	return strings.Join(out, " ")
}

// counts says how many runs there are: "6 runs a side", or by side.
func (c *Comparison) counts() string {
	n := len(c.Sides[0].Runs)
	equal := true
	parts := make([]string, len(c.Sides))
	for i, s := range c.Sides {
		equal = equal && len(s.Runs) == n
		parts[i] = counted(len(s.Runs), "run", "runs") + " of " + s.Name
	}
	if equal {
		return counted(n, "run", "runs") + " a side"
	}
	return strings.Join(parts, " and ")
}

// pairSummary is a side against the first one.
func (c *Comparison) pairSummary(n int, first Side) string {
	called, tested, open := c.called(n)
	name, other := c.Sides[n].Name, first.Name
	switch {
	case tested == 0:
		return fmt.Sprintf("%s against %s: no measure has enough runs to be tested; the medians are shown, and no difference is called.", name, other)
	case len(called) == 0:
		return fmt.Sprintf("%s against %s: no difference was found in %s. That does not show that there is none%s.%s",
			name, other, counted(tested, "tested measure", "tested measures"), c.headroom(n), untestable(open))
	}
	const most = 3
	var told []string
	for _, m := range called[:min(most, len(called))] {
		told = append(told, c.told(m, n))
	}
	text := fmt.Sprintf("%s against %s: %d of %s.", name, other, len(called), differing(tested))
	text += " " + strings.Join(told, "; ") + "."
	if rest := len(called) - most; rest > 0 {
		text += fmt.Sprintf(" The other %d are below.", rest)
	}
	return text + untestable(open)
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

func differing(tested int) string {
	if tested == 1 {
		return "1 tested measure differs"
	}
	return fmt.Sprintf("%d tested measures differ", tested)
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
		return cmp.Or(cmp.Compare(rank(a), rank(b)), cmp.Compare(size(b.Pairs[n-1]), size(a.Pairs[n-1])))
	})
	return rows, tested, open
}

// rank is how early a row is told of: what went wrong, what was missed, how old
// signals got, then the rest.
func rank(m Measure) int {
	return slices.Index([]Section{Correctness, Decisions, Ages, Faults, Lag, Traffics, Costs}, m.Section)
}

// size is how large a difference is, in relation to the first side.
func size(p Pair) float64 {
	switch {
	case p.Relative != nil:
		return math.Abs(*p.Relative)
	case p.Absolute != nil && *p.Absolute == 0:
		return 0
	}
	return math.Inf(1)
}

// told is a difference in words: "ranking.platform-age.p99 is higher (worse): 220 ms
// against 200 ms, +10 %".
func (c *Comparison) told(m Measure, n int) string {
	p := m.Pairs[n-1]
	text := m.ID + " is " + string(p.Verdict)
	if p.Effect != "" {
		text += " (" + p.Effect + ")"
	}
	if a, b := m.Sides[0].Median, m.Sides[n].Median; a != nil && b != nil {
		text += fmt.Sprintf(": %s against %s", b.Format(m.Unit), a.Format(m.Unit))
	}
	if d := p.FormatDifference(m.Unit); d != "" {
		text += ", " + d
	}
	return text
}

// headroom says how large a difference there may be in the first tested age.
func (c *Comparison) headroom(n int) string {
	for _, m := range c.Measures {
		p := m.Pairs[n-1]
		if !m.Tested || m.Section != Ages || p.Interval == nil || m.Sides[0].Median == nil || m.Sides[0].Median.Value == 0 || m.Stat != "p99" {
			continue
		}
		base := m.Sides[0].Median.Value
		return fmt.Sprintf(": the 95 %% interval of the difference in %s is %s to %s", m.ID, Percent(p.Interval.Low.Value/base), Percent(p.Interval.High.Value/base))
	}
	return ""
}
