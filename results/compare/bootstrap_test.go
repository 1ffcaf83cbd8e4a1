package compare

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func TestMedian(t *testing.T) {
	inf := math.Inf(1)
	for _, c := range []struct {
		values []float64
		want   float64
	}{
		{[]float64{3}, 3}, {[]float64{4, 2}, 3}, {[]float64{9, 1, 5}, 5},
		{[]float64{1, 2, inf}, 2}, {[]float64{1, inf, inf}, inf}, {[]float64{1, inf}, inf},
	} {
		if got := median(slices.Clone(c.values)); got != c.want {
			t.Errorf("median(%v) = %g, want %g", c.values, got, c.want)
		}
	}
	if got := median([]float64{inf, inf}); !math.IsInf(got, 1) {
		t.Errorf("two censored values: %g", got)
	}
}

func TestIntervalsAreThoseOfTheSeed(t *testing.T) {
	values := []float64{1, 2, 3, 4, 5, 60}
	draw := func(seed uint64, name string) []float64 { return bootstrap{1000, 0.95, seed}.medians(values, name) }
	if !slices.Equal(draw(1, "a"), draw(1, "a")) {
		t.Error("the same seed and name give other resamples")
	}
	if slices.Equal(draw(1, "a"), draw(2, "a")) || slices.Equal(draw(1, "a"), draw(1, "b")) {
		t.Error("another seed or name gives the same resamples")
	}
}

func TestIntervalsHoldTheMedian(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		values := rapid.SliceOfN(rapid.Float64Range(0, 1e6), MinInterval, 12).Draw(t, "values")
		b := bootstrap{200, 0.95, 1}
		low, high := b.interval(b.medians(values, "x"))
		m := median(slices.Clone(values))
		if low > m || high < m || low < slices.Min(values) || high > slices.Max(values) {
			t.Fatalf("%v: %g to %g, median %g", values, low, high, m)
		}
	})
}

// TestCoverage logs how often the interval of docs/compare.md holds the true median of
// normal values, and holds that it does so about as often as it says.
func TestCoverage(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	for _, runs := range []int{6, 8, 10, 20} {
		const draws = 500
		held := 0
		for range draws {
			values := make([]float64, runs)
			for i := range values {
				values[i] = rng.NormFloat64()
			}
			b := bootstrap{500, 0.95, 1}
			low, high := b.interval(b.medians(values, "x"))
			if low <= 0 && high >= 0 {
				held++
			}
		}
		t.Logf("%d runs: the 95 %% interval holds the median in %d of %d draws", runs, held, draws)
		if held < draws*88/100 || held == draws {
			t.Errorf("%d runs: %d of %d", runs, held, draws)
		}
	}
}
