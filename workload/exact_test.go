package workload

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

func TestExactFunctionsAgreeWithMath(t *testing.T) {
	close := func(t *rapid.T, what string, got, want, tolerance float64) {
		if math.Abs(got-want) > tolerance*math.Max(1, math.Abs(want)) {
			t.Fatalf("%s = %v, math has %v", what, got, want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		p := openUnit(rapid.Uint64().Draw(t, "h"))
		close(t, "log", exactLog(p), math.Log(p), 1e-15)
		x := rapid.Float64Range(-300, 300).Draw(t, "x")
		if got, want := exactExp(x), math.Exp(x); math.Abs(got/want-1) > 1e-13 {
			t.Fatalf("exp(%v) = %v, math has %v", x, got, want)
		}
		base := rapid.Float64Range(1e-6, 1e6).Draw(t, "base")
		y := rapid.Float64Range(-5, 5).Draw(t, "y")
		if got, want := exactPow(base, y), math.Pow(base, y); math.Abs(got/want-1) > 1e-12 {
			t.Fatalf("%v^%v = %v, math has %v", base, y, got, want)
		}
		q := rapid.Float64Range(1e-9, 1-1e-9).Draw(t, "q")
		close(t, "normal quantile", normalQuantile(q), math.Sqrt2*math.Erfinv(2*q-1), 1e-6)
	})
}

func TestUnitDraws(t *testing.T) {
	for _, h := range []uint64{0, 1, math.MaxUint64} {
		if v := unit(h); v < 0 || v >= 1 {
			t.Errorf("unit(%x) = %v, outside [0, 1)", h, v)
		}
		if v := openUnit(h); v <= 0 || v >= 1 {
			t.Errorf("openUnit(%x) = %v, outside (0, 1)", h, v)
		}
	}
}

// The published test vector of SplitMix64 with seed 1234567.
func TestMixIsSplitMix64(t *testing.T) {
	want := []uint64{6457827717110365317, 3203168211198807973, 9817491932198370423}
	for i, w := range want {
		if got := mix(1234567 + weyl*uint64(i+1)); got != w {
			t.Errorf("output %d = %d, want %d", i+1, got, w)
		}
	}
}
