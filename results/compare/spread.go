package compare

import (
	"math"
	"slices"
)

// Spread is the lowest, the median and the highest of what runs have at one place of
// a plot: a line to look at, with no interval and no test. NaN stands for a run that
// has nothing there; it is all NaN where fewer than half of the runs have something.
func Spread(values []float64) (low, median, high float64) {
	known := slices.DeleteFunc(slices.Clone(values), math.IsNaN)
	n := len(known)
	if n == 0 || 2*n < len(values) {
		return math.NaN(), math.NaN(), math.NaN()
	}
	slices.Sort(known)
	return known[0], (known[(n-1)/2] + known[n/2]) / 2, known[n-1]
}
