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

// least is the values that count, those that are censored as the least that they may
// be: all that was observed of them.
func (s *Sample) least() (values []float64) {
	for _, v := range s.Values {
		if v.Counts() {
			values = append(values, *v.Value)
		}
	}
	return values
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

// sum fills in what follows from the values of a row on the n-th side. What is said of
// censored values holds whatever they would have become: a median lies between that of
// the least and that of the most that they may be.
func (s *Sample) sum(b bootstrap, row string, n int) {
	values, _ := s.usable()
	least := s.least()
	s.N = len(values)
	if s.N == 0 {
		return
	}
	middle := between(median(slices.Clone(least)), median(slices.Clone(values)))
	s.Median = &middle
	if s.N < MinInterval {
		return
	}
	name := fmt.Sprintf("%s\x00%d", row, n)
	s.draws = b.medians(values, name)
	low, high := b.interval(s.draws)
	lowest, highest := low, high
	if s.censored() {
		lowest, highest = b.interval(b.medians(least, name)) // the same draws
	}
	s.Interval = &Interval{Low: between(lowest, low), High: between(highest, high)}
}

// between is an estimate that is known to lie between two values: it is censored
// unless they are one.
func between(least, most float64) Estimate {
	return Estimate{Value: least, Censored: least != most}
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
