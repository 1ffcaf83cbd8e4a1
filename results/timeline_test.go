package results

import (
	"reflect"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// Two entries in a run of 100 s with a warmup of 10 s; ranking is out of its
// objective in the spans named.
func TestParts(t *testing.T) {
	type entry struct {
		name       string
		begin, end time.Duration // end 0 = never
	}
	for _, tc := range []struct {
		name                                      string
		entries                                   []entry
		bad                                       []span
		steady, duringA, beforeA, afterA, beforeB spans
	}{
		{
			name: "one, nothing violated", entries: []entry{{"a", 30 * sec, 40 * sec}},
			steady:  spans{{10 * sec, 29 * sec}, {40 * sec, 100 * sec}},
			duringA: spans{{30 * sec, 40 * sec}}, beforeA: spans{{10 * sec, 29 * sec}}, afterA: spans{{40 * sec, 50 * sec}},
		},
		{
			name: "one, recovered 15 s after its end", entries: []entry{{"a", 30 * sec, 40 * sec}}, bad: []span{{35 * sec, 55 * sec}},
			steady:  spans{{10 * sec, 29 * sec}, {55 * sec, 100 * sec}},
			duringA: spans{{30 * sec, 40 * sec}}, beforeA: spans{{10 * sec, 29 * sec}}, afterA: spans{{40 * sec, 55 * sec}},
		},
		{
			name: "never recovered", entries: []entry{{"a", 30 * sec, 40 * sec}}, bad: []span{{35 * sec, 100 * sec}},
			steady:  spans{{10 * sec, 29 * sec}},
			duringA: spans{{30 * sec, 40 * sec}}, beforeA: spans{{10 * sec, 29 * sec}}, afterA: spans{{40 * sec, 100 * sec}},
		},
		{
			name: "never ended", entries: []entry{{"a", 30 * sec, 0}},
			steady:  spans{{10 * sec, 29 * sec}},
			duringA: spans{{30 * sec, 100 * sec}}, beforeA: spans{{10 * sec, 29 * sec}},
		},
		{
			name: "the second begins before the first has recovered", entries: []entry{{"a", 30 * sec, 40 * sec}, {"b", 60 * sec, 70 * sec}}, bad: []span{{35 * sec, 75 * sec}},
			steady:  spans{{10 * sec, 29 * sec}, {75 * sec, 100 * sec}},
			duringA: spans{{30 * sec, 40 * sec}}, beforeA: spans{{10 * sec, 29 * sec}}, afterA: spans{{40 * sec, 59 * sec}},
		},
		{
			name: "the second within the first", entries: []entry{{"a", 30 * sec, 70 * sec}, {"b", 40 * sec, 50 * sec}},
			steady:  spans{{10 * sec, 29 * sec}, {70 * sec, 100 * sec}},
			duringA: spans{{30 * sec, 70 * sec}}, beforeA: spans{{10 * sec, 29 * sec}}, afterA: spans{{70 * sec, 80 * sec}},
		},
		{
			name: "quiet between two", entries: []entry{{"a", 30 * sec, 40 * sec}, {"b", 60 * sec, 70 * sec}}, bad: []span{{35 * sec, 45 * sec}},
			steady:  spans{{10 * sec, 29 * sec}, {45 * sec, 59 * sec}, {70 * sec, 100 * sec}},
			duringA: spans{{30 * sec, 40 * sec}}, beforeA: spans{{10 * sec, 29 * sec}}, afterA: spans{{40 * sec, 50 * sec}},
			beforeB: spans{{45 * sec, 59 * sec}},
		},
		{
			name: "in the warmup", entries: []entry{{"a", 5 * sec, 8 * sec}},
			steady: spans{{10 * sec, 100 * sec}}, duringA: spans{{5 * sec, 8 * sec}}, afterA: spans{{8 * sec, 18 * sec}},
		},
	} {
		t.Run(tc.name, func(t *testing.T) {
			plan := testPlan()
			plan.Duration, plan.Warmup, plan.Entries = 100*sec, 10*sec, nil
			rec := &Record{Plan: plan}
			for _, e := range tc.entries {
				rec.Plan.Entries = append(rec.Plan.Entries, PlanEntry{Name: e.name, Begin: e.begin})
				rec.Events = append(rec.Events, Event{At: e.begin, Kind: EntryBegin, Entry: e.name})
				if e.end > 0 {
					rec.Events = append(rec.Events, Event{At: e.end, Kind: EntryEnd, Entry: e.name})
				}
			}
			bad := makeSpans(tc.bad...)
			rec.Windows = testWindows(100*sec, map[string]gauge{"ranking": func(t time.Duration) time.Duration {
				if bad.contains(t) {
					return sec
				}
				return 0
			}})
			a := Analyze(rec)
			same(t, "steady", a.steady, tc.steady)
			same(t, "during a", a.during(a.entry("a")), tc.duringA)
			same(t, "before a", a.before(a.entry("a")), tc.beforeA)
			same(t, "after a", a.after(a.entry("a")), tc.afterA)
			if tc.beforeB != nil {
				same(t, "before b", a.before(a.entry("b")), tc.beforeB)
			}
		})
	}
}

func same(t *testing.T, what string, got, want spans) {
	t.Helper()
	if len(got)+len(want) > 0 && !reflect.DeepEqual(got, want) {
		t.Errorf("%s is %v, want %v", what, got, want)
	}
}

func TestSegmentsOfHealthyRun(t *testing.T) {
	got := Judge(healthyRun().write(t)).Segments
	want := []Segment{
		{Begin: 0, End: 5 * sec, Warmup: true},
		{Begin: 5 * sec, End: 19 * sec, Steady: true},
		{Begin: 19 * sec, End: 20 * sec},
		{Begin: 20 * sec, End: 25 * sec, Entries: []string{"kill"}},
		{Begin: 25 * sec, End: 60 * sec, Steady: true},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("\ngot  %+v\nwant %+v", got, want)
	}
}

// spans against a naive set of instants.
func TestSpansAreSets(t *testing.T) {
	draw := func(t *rapid.T, name string) []span {
		var out []span
		for _, b := range rapid.SliceOfN(rapid.IntRange(0, 50), 0, 8).Draw(t, name) {
			out = append(out, span{time.Duration(b), time.Duration(b + rapid.IntRange(0, 10).Draw(t, "length"))})
		}
		return out
	}
	has := func(pieces []span, at time.Duration) bool {
		for _, p := range pieces {
			if at >= p.begin && at < p.end {
				return true
			}
		}
		return false
	}
	rapid.Check(t, func(t *rapid.T) {
		a, b := draw(t, "a"), draw(t, "b")
		set, rest := makeSpans(a...), makeSpans(a...).without(b...)
		var length time.Duration
		for at := range time.Duration(70) {
			if has(a, at) {
				length++
			}
			if set.contains(at) != has(a, at) || rest.contains(at) != (has(a, at) && !has(b, at)) {
				t.Fatalf("at %d: %v of %v, %v without %v", at, set, a, rest, b)
			}
		}
		if set.length() != length || set.overlap(Slot{0, 70}) != length {
			t.Fatalf("%v is %d long, want %d", set, set.length(), length)
		}
	})
}

func TestWhatWasFoundOutBelongsToItsEntry(t *testing.T) {
	rec := &Record{Plan: Plan{Entries: []PlanEntry{{Name: "kill"}, {Name: "stall"}}}, Events: []Event{
		{Kind: EntryBegin, Entry: "kill", At: 30 * sec},
		{Kind: Info, Entry: "kill", Text: "broker 2 killed"},
		{Kind: Info, Text: "the target held 5 MiB on disk"},
		{Kind: EntryEnd, Entry: "kill", At: 40 * sec},
		{Kind: Info, Entry: "kill", Text: "all replicas in sync"},
	}}
	entries := observed(rec, 100*sec)
	if want := []string{"broker 2 killed", "all replicas in sync"}; !reflect.DeepEqual(entries[0].notes, want) || entries[1].notes != nil {
		t.Errorf("notes %q and %q", entries[0].notes, entries[1].notes)
	}
}

// What lies between two entries that follow each other at once holds no sample, so
// no report shows it; the last has its part.
func TestNoPartAfterAnEntryThatTheNextFollowsAtOnce(t *testing.T) {
	plan := testPlan()
	plan.Duration, plan.Warmup, plan.Entries = 100*sec, 10*sec, nil
	rec := &Record{Plan: plan}
	for _, e := range []struct {
		name       string
		begin, end time.Duration
	}{{"first", 30 * sec, 40 * sec}, {"second", 41 * sec, 50 * sec}, {"third", 55 * sec, 60 * sec}} {
		rec.Plan.Entries = append(rec.Plan.Entries, PlanEntry{Name: e.name, Begin: e.begin})
		rec.Events = append(rec.Events, Event{At: e.begin, Kind: EntryBegin, Entry: e.name}, Event{At: e.end, Kind: EntryEnd, Entry: e.name})
	}
	rec.Windows = testWindows(100*sec, map[string]gauge{"ranking": func(time.Duration) time.Duration { return 0 }})
	var got []string
	for _, p := range Analyze(rec).namedParts() {
		got = append(got, p.name)
	}
	want := []string{"steady", "overall", "during first", "during second", "after second", "during third", "after third"}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("parts %q, want %q", got, want)
	}
}
