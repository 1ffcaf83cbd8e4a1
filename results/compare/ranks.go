package compare

import (
	"math"
	"slices"

	"golang.org/x/perf/benchmath"
)

// mannWhitney is the two-sided p-value of the Mann-Whitney test: how likely ranks at
// least as unequal are if both samples come from one distribution. It is exact up to
// 50 values a sample, with ties up to 25. same is true if all values are equal, so
// that nothing can be tested.
//
// H. B. Mann, D. R. Whitney: On a Test of Whether one of Two Random Variables is
// Stochastically Larger than the Other. Annals of Mathematical Statistics 18, 1947.
func mannWhitney(a, b []float64) (p float64, same bool) {
	if allEqual(a, b) {
		return 1, true
	}
	t := benchmath.DefaultThresholds
	res := benchmath.AssumeNothing.Compare(
		benchmath.NewSample(slices.Clone(a), &t), benchmath.NewSample(slices.Clone(b), &t))
	return res.P, false
}

// above is the p-value of the one-sided test that b lies above a. The distribution of
// U is symmetric, with ties too, so it is half of the two-sided one if b has the
// higher ranks.
func above(a, b []float64) float64 {
	p, same := mannWhitney(a, b)
	if same || higher(a, b) <= 0 {
		return 1 - p/2
	}
	return p / 2
}

// higher is above 0 if b has the higher ranks, below 0 if a has: the pairs in which
// the value of b is the larger one less those in which it is the smaller.
func higher(a, b []float64) int {
	n := 0
	for _, x := range a {
		for _, y := range b {
			switch {
			case y > x:
				n++
			case y < x:
				n--
			}
		}
	}
	return n
}

func allEqual(samples ...[]float64) bool {
	all := slices.Concat(samples...)
	return len(all) == 0 || slices.Min(all) == slices.Max(all)
}

// leastP is the smallest two-sided p-value that samples of n and m values can have:
// one order of all that separates them, of each kind.
func leastP(n, m int) float64 { return 2 / choose(n+m, n) }

// choose is the binomial coefficient; +Inf where it is too large for a float64.
func choose(n, k int) float64 {
	c := 1.0
	for i := 1; i <= min(k, n-k); i++ {
		c = c * float64(n-min(k, n-k)+i) / float64(i)
	}
	return math.Round(c)
}

// runsNeeded is how many runs a side have a p-value that the level leaves standing
// among as many tests, on equal sides.
func runsNeeded(tests int, alpha float64) int {
	n := MinTest
	for leastP(n, n)*float64(tests) > alpha {
		n++
	}
	return n
}

// holm adjusts p-values for their number, so that the probability of one below alpha
// is at most alpha if there is no difference anywhere: the i-th smallest of m is
// multiplied by m - i + 1, and is never below the one before.
//
// S. Holm: A Simple Sequentially Rejective Multiple Test Procedure. Scandinavian
// Journal of Statistics 6, 1979.
func holm(p []float64) []float64 {
	order := make([]int, len(p))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int {
		switch {
		case p[i] < p[j]:
			return -1
		case p[i] > p[j]:
			return 1
		}
		return 0
	})
	out, worst := make([]float64, len(p)), 0.0
	for rank, i := range order {
		worst = max(worst, min(1, p[i]*float64(len(p)-rank)))
		out[i] = worst
	}
	return out
}
