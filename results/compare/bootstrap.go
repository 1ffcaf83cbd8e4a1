package compare

import (
	"hash/fnv"
	"math"
	"math/rand/v2"
	"slices"
)

// bootstrap draws samples with replacement from samples, so that intervals need no
// assumption about how values are distributed: the percentile bootstrap.
//
// B. Efron, R. J. Tibshirani: An Introduction to the Bootstrap. Chapman & Hall, 1993,
// chapter 13.
type bootstrap struct {
	resamples  int
	confidence float64
	seed       uint64
}

// source is the random numbers of what is named: the same for the same seed and name,
// whatever else is drawn.
func (b bootstrap) source(name string) *rand.Rand {
	h := fnv.New64a()
	h.Write([]byte(name))
	return rand.New(rand.NewPCG(b.seed, h.Sum64()))
}

// medians are those of resamples of values, in the order drawn.
func (b bootstrap) medians(values []float64, name string) []float64 {
	drawn, out := make([]float64, len(values)), make([]float64, b.resamples)
	if allEqual(values) {
		for i := range out {
			out[i] = values[0]
		}
		return out
	}
	rng := b.source(name)
	for i := range out {
		for j := range drawn {
			drawn[j] = values[rng.IntN(len(values))]
		}
		out[i] = median(drawn)
	}
	return out
}

// interval is what the middle share of values, as large as the confidence, covers.
func (b bootstrap) interval(values []float64) (low, high float64) {
	values = slices.Sorted(slices.Values(values))
	tail := (1 - b.confidence) / 2
	last := float64(len(values) - 1)
	return values[int(math.Floor(tail*last))], values[int(math.Ceil((1-tail)*last))]
}

// difference is the interval of the difference of two medians, and of that in relation
// to the first; nil where a side has none, or censored values, and the latter where the
// first may be 0.
func (b bootstrap) difference(first, other *Sample) (absolute, relative *Interval) {
	if first.draws == nil || other.draws == nil || first.censored() || other.censored() {
		return nil, nil
	}
	n := len(first.draws)
	abs, rel := make([]float64, n), make([]float64, n)
	for i, from := range first.draws {
		abs[i] = other.draws[i] - from
		rel[i] = abs[i] / from
	}
	absolute = b.around(abs)
	if slices.Min(first.draws) > 0 {
		relative = b.around(rel)
	}
	return absolute, relative
}

func (b bootstrap) around(values []float64) *Interval {
	low, high := b.interval(values)
	return &Interval{Low: Estimate{Value: low}, High: Estimate{Value: high}}
}

// median is the middle value, or the mean of the two in the middle. It orders values.
// A censored value is +Inf.
func median(values []float64) float64 {
	slices.Sort(values)
	n := len(values)
	if n%2 == 1 || math.IsInf(values[n/2], 1) {
		return values[n/2]
	}
	return values[n/2-1] + (values[n/2]-values[n/2-1])/2
}
