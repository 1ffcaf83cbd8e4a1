package workload

import (
	"math"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// drawnSource is a source with any rate, up to three bursts and any arrivals that
// keep to the schedule within a known error.
func drawnSource(t *rapid.T, end time.Duration) Source {
	at := func(name string, most time.Duration) time.Duration {
		return time.Duration(rapid.Int64Range(0, int64(most)).Draw(t, name))
	}
	src := Source{
		Name: "s", Partitions: 3, Size: Dist{Median: 100},
		Rate:     rapid.Float64Range(1, 3000).Draw(t, "rate"),
		Arrivals: rapid.SampledFrom([]Arrivals{Even{}, Poisson{}, Stratified{}}).Draw(t, "arrivals"),
	}
	for range rapid.IntRange(0, 3).Draw(t, "bursts") {
		src.Bursts = append(src.Bursts, Burst{
			Begin: at("begin", end), To: rapid.Float64Range(1, 20).Draw(t, "to"),
			Ramp: at("ramp", 2*time.Second), Hold: at("hold", 2*time.Second), Decay: at("decay", 2*time.Second),
		})
	}
	return src
}

func TestCountIsTheIntegralOfRateAt(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		end := 5 * time.Second
		src := drawnSource(t, end)
		s := newSchedule(&src, end)
		const steps = 20_000
		sum := 0.0
		for i := range steps {
			sum += s.rateAt(end*time.Duration(2*i+1)/(2*steps)) * end.Seconds() / steps
		}
		if got := s.expected(end); math.Abs(got-sum) > 1e-3*sum+1 {
			t.Fatalf("expected(%v) = %v, the integral is %v", end, got, sum)
		}
	})
}

func TestWhenIsTheInverseOfExpected(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		end := 5 * time.Second
		src := drawnSource(t, end)
		s := newSchedule(&src, end)
		u := rapid.Float64Range(0, 1).Draw(t, "share") * s.expected(end) * (1 - 1e-9)
		for _, p := range s {
			if u < p.after {
				at := p.when(u)
				if back := s.expected(at); math.Abs(back-u) > s.peak()*2e-9+1e-6 {
					t.Fatalf("expected(when(%v)) = %v at %v", u, back, at)
				}
				return
			}
		}
	})
}

func TestMeanRateOverAnyWindow(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		end := 5 * time.Second
		src := drawnSource(t, end)
		w, err := Compile(Spec{
			Seed: rapid.Uint64().Draw(t, "seed"), Duration: end,
			Population: Population{Users: 100, Active: 10}, Sources: []Source{src},
		})
		if err != nil {
			t.Fatal(err)
		}
		from := time.Duration(rapid.Int64Range(0, int64(end)).Draw(t, "from"))
		to := time.Duration(rapid.Int64Range(int64(from), int64(end)).Draw(t, "to"))
		got := 0
		var ev Event
		for s := w.Stream(0); s.Next(&ev); {
			if ev.Action >= from && ev.Action < to {
				got++
			}
		}
		want := w.Count(0, from, to)
		allowed := 2.0
		if src.Arrivals == (Poisson{}) {
			allowed += 6 * math.Sqrt(want)
		}
		if math.Abs(float64(got)-want) > allowed {
			t.Fatalf("%d events in [%v, %v), expected %v +- %v", got, from, to, want, allowed)
		}
	})
}

func TestBurstFactors(t *testing.T) {
	sec := time.Second
	src := Source{Rate: 100, Bursts: []Burst{
		{Begin: 10 * sec, To: 20, Ramp: 10 * sec, Hold: 10 * sec, Decay: 10 * sec},
		{Begin: 22 * sec, To: 3, Hold: 2 * sec},
	}}
	s := newSchedule(&src, 60*sec)
	for at, want := range map[time.Duration]float64{
		0: 100, 10 * sec: 100, 15 * sec: 1050, 20 * sec: 2000, 23 * sec: 2200, 24 * sec: 2000,
		35 * sec: 1050, 40 * sec: 100, 59 * sec: 100, 60 * sec: 0, -sec: 0,
	} {
		if got := s.rateAt(at); math.Abs(got-want) > 1e-9 {
			t.Errorf("rate at %v is %v, want %v", at, got, want)
		}
	}
	if got := s.peak(); math.Abs(got-2200) > 1e-9 {
		t.Errorf("peak is %v, want 2200", got)
	}
}

func TestEvenAndBatchTimes(t *testing.T) {
	times := func(a Arrivals, rate float64) []time.Duration {
		w, err := Compile(Spec{Duration: time.Second, Population: Population{Users: 1, Active: 1},
			Sources: []Source{{Name: "s", Partitions: 1, Rate: rate, Arrivals: a, Size: Dist{Median: 1}}}})
		if err != nil {
			t.Fatal(err)
		}
		var at []time.Duration
		var ev Event
		for s := w.Stream(0); s.Next(&ev); {
			at = append(at, ev.Due)
		}
		return at
	}
	even := times(Even{}, 2000)
	for n, at := range even {
		if want := time.Duration(n)*500*time.Microsecond + 250*time.Microsecond; at != want {
			t.Fatalf("even event %d at %v, want %v", n, at, want)
		}
	}
	if len(even) != 2000 {
		t.Errorf("%d even events in a second, want 2000", len(even))
	}
	batch := times(Batch{Size: 5, Every: 300 * time.Millisecond}, 0)
	for n, at := range batch {
		if want := time.Duration(n/5) * 300 * time.Millisecond; at != want {
			t.Fatalf("batch event %d at %v, want %v", n, at, want)
		}
	}
	if len(batch) != 20 {
		t.Errorf("%d batch events in a second, want 20", len(batch))
	}
}
