package compare

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func near(a, b float64) bool { return math.Abs(a-b) <= 1e-9*max(1, math.Abs(a), math.Abs(b)) }

func TestMannWhitney(t *testing.T) {
	inf := math.Inf(1)
	for _, c := range []struct {
		name string
		a, b []float64
		p    float64
		same bool
	}{
		{"4 and 4 apart: 2 of 70 orders", []float64{1, 2, 3, 4}, []float64{5, 6, 7, 8}, 2.0 / 70, false},
		{"6 and 6 apart: 2 of 924", []float64{1, 2, 3, 4, 5, 6}, []float64{9, 8, 7, 12, 11, 10}, 2.0 / 924, false},
		{"4 and 4 but for one exchange: 4 of 70", []float64{1, 2, 3, 5}, []float64{4, 6, 7, 8}, 4.0 / 70, false},
		{"all equal", []float64{3, 3, 3, 3}, []float64{3, 3, 3, 3}, 1, true},
		{"ties at the top: half censored on one side, all on the other: 6 of 70 orders", []float64{1, 2, inf, inf}, []float64{inf, inf, inf, inf}, 2 * 15.0 / 70, false},
	} {
		p, same := mannWhitney(c.a, c.b)
		if !near(p, c.p) || same != c.same {
			t.Errorf("%s: p = %g, %v; want %g, %v", c.name, p, same, c.p, c.same)
		}
	}
}

func TestOneSided(t *testing.T) {
	low, high := []float64{1, 2, 3, 4}, []float64{5, 6, 7, 8}
	if p := above(low, high); !near(p, 1.0/70) {
		t.Errorf("above: %g", p)
	}
	if p := above(high, low); p < 0.98 {
		t.Errorf("below: %g", p)
	}
	if p := above(low, low); p < 0.5 {
		t.Errorf("the same: %g", p)
	}
}

func TestHolm(t *testing.T) {
	for _, c := range []struct{ raw, want []float64 }{
		{[]float64{0.01, 0.04, 0.03}, []float64{0.03, 0.06, 0.06}},
		{[]float64{0.5, 0.9}, []float64{1, 1}},
		{[]float64{0.04}, []float64{0.04}},
		{nil, nil},
	} {
		got := holm(c.raw)
		if !slices.EqualFunc(got, c.want, near) {
			t.Errorf("holm(%v) = %v, want %v", c.raw, got, c.want)
		}
	}
}

func TestHolmKeepsTheOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		raw := rapid.SliceOf(rapid.Float64Range(0, 1)).Draw(t, "p")
		got := holm(raw)
		for i := range raw {
			if got[i] < raw[i] || got[i] > 1 {
				t.Fatalf("%g became %g", raw[i], got[i])
			}
			for j := range raw {
				if raw[i] < raw[j] && got[i] > got[j] {
					t.Fatalf("%g < %g, but %g > %g", raw[i], raw[j], got[i], got[j])
				}
			}
		}
	})
}

func TestLeastPIsThatOfSamplesApart(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n, m := rapid.IntRange(1, 12).Draw(t, "n"), rapid.IntRange(1, 12).Draw(t, "m")
		a, b := make([]float64, n), make([]float64, m)
		for i := range a {
			a[i] = float64(i)
		}
		for i := range b {
			b[i] = float64(n + i)
		}
		if p, _ := mannWhitney(a, b); math.Abs(p-min(leastP(n, m), 1)) > 1e-9 {
			t.Fatalf("%d and %d: %g, want %g", n, m, p, leastP(n, m))
		}
	})
}

func TestRunsNeeded(t *testing.T) {
	for _, c := range []struct{ tests, runs int }{{1, 4}, {2, 5}, {6, 5}, {7, 6}, {23, 6}, {24, 7}, {85, 7}} {
		if got := runsNeeded(c.tests, 0.05); got != c.runs {
			t.Errorf("%d tests: %d runs, want %d", c.tests, got, c.runs)
		}
	}
}

// TestAPageSeldomCallsADifferenceThatIsNotThere holds the level of the page: of many
// pages about values that do not differ, at most the level's share calls one. The draws
// are always the same ones.
func TestAPageSeldomCallsADifferenceThatIsNotThere(t *testing.T) {
	const pages, measures, runs, level = 1000, 8, 6, 0.05
	rng := rand.New(rand.NewPCG(1, 2))
	wrong, raw := 0, 0
	for range pages {
		p := make([]float64, measures)
		for i := range p {
			a, b := make([]float64, runs), make([]float64, runs)
			for j := range a {
				a[j], b[j] = rng.NormFloat64(), rng.NormFloat64()
			}
			p[i], _ = mannWhitney(a, b)
		}
		if slices.Min(p) <= level {
			raw++
		}
		if slices.Min(holm(p)) <= level {
			wrong++
		}
	}
	if wrong > pages*level {
		t.Errorf("a difference is called on %d of %d pages", wrong, pages)
	}
	if raw < 5*wrong || raw < pages/5 {
		t.Errorf("without the correction it would be %d pages, with it %d: does it do anything?", raw, wrong)
	}
}
