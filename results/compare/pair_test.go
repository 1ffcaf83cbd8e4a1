package compare

import (
	"strings"
	"testing"

	"github.com/freshet-bench/freshet/results"
	"github.com/freshet-bench/freshet/results/measure"
)

// sampleOf makes a sample; a value below 0 is censored at its amount.
func sampleOf(resolution float64, values ...float64) Sample {
	var s Sample
	for _, v := range values {
		at := max(v, -v)
		s.Values = append(s.Values, Value{Value: &at, Censored: v < 0, Resolution: resolution})
	}
	s.sum(testBootstrap(), "x", 0)
	return s
}

func testBootstrap() bootstrap { return bootstrap{200, 0.95, 1} }

// one compares two samples as the only row of a page.
func one(better Better, x, y Sample) Pair {
	m := Measure{ID: "x", Unit: measure.Seconds, Better: better, Tested: true, Sides: []Sample{x, y}}
	sides := []Side{{Name: "a", Runs: make([]Run, len(x.Values))}, {Name: "b", Runs: make([]Run, len(y.Values))}}
	m.Pairs = []Pair{m.pair(1, testBootstrap(), sides)}
	rows := []Measure{m}
	decide(rows, 0.05)
	return rows[0].Pairs[0]
}

func TestVerdicts(t *testing.T) {
	for _, c := range []struct {
		name    string
		better  Better
		x, y    Sample
		verdict Verdict
		effect  string
		reason  string
	}{
		{"apart", Lower, sampleOf(0, 1, 2, 3, 4), sampleOf(0, 5, 6, 7, 8), IsHigher, "worse", ""},
		{"apart, and more is better", Higher, sampleOf(0, 1, 2, 3, 4), sampleOf(0, 5, 6, 7, 8), IsHigher, "better", ""},
		{"apart, the other way", Lower, sampleOf(0, 5, 6, 7, 8), sampleOf(0, 1, 2, 3, 4), IsLower, "better", ""},
		{"apart, with no direction", Neither, sampleOf(0, 5, 6, 7, 8), sampleOf(0, 1, 2, 3, 4), IsLower, "", ""},
		{"mixed", Lower, sampleOf(0, 1, 3, 5, 7), sampleOf(0, 2, 4, 6, 8), NoneFound, "", ""},
		{"too few", Lower, sampleOf(0, 1, 2, 3), sampleOf(0, 7, 8, 9), TooFew, "", "3 and 3 runs"},
		{"the same", Lower, sampleOf(0, 2, 2), sampleOf(0, 2, 2), TheSame, "", ""},
		{"closer than can be measured", Lower, sampleOf(1, 1.0, 1.1, 1.2, 1.3), sampleOf(1, 1.4, 1.5, 1.6, 1.7), NoneFound, "", "no further apart than can be measured"},
		{"no value", Lower, sampleOf(0), sampleOf(0, 1, 2), NotKnown, "", "no run of a"},
		{"never recovered", Lower, sampleOf(0, 10, 11, 12, 13), sampleOf(0, -120, -120, -119, -120), IsHigher, "worse", ""},
		{"censored below what another took", Lower, sampleOf(0, 10, 11, 12, 13), sampleOf(0, -5, 20, 21, 22), NotKnown, "", "order is not known"},
	} {
		p := one(c.better, c.x, c.y)
		if p.Verdict != c.verdict || p.Effect != c.effect || !strings.Contains(p.Reason, c.reason) {
			t.Errorf("%s: %s, %q, %q; want %s, %q, %q", c.name, p.Verdict, p.Effect, p.Reason, c.verdict, c.effect, c.reason)
		}
	}
}

func TestCensoredDifferencesAreBounds(t *testing.T) {
	p := one(Lower, sampleOf(0, 10, 11, 12, 13), sampleOf(0, -120, -118, -121, -119))
	if p.Bound != AtLeast || p.Absolute == nil || *p.Absolute != 119.5-11.5 || p.Interval != nil {
		t.Errorf("%+v", p)
	}
	back := one(Lower, sampleOf(0, -120, -118, -121, -119), sampleOf(0, 10, 11, 12, 13))
	if back.Bound != AtMost || *back.Absolute != 11.5-119.5 {
		t.Errorf("%+v", back)
	}
	both := one(Lower, sampleOf(0, -120, -120, -120, -120), sampleOf(0, -120, -120, -120, -120))
	if both.Absolute != nil || both.Verdict != NotKnown || !strings.Contains(both.Reason, "still under way") {
		t.Errorf("%+v", both)
	}
	if s := sampleOf(0, 1, 2, -120); s.Median.Censored || s.Median.Value != 2 {
		t.Errorf("most recovered: %+v", s.Median)
	}
	if s := sampleOf(0, 1, -119, -120); !s.Median.Censored || s.Median.Value != 119 || s.Median.Format(measure.Seconds) != "> 1 min 59 s" {
		t.Errorf("most did not: %+v", s.Median)
	}
}

