package report

import (
	"math"
	"slices"
	"strings"

	"github.com/freshet-bench/freshet/results/compare"
	"github.com/freshet-bench/freshet/results/measure"
)

// measuresSection is the table of measures, by the part of the report that they are of.
type measuresSection struct {
	Method string
	Groups []measureGroup
}

// measureGroup is the measures of one part of the report: those that the page decides
// on, and those that are only shown.
type measureGroup struct {
	Name   string
	Tested []measureBlock
	Shown  []measureBlock
	Sides  []sideCell
	// Zero names those that are 0 in every run.
	Zero string
}

// ShownCount is how many measures are only shown.
func (g measureGroup) ShownCount() string { return plural(len(g.Shown), "measure") }

// measureBlock is a measure with a row a side.
type measureBlock struct {
	Name, Part string
	Rows       []measureRow
	// From and To label the ends of the strips' scale; both "" without values.
	From, To string
	Notes    []string
}

// Last is the index of the last row, below which the scale stands.
func (b measureBlock) Last() int { return len(b.Rows) - 1 }

// measureRow is a measure on one side.
type measureRow struct {
	Side             sideCell
	Base             bool
	Strip            strip
	Median, Interval string
	N                string
	Pair             pairCells
}

// pairCells is a side against the first one.
type pairCells struct {
	Absolute, Relative, Interval, P string
	Word                            callWord
	Reason                          string
}

// callWord is what the statistics say of a difference, for the eye.
type callWord struct{ Symbol, Word, Class string }

func (v *compared) measures() measuresSection {
	s := measuresSection{Method: v.methodText()}
	for _, section := range comparisonSections() {
		g := measureGroup{Name: section.title, Sides: v.cells()}
		var zero []string
		for _, m := range v.c.In(section.of) {
			switch {
			case m.Zero():
				zero = append(zero, m.ID)
			case m.Tested:
				g.Tested = append(g.Tested, v.block(m))
			case newStripScale(m).known():
				g.Shown = append(g.Shown, v.block(m))
			}
		}
		g.Zero = strings.Join(zero, ", ")
		if len(g.Tested)+len(g.Shown)+len(zero) > 0 {
			s.Groups = append(s.Groups, g)
		}
	}
	return s
}

// block is a measure with its strips.
func (v *compared) block(m compare.Measure) measureBlock {
	b := measureBlock{Name: m.ID}
	if !strings.HasSuffix(m.ID, m.Part) {
		b.Part = m.Part
	}
	scale := newStripScale(m)
	if scale.known() {
		b.From, b.To = quantity(scale.low, m.Unit), quantity(scale.high, m.Unit)
	}
	for i, sample := range m.Sides {
		row := measureRow{Side: v.sides[i].cell(), Base: i == 0, Strip: scale.strip(v.sides[i], sample), N: count(int64(sample.N)), Median: medianText(sample, m.Unit)}
		row.Interval = intervalText(sample.Interval, func(e compare.Estimate) string { return e.Format(m.Unit) })
		for _, p := range m.Pairs {
			if p.Side == i {
				row.Pair = newPairCells(m, p)
			}
		}
		b.Rows = append(b.Rows, row)
	}
	for _, n := range v.c.Notes {
		if n.About == m.ID && !b.says(n.Text) {
			b.Notes = append(b.Notes, sentenceCase(fullStop(n.Text)))
		}
	}
	return b
}

// says reports whether a note is the reason of one of the block's differences.
func (b measureBlock) says(note string) bool {
	return slices.ContainsFunc(b.Rows, func(r measureRow) bool { return r.Pair.Reason != "" && strings.Contains(note, r.Pair.Reason) })
}

func newPairCells(m compare.Measure, p compare.Pair) pairCells {
	c := pairCells{Word: callOf(p), Reason: p.Reason, Relative: strings.Replace(p.FormatRelative(), "-", "−", 1), P: pText(p.Adjusted)}
	if p.Absolute != nil {
		c.Absolute = strings.TrimSpace(string(p.Bound) + " " + signed(*p.Absolute, m.Unit))
	}
	if p.Verdict != compare.TheSame {
		c.Interval = intervalText(p.Interval, func(e compare.Estimate) string { return signed(e.Value, m.Unit) })
	}
	return c
}

// callOf is what is said of a difference: with a symbol, never by colour alone.
func callOf(p compare.Pair) callWord {
	w := callWord{Word: string(p.Verdict), Class: "none"}
	switch p.Verdict {
	case compare.IsHigher:
		w.Symbol, w.Class = "▲", "called"
	case compare.IsLower:
		w.Symbol, w.Class = "▼", "called"
	case compare.NoneFound:
		w.Symbol = "≈"
	case compare.TheSame:
		w.Symbol = "="
	case compare.TooFew, compare.NotKnown:
		w.Symbol, w.Class = "?", "doubt"
	}
	if p.Effect != "" {
		w.Word, w.Class = w.Word+", "+p.Effect, p.Effect
	}
	return w
}

// intervalText is "198 ms to 204 ms"; "" if there is none.
func intervalText(i *compare.Interval, text func(compare.Estimate) string) string {
	if i == nil {
		return ""
	}
	low, high := text(i.Low), text(i.High)
	if low == high {
		return low
	}
	return low + " to " + high
}

// signed is a difference with its sign; of shares in points, as percent of percent
// are read wrongly.
func signed(v float64, u measure.Unit) string {
	text := measure.InPoints(quantity(math.Abs(v), u), u)
	switch {
	case v > 0:
		return "+" + text
	case v < 0:
		return "−" + text
	}
	return "±" + text
}

// methodText says how the statistics were done.
func (v *compared) methodText() string {
	m := v.c.Method
	return "A run is one sample. Intervals are bootstrap intervals of the median, at " + quantity(m.Confidence, measure.Ratio) +
		", from " + plural(compare.MinInterval, "run") + " a side; p is of the Mann-Whitney test, two-sided, adjusted for the " +
		plural(m.Tests, "test") + " of this page (Holm). A difference is called where p is at most " + short(m.Alpha) + "."
}
