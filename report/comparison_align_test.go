package report

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/freshet-bench/freshet/results"
)

// runWith is a run of a minute with entries a, b, c that begin at the given times; a
// time below 0 is of one that did not begin. Each lasts 2 s.
func runWith(begins ...time.Duration) *view {
	out := &results.Outcome{Loaded: time.Minute}
	for i, at := range begins {
		out.Entries = append(out.Entries, results.EntryOutcome{Name: string(rune('a' + i)), Begun: at >= 0, Begin: at, Ended: true, End: at + 2*sec})
	}
	return newView(&results.Record{Plan: results.Plan{Duration: time.Minute}}, out)
}

func TestAlignment(t *testing.T) {
	for name, c := range map[string]struct {
		runs    []*view
		anchors []string
		origins []time.Duration
		end     time.Duration
	}{
		"no entries":       {[]*view{runWith(), runWith()}, nil, []time.Duration{0}, 60 * sec},
		"same times":       {[]*view{runWith(10 * sec), runWith(10*sec + 20*ms)}, nil, []time.Duration{0}, 60 * sec},
		"later on one":     {[]*view{runWith(10*sec, 20*sec), runWith(10*sec, 26*sec)}, []string{"a", "b"}, []time.Duration{0, 10 * sec, 26 * sec}, 66 * sec},
		"missing on one":   {[]*view{runWith(10*sec, 20*sec), runWith(15*sec, -1)}, []string{"a"}, []time.Duration{0, 15 * sec}, 65 * sec},
		"other order":      {[]*view{runWith(10*sec, 20*sec), runWith(20*sec, 10*sec)}, []string{"a"}, []time.Duration{0, 20 * sec}, 70 * sec},
		"missing, in time": {[]*view{runWith(10*sec, 20*sec), runWith(10*sec, -1)}, nil, []time.Duration{0}, 60 * sec},
	} {
		a := newAlignment(c.runs, sec)
		if !slices.Equal(a.anchors, c.anchors) || !slices.Equal(a.origins, c.origins) || a.end != c.end {
			t.Errorf("%s: %v at %v up to %v", name, a.anchors, a.origins, a.end)
		}
	}
}

// TestAlignmentHolds: an anchor is at one place in all runs, what is later in a run is
// later on the axis, and nothing lies outside of it.
func TestAlignmentHolds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var runs []*view
		for range rapid.IntRange(1, 5).Draw(t, "runs") {
			var begins []time.Duration
			for range rapid.IntRange(0, 3).Draw(t, "entries") {
				begins = append(begins, time.Duration(rapid.IntRange(-1, 58).Draw(t, "begin"))*sec)
			}
			runs = append(runs, runWith(begins...))
		}
		a := newAlignment(runs, sec)
		for i, name := range a.anchors {
			for _, r := range runs {
				if e, _ := r.entry(name); a.place(r, e.Begin) < a.origins[i+1] {
					t.Fatalf("%s begins at %v, before its place %v", name, a.place(r, e.Begin), a.origins[i+1])
				}
			}
		}
		for _, r := range runs {
			last := -sec
			for at := time.Duration(0); at <= r.end; at += sec {
				place := a.place(r, at)
				if place <= last || place > a.end {
					t.Fatalf("%v lies at %v, after %v, of %v", at, place, last, a.end)
				}
				last = place
			}
		}
	})
}

func TestAlignedBands(t *testing.T) {
	runs := []*view{runWith(10*sec, 20*sec), runWith(10*sec, 26*sec)}
	runs[1].out.Entries[1].Ended = false
	bands := newAlignment(runs, sec).bands(runs)
	if len(bands) != 2 {
		t.Fatalf("%d bands", len(bands))
	}
	if b := bands[1]; b.name != "b" || b.from != 26 || b.to != 66 || !b.open {
		t.Errorf("%+v", b)
	}
}