// TestManyMeasuresNeedMoreRuns: samples that are apart are called alone, and among too
// many others not.
func TestManyMeasuresNeedMoreRuns(t *testing.T) {
	apart := func() Measure {
		m := Measure{ID: "apart", Tested: true, Sides: []Sample{sampleOf(0, 1, 2, 3, 4), sampleOf(0, 5, 6, 7, 8)}}
		m.Pairs = []Pair{m.pair(1, testBootstrap(), make([]Side, 2))}
		return m
	}
	mixed := Measure{ID: "mixed", Tested: true, Sides: []Sample{sampleOf(0, 1, 3, 5, 7), sampleOf(0, 2, 4, 6, 8)}}
	mixed.Pairs = []Pair{mixed.pair(1, testBootstrap(), make([]Side, 2))}
	rows := []Measure{apart(), mixed}
	if n := decide(rows, 0.05); n != 2 {
		t.Fatalf("%d tests", n)
	}
	if p := rows[0].Pairs[0]; p.Verdict != TooFew || !strings.Contains(p.Reason, "5 a side can") {
		t.Errorf("%+v", p)
	}
}

func TestValuesWithoutTrustDoNotCount(t *testing.T) {
	run := Run{Untrusted: "the generator was late", Record: &results.Record{}}
	v := quantile(run, results.Quantiles{Count: 5000, P99: 200 * ms}, "p99", "steady")
	if v.Counts() || v.Value == nil || v.Reason != run.Untrusted {
		t.Errorf("%+v", v)
	}
	if v := quantile(Run{Record: &results.Record{}}, results.Quantiles{Count: 50, P99: 200 * ms}, "p99", "steady"); v.Value != nil || !strings.Contains(v.Reason, "p99 needs 100") {
		t.Errorf("%+v", v)
	}
}

func TestResolutionIsTheHistogramsCell(t *testing.T) {
	for d := ms / 10; d < 100*sec; d = d * 17 / 10 {
		h := results.NewHist()
		if err := h.RecordValue(d.Microseconds()); err != nil {
			t.Fatal(err)
		}
		if got, want := cellWidth(d).Microseconds(), h.Max()-h.Min()+1; got != want {
			t.Errorf("at %v: %d us, and the histogram's cell is %d us", d, got, want)
		}
	}
	r := Run{Record: &results.Record{}}
	r.Record.Run.Machine.Timer = &results.Timer{Late: 80 * 1000}
	if got := r.resolution(ms); got != 80*1000 {
		t.Errorf("with pauses that end 80 us late: %v", got)
	}
}

// Whatever censored values would have become, the median is not
// below what is said of it.
func TestMediansOfCensoredValues(t *testing.T) {
	for _, c := range []struct {
		values []float64
		want   Estimate
	}{
		{[]float64{10, 20}, Estimate{Value: 15}},
		{[]float64{10, -60}, Estimate{Value: 35, Censored: true}},
		{[]float64{10, 20, -60}, Estimate{Value: 20}},
		{[]float64{10, -60, -60}, Estimate{Value: 60, Censored: true}},
		{[]float64{70, -60, 80}, Estimate{Value: 70, Censored: true}},
		{[]float64{10, 11, 12, -60, -60, -60, -5}, Estimate{Value: 12, Censored: true}},
		{[]float64{-58, -60, -62, -60, -60, -60}, Estimate{Value: 60, Censored: true}},
	} {
		s := sampleOf(0, c.values...)
		s.sum(Options{}.method().bootstrap(), "row", 0)
		if *s.Median != c.want {
			t.Errorf("%v: %+v, want %+v", c.values, *s.Median, c.want)
		}
		if i := s.Interval; i != nil && (i.Low.Value > s.Median.Value || i.High.Value < s.Median.Value || !i.High.Censored) {
			t.Errorf("%v: interval %+v", c.values, *i)
		}
	}
}
