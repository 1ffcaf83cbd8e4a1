package results

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

// series is a gauge with an objective of 500 ms that is bad in the given spans.
func series(end time.Duration, bad ...span) []reading {
	in := makeSpans(bad...)
	var out []reading
	for t := time.Duration(0); t < end; t += GaugeEvery {
		v := 0.02
		if in.contains(t) {
			v = 0.9
		}
		out = append(out, reading{t, v})
	}
	return out
}

// All cases: an entry from 10 s to 15 s.
func TestRecovery(t *testing.T) {
	const begin, end = 10 * sec, 15 * sec
	for _, tc := range []struct {
		name    string
		bad     []span
		horizon time.Duration
		want    Recovery
	}{
		{"never left", nil, 60 * sec, Recovery{}},
		{"bad before the entry only", []span{{5 * sec, 10 * sec}}, 60 * sec, Recovery{}},
		{"recovered within the entry", []span{{11 * sec, 13 * sec}}, 60 * sec,
			Recovery{Violated: true, At: 13 * sec, FromBegin: 3 * sec, FromEnd: 0, Stale: 2 * sec}},
		{"recovered after its end", []span{{11 * sec, 18 * sec}}, 60 * sec,
			Recovery{Violated: true, At: 18 * sec, FromBegin: 8 * sec, FromEnd: 3 * sec, Stale: 7 * sec}},
		{"a relapse counts to its end", []span{{11 * sec, 12 * sec}, {20 * sec, 21 * sec}}, 60 * sec,
			Recovery{Violated: true, At: 21 * sec, FromBegin: 11 * sec, FromEnd: 6 * sec, Stale: 2 * sec, Relapses: 1}},
		{"a blink of health is no return", []span{{11 * sec, 12 * sec}, {12*sec + 500*ms, 13 * sec}}, 60 * sec,
			Recovery{Violated: true, At: 13 * sec, FromBegin: 3 * sec, Stale: 1500 * ms}},
		{"two stray samples in 10 s are within 99 %", []span{{11 * sec, 12 * sec}, {30 * sec, 30*sec + 100*ms}}, 60 * sec,
			Recovery{Violated: true, At: 12 * sec, FromBegin: 2 * sec, Stale: 1100 * ms}},
		{"three are not", []span{{11 * sec, 12 * sec}, {30 * sec, 30*sec + 150*ms}}, 60 * sec,
			Recovery{Violated: true, At: 30*sec + 150*ms, FromBegin: 20*sec + 150*ms, FromEnd: 15*sec + 150*ms, Stale: 1150 * ms, Relapses: 1}},
		{"a stray sample alone is no violation", []span{{30 * sec, 30*sec + 50*ms}}, 60 * sec, Recovery{Stale: 50 * ms}},
		{"not recovered", []span{{11 * sec, 60 * sec}}, 60 * sec,
			Recovery{Violated: true, Censored: true, At: 60 * sec, FromBegin: 50 * sec, FromEnd: 45 * sec, Stale: 49 * sec}},
		{"bad again at the horizon", []span{{11 * sec, 12 * sec}, {59 * sec, 60 * sec}}, 60 * sec,
			Recovery{Violated: true, Censored: true, At: 60 * sec, FromBegin: 50 * sec, FromEnd: 45 * sec, Stale: 2 * sec, Relapses: 1}},
		{"less than hold left, all of it well", []span{{11 * sec, 14 * sec}}, 20 * sec,
			Recovery{Violated: true, At: 14 * sec, FromBegin: 4 * sec, Stale: 3 * sec}},
		{"the next entry is the horizon", []span{{11 * sec, 30 * sec}}, 20 * sec,
			Recovery{Violated: true, Censored: true, At: 20 * sec, FromBegin: 10 * sec, FromEnd: 5 * sec, Stale: 9 * sec}},
		{"half a second of health decides nothing", []span{{11 * sec, 59*sec + 500*ms}}, 60 * sec,
			Recovery{Violated: true, Censored: true, At: 60 * sec, FromBegin: 50 * sec, FromEnd: 45 * sec, Stale: 48*sec + 500*ms}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got := recovery(series(60*sec, tc.bad...), 500*ms, begin, end, tc.horizon, false)
			tc.want.Horizon = tc.horizon
			tc.want.Peak = got.Peak
			if got != tc.want {
				t.Errorf("\ngot  %+v\nwant %+v", got, tc.want)
			}
		})
	}
}

