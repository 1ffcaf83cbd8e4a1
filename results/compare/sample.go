package compare

import (
	"fmt"
	"math"
	"slices"
)

// usable is the values of a sample that count, those that are censored as +Inf: more
// than all that was observed, and equal among themselves. bound is the least of the
// censored ones, +Inf without one.
func (s *Sample) usable() (values []float64, bound float64) {
	bound = math.Inf(1)
	for _, v := range s.Values {
		switch {
		case !v.Counts():
		case v.Censored:
			values, bound = append(values, math.Inf(1)), min(bound, *v.Value)
		default:
			values = append(values, *v.Value)
		}
	}
	return values, bound
}

// censored reports whether one of the values that count is censored.
func (s *Sample) censored() bool {
	return slices.ContainsFunc(s.Values, func(v Value) bool { return v.Counts() && v.Censored })
}

// observed is the largest value that is not censored, -Inf without one.
func observed(values []float64) float64 {
	top := math.Inf(-1)
	for _, v := range values {
		if !math.IsInf(v, 1) {
			top = max(top, v)
		}
	}
	return top
}

// resolution is the coarsest of the values that count.
func (s *Sample) resolution() float64 {
	r := 0.0
	for _, v := range s.Values {
		if v.Counts() {
			r = max(r, v.Resolution)
		}
	}
	return r
}

// sum fills in what follows from the values of a row on the n-th side.
func (s *Sample) sum(b bootstrap, row string, n int) {
	values, bound := s.usable()
	s.N = len(values)
	if s.N == 0 {
		return
	}
	middle := estimate(median(slices.Clone(values)), bound)
	s.Median = &middle
	if s.N < MinInterval {
		return
	}
	s.draws = b.medians(values, fmt.Sprintf("%s\x00%d", row, n))
	low, high := b.interval(s.draws)
	s.Interval = &Interval{Low: estimate(low, bound), High: estimate(high, bound)}
}

// estimate makes +Inf a censored estimate: all that is known is that it is more than
// the bound.
func estimate(v, bound float64) Estimate {
	if math.IsInf(v, 1) {
		return Estimate{Value: bound, Censored: true}
	}
	return Estimate{Value: v}
}

// lacks says why no value of a side counts.
func (s Side) lacks(of *Sample) string {
	for i, v := range of.Values {
		switch {
		case v.Value != nil && s.Runs[i].Untrusted != "":
			return "no run of " + s.Name + " has times that can be trusted"
		case v.Reason != "":
			return "no run of " + s.Name + " has a value: " + v.Reason
		}
	}
	return "no run of " + s.Name + " has a value"
}
