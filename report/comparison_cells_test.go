package report

import (
	"testing"
	"time"

	"github.com/freshet-bench/freshet/results"
	"github.com/freshet-bench/freshet/results/compare"
	"github.com/freshet-bench/freshet/results/measure"
)

func TestBarsText(t *testing.T) {
	list := func(d ...time.Duration) []time.Duration { return d }
	for _, c := range []struct {
		over, beyond []time.Duration
		want         string
	}{
		{nil, nil, "no run has it"},
		{list(0, 0), nil, "stayed well"},
		{list(3 * sec), nil, "3 s"},
		{list(4*sec, 3*sec), nil, "3 s to 4 s"},
		{nil, list(120 * sec), "longer than 2 min"},
		{nil, list(130*sec, 120*sec), "2 of 2 runs longer than 2 min"},
		{list(3*sec, 4*sec), list(29 * sec), "3 s to 4 s; 1 of 3 runs longer than 29 s"},
	} {
		if got := barsText(c.over, c.beyond, "stayed well"); got != c.want {
			t.Errorf("%q, not %q", got, c.want)
		}
	}
}

func TestRecoveryOf(t *testing.T) {
	e := results.EntryOutcome{Begin: 10 * sec, Recovery: []results.Recovery{
		{Stage: "calm"}, {Stage: "hit", Violated: true, FromBegin: 3 * sec}, {Stage: "lost", Violated: true, Censored: true, Horizon: 40 * sec},
	}}
	for stage, want := range map[string]took{"calm": {}, "hit": {length: 3 * sec}, "lost": {length: 30 * sec, censored: true}} {
		if got, ok := recoveryOf(e, stage); !ok || got != want {
			t.Errorf("%s: %+v", stage, got)
		}
	}
	if _, ok := recoveryOf(e, "other"); ok {
		t.Error("a stage that is not there has a recovery")
	}
}

func TestStripScale(t *testing.T) {
	m := compare.Measure{Unit: measure.Seconds, Sides: []compare.Sample{
		{Values: []compare.Value{{Value: value(1)}, {}, {Value: value(2)}}},
		{Values: []compare.Value{{Value: value(1.5)}}, Interval: &compare.Interval{Low: compare.Estimate{Value: 0.5}, High: compare.Estimate{Value: 2.5}}},
	}}
	s := newStripScale(m)
	for v, want := range map[float64]string{0.5: "4.0%", 1.5: "50.0%", 2.5: "96.0%"} {
		if got := s.x(v); got != want {
			t.Errorf("%g is at %s, not %s", v, got, want)
		}
	}
	if newStripScale(compare.Measure{Sides: []compare.Sample{{}}}).known() {
		t.Error("a measure without values has a scale")
	}
	same := newStripScale(compare.Measure{Sides: []compare.Sample{{Values: []compare.Value{{Value: value(3)}}}}})
	if got := same.x(3); got != "50.0%" {
		t.Errorf("a single value is at %s", got)
	}
}

func TestSigned(t *testing.T) {
	for _, c := range []struct {
		v    float64
		u    measure.Unit
		want string
	}{{0.02, measure.Seconds, "+20 ms"}, {-0.02, measure.Seconds, "−20 ms"}, {0, measure.Records, "±0"}, {0.012, measure.Ratio, "+1.2 points"}} {
		if got := signed(c.v, c.u); got != c.want {
			t.Errorf("%q, not %q", got, c.want)
		}
	}
}

func TestCallOf(t *testing.T) {
	for _, c := range []struct {
		pair compare.Pair
		want callWord
	}{
		{compare.Pair{Verdict: compare.IsHigher, Effect: "worse"}, callWord{"▲", "higher, worse", "worse"}},
		{compare.Pair{Verdict: compare.IsLower, Effect: "better"}, callWord{"▼", "lower, better", "better"}},
		{compare.Pair{Verdict: compare.IsLower}, callWord{"▼", "lower", "called"}},
		{compare.Pair{Verdict: compare.NoneFound}, callWord{"≈", "no difference found", "none"}},
		{compare.Pair{Verdict: compare.TooFew}, callWord{"?", "too few runs", "doubt"}},
	} {
		if got := callOf(c.pair); got != c.want {
			t.Errorf("%+v, not %+v", got, c.want)
		}
	}
}

// TestSlowestTeam takes the team that was not done before one that was.
func TestSlowestTeam(t *testing.T) {
	e := results.EntryOutcome{Backfill: []results.Backfill{{Took: 9 * sec}, {Took: 18 * sec, Censored: true}}}
	if got, ok := slowestTeam(e); !ok || got != (took{length: 18 * sec, censored: true}) {
		t.Errorf("%+v", got)
	}
}
