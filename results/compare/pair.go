package compare

import (
	"fmt"
	"math"
	"slices"

	"github.com/freshet-bench/freshet/results/measure"
)

// pair compares side n of a row with the first one, up to the p-value.
func (m *Measure) pair(n int, b bootstrap, sides []Side) Pair {
	first, other := &m.Sides[0], &m.Sides[n]
	p := Pair{Side: n, Verdict: NotTested}
	p.difference(first, other)
	x, boundX := first.usable()
	y, boundY := other.usable()
	p.Interval, p.RelativeInterval = b.difference(first, other)
	if !m.Tested {
		return p
	}
	switch {
	case len(x) == 0:
		p.Verdict, p.Reason = NotKnown, sides[0].lacks(first)
	case len(y) == 0:
		p.Verdict, p.Reason = NotKnown, sides[n].lacks(other)
	case max(observed(x), observed(y)) > min(boundX, boundY):
		p.Verdict, p.Reason = NotKnown, "a run ended at "+measure.FormatQuantity(min(boundX, boundY), m.Unit)+
			" with it still under way, and another took longer: their order is not known"
	case math.IsInf(min(slices.Min(x), slices.Min(y)), 1):
		p.Verdict, p.Reason = NotKnown, "every run of both sides ended with it still under way"
	case allEqual(x, y):
		p.Verdict = TheSame
	case min(len(x), len(y)) < MinTest:
		p.Verdict = TooFew
		p.Reason = fmt.Sprintf("%d and %d runs; a p-value needs %d a side", len(x), len(y), MinTest)
	default:
		raw, _ := mannWhitney(x, y)
		p.P, p.Verdict = &raw, NoneFound
	}
	return p
}

// difference is that of the medians.
func (p *Pair) difference(first, other *Sample) {
	a, b := first.Median, other.Median
	if a == nil || b == nil || a.Censored && b.Censored {
		return
	}
	abs := b.Value - a.Value
	p.Absolute = &abs
	switch {
	case b.Censored:
		p.Bound = AtLeast
	case a.Censored:
		p.Bound = AtMost
	}
	if a.Value != 0 {
		rel := abs / a.Value
		p.Relative = &rel
	}
}

// decide adjusts the p-values of all tests of the page and says which differences are
// called. It returns how many tests there are.
func decide(rows []Measure, alpha float64) int {
	type test struct {
		row  *Measure
		pair *Pair
	}
	var tests []test
	var raw []float64
	for i := range rows {
		for j := range rows[i].Pairs {
			if p := &rows[i].Pairs[j]; p.P != nil {
				tests, raw = append(tests, test{&rows[i], p}), append(raw, *p.P)
			}
		}
	}
	for i, adjusted := range holm(raw) {
		tests[i].pair.Adjusted = &adjusted
		tests[i].row.call(tests[i].pair, len(tests), alpha)
	}
	return len(tests)
}

// call gives a tested pair its verdict.
func (m *Measure) call(p *Pair, tests int, alpha float64) {
	first, other := &m.Sides[0], &m.Sides[p.Side]
	if *p.Adjusted > alpha {
		if least := leastP(first.N, other.N) * float64(tests); least > alpha {
			p.Verdict = TooFew
			p.Reason = fmt.Sprintf("%d and %d runs can call no difference among %d tests; %d a side can",
				first.N, other.N, tests, runsNeeded(tests, alpha))
		}
		return
	}
	x, _ := first.usable()
	y, _ := other.usable()
	direction := higher(x, y)
	coarse := max(first.resolution(), other.resolution())
	switch {
	case p.Absolute != nil && math.Abs(*p.Absolute) <= coarse:
		p.Reason = "the medians are no further apart than can be measured, " + measure.FormatQuantity(coarse, m.Unit)
	case p.Absolute != nil && (*p.Absolute > 0) != (direction > 0):
		p.Verdict, p.Reason = NotKnown, "the values differ, but their medians differ the other way"
	case direction > 0:
		p.Verdict = IsHigher
	default:
		p.Verdict = IsLower
	}
	p.Effect = m.effect(p.Verdict)
}

// effect says whether a difference that is called is for the better.
func (m *Measure) effect(v Verdict) string {
	switch {
	case m.Better == Neither || v != IsHigher && v != IsLower:
		return ""
	case (m.Better == Higher) == (v == IsHigher):
		return "better"
	}
	return "worse"
}
