package report

import (
	"github.com/freshet-bench/freshet/results/compare"
)

// summarySection is what somebody reads who reads nothing else.
type summarySection struct {
	Text  string
	Cards []measureBlock
	// Called says whether the cards are differences that were called.
	Called bool
}

// cardsShown is the most measures that are drawn large.
const cardsShown = 4

func (v *compared) summary() summarySection {
	s := summarySection{Text: v.c.Summary}
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

// telling are the measures that are drawn large, at most one of each kind and
// subject: those of which a difference is called, or the first of the page.
func (v *compared) telling(called bool) []compare.Measure {
	type kind struct{ subject, name string }
	seen := map[kind]bool{}
	var list []compare.Measure
	for _, m := range v.c.Measures {
		k := kind{m.Subject, m.Name}
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
