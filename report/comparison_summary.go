package report

import (
	"github.com/freshet-bench/freshet/results/compare"
)

// summarySection is what somebody reads who reads nothing else.
type summarySection struct {
	Text  string
	Gates []gateRow
	Cards []measureBlock
	// Called says whether the cards are differences that were called.
	Called bool
}

// cardsShown is the most measures that are drawn large.
const cardsShown = 4

func (v *compared) summary() summarySection {
	s := summarySection{Text: v.c.Summary, Gates: v.gates()}
	for _, m := range v.telling(true) {
		s.Cards, s.Called = append(s.Cards, v.block(m)), true
	}
	if !s.Called {
		for _, m := range v.telling(false) {
			s.Cards = append(s.Cards, v.block(m))
		}
	}
	return s
}

// gateRow is a condition that the comparison was asked to fail on.
type gateRow struct {
	Mark                              mark
	Text, Was, Is, Difference, P, Why string
	Side                              sideCell
}

func (v *compared) gates() []gateRow {
	var rows []gateRow
	for _, g := range v.c.Gates {
		difference := compare.Pair{Relative: g.RelativeDiff, Absolute: g.Absolute, Bound: g.DifferenceBound}
		rows = append(rows, gateRow{
			Mark: markOf(g.Verdict), Text: g.Text, Side: v.sides[g.Side].cell(), Was: medianText(g.First, g.Unit), Is: medianText(g.Other, g.Unit),
			Difference: difference.FormatDifference(g.Unit), P: pText(g.Adjusted), Why: sentenceCase(fullStop(g.Reason)),
		})
	}
	return rows
}

// telling are the measures that are drawn large, at most one of each kind and
// subject: those of which a difference is called, or the first of the page.
func (v *compared) telling(called bool) []compare.Measure {
	type kind struct{ subject, name, stat string }
	seen := map[kind]bool{}
	var list []compare.Measure
	for _, m := range v.c.Measures {
		k := kind{m.Subject, m.Name, m.Stat}
		if !m.Tested || seen[k] || called != hasCalled(m) || !newStripScale(m).known() {
			continue
		}
		if list = append(list, m); len(list) == cardsShown || !called && len(list) == 2 {
			return list
		}
		seen[k] = true
	}
	return list
}

// hasCalled reports whether a difference was found to any side.
func hasCalled(m compare.Measure) bool {
	for _, p := range m.Pairs {
		if p.Called() {
			return true
		}
	}
	return false
}