// As long as a run lasts, an open horizon: what is said must hold whatever comes.
func TestRecoveryThatIsStillOpen(t *testing.T) {
	const begin, end = 10 * sec, 15 * sec
	for _, tc := range []struct {
		name    string
		bad     []span
		horizon time.Duration
		want    time.Duration // from begin
	}{
		{"two bad samples may be within 99 % of the 10 s that begin there", []span{{12 * sec, 12*sec + 100*ms}}, 13 * sec, 0},
		{"three cannot", []span{{12 * sec, 12*sec + 150*ms}}, 14 * sec, 2*sec + 150*ms},
		{"half a second of health may last", []span{{11 * sec, 13 * sec}}, 13*sec + 500*ms, 3 * sec},
		{"not well yet", []span{{11 * sec, 60 * sec}}, 14 * sec, 4 * sec},
		{"a stray sample later may be nothing", []span{{11 * sec, 12 * sec}, {30 * sec, 30*sec + 50*ms}}, 31 * sec, 2 * sec},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if got := recovery(series(60*sec, tc.bad...), 500*ms, begin, end, tc.horizon, true); got.FromBegin != tc.want {
				t.Errorf("%v after the begin, want %v: %+v", got.FromBegin, tc.want, got)
			}
		})
	}
}

// More time never takes back what was said of a run that was still going on.
func TestOpenRecoveryIsALowerBound(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var spans []span
		for range rapid.IntRange(0, 6).Draw(t, "disturbances") {
			begin := time.Duration(rapid.IntRange(0, 800).Draw(t, "begin")) * GaugeEvery
			spans = append(spans, span{begin, begin + time.Duration(rapid.IntRange(1, 30).Draw(t, "length"))*GaugeEvery})
		}
		x := series(40*sec, spans...)
		early := time.Duration(rapid.IntRange(1, 800).Draw(t, "so far")) * GaugeEvery
		got := recovery(x, 500*ms, 0, 5*sec, early, true)
		whole := recovery(x, 500*ms, 0, 5*sec, 40*sec, false)
		if got.FromBegin > whole.FromBegin {
			t.Fatalf("%v when %v had passed, %v in the end", got.FromBegin, early, whole.FromBegin)
		}
	})
}

// healthyFrom by definition: every window, counted anew.
func slowHealthyFrom(x []reading, bad []bool, horizon time.Duration) int {
	ok := func(i int) bool {
		n, violations := 0, 0
		for j := i; j < len(x) && x[j].at < x[i].at+hold; j++ {
			n++
			if bad[j] {
				violations++
			}
		}
		return violations <= int(unhealthyShare*float64(n))
	}
	for i := range x {
		good := ok(i)
		for j := i; j < len(x) && x[j].at+hold <= horizon; j++ {
			good = good && ok(j)
		}
		if good {
			return i
		}
	}
	return len(x)
}

func TestHealthyFromIsItsDefinition(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		end := time.Duration(rapid.IntRange(1, 400).Draw(t, "samples")) * GaugeEvery
		var spans []span
		for range rapid.IntRange(0, 6).Draw(t, "disturbances") {
			begin := time.Duration(rapid.IntRange(0, 400).Draw(t, "begin")) * GaugeEvery
			spans = append(spans, span{begin, begin + time.Duration(rapid.IntRange(1, 5).Draw(t, "length"))*GaugeEvery})
		}
		x := series(end, spans...)
		bad := make([]bool, len(x))
		for i := range x {
			bad[i] = x[i].v > 0.5
		}
		if got, want := healthyFrom(x, bad, end, false), slowHealthyFrom(x, bad, end); got != want {
			t.Fatalf("got %d, want %d", got, want)
		}
	})
}
