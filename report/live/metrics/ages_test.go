package metrics

import (
	"math"
	"sort"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	dto "github.com/prometheus/client_model/go"
	"pgregory.net/rapid"

	"github.com/freshet-bench/freshet/results"
)

func TestNativeBuckets(t *testing.T) {
	for age, want := range map[float64]int{1: 0, 2: 8, 1.0001: 1, 0.5: -8, 7200: 103, 1e-6: -159} {
		if got := nativeBucket(age); got != want {
			t.Errorf("%v s is in bucket %d, want %d", age, got, want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		age := float64(rapid.Int64Range(1, int64(results.HighestAge/time.Microsecond)).Draw(t, "us")) * micro
		i := float64(nativeBucket(age))
		const rounding = 1 + 1e-9
		if low, high := math.Exp2((i-1)/nativePerPower), math.Exp2(i/nativePerPower); age*rounding < low || age > high*rounding {
			t.Fatalf("%v s is not in (%v, %v]", age, low, high)
		}
	})
}

// collected is the histogram of a stage as it is scraped.
func collected(t interface{ Fatal(...any) }, a *ages) *dto.Histogram {
	registry := prometheus.NewPedanticRegistry()
	if err := registry.Register(a); err != nil {
		t.Fatal(err)
	}
	list, err := registry.Gather()
	if err != nil {
		t.Fatal(err)
	}
	return list[0].GetMetric()[0].GetHistogram()
}

// TestHistogramsAgreeWithTheSamples adds samples in several histograms, as seconds
// of a run do.
func TestHistogramsAgreeWithTheSamples(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := newAges([]string{"ranking"}, time.Now())
		var all []float64
		sum := 0.0
		for range rapid.IntRange(0, 3).Draw(t, "seconds") {
			h := results.NewHist()
			for _, us := range rapid.SliceOf(rapid.Int64Range(0, int64(results.HighestAge/time.Microsecond))).Draw(t, "ages") {
				if err := h.RecordValue(us); err != nil {
					t.Fatal(err)
				}
				all = append(all, float64(us)*micro)
				sum += float64(us) * micro
			}
			a.add("ranking", h)
			a.add("elsewhere", h) // not of the plan
		}
		sort.Float64s(all)
		h := collected(t, a)
		if h.GetSampleCount() != uint64(len(all)) || math.Abs(h.GetSampleSum()-sum) > sum/500 {
			t.Fatalf("%d samples, sum %v; want %d, %v", h.GetSampleCount(), h.GetSampleSum(), len(all), sum)
		}
		for _, b := range h.GetBucket() {
			// An age is known to 0.1 %, so one just below the bound may count above it.
			least, most := sort.SearchFloat64s(all, b.GetUpperBound()*0.998), sort.SearchFloat64s(all, b.GetUpperBound()*1.000001)
			if n := int(b.GetCumulativeCount()); n < least || n > most {
				t.Fatalf("%d ages up to %v s, want %d to %d", n, b.GetUpperBound(), least, most)
			}
		}
		if n := nativeCount(h); n != int64(len(all)) {
			t.Fatalf("%d ages in native buckets, want %d", n, len(all))
		}
	})
}

// nativeCount adds up the native buckets.
func nativeCount(h *dto.Histogram) int64 {
	n, in := int64(h.GetZeroCount()), int64(0)
	for _, delta := range h.GetPositiveDelta() {
		in += delta
		n += in
	}
	return n
}
