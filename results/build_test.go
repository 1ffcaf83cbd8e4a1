package results

import (
	"testing"
	"time"
)

const (
	ms  = time.Millisecond
	sec = time.Second
)

// testPlan is a minute of one source, two stages in a row and one kill from 20 s
// to 25 s.
func testPlan() Plan {
	return Plan{
		Name: "test", Duration: 60 * sec, Warmup: 5 * sec, Shards: 1,
		Topics: []PlanTopic{
			{Name: "raw", Physical: "f.raw", Partitions: 2, Source: true},
			{Name: "features", Physical: "f.features", Partitions: 2},
		},
		Sources: []PlanSource{{Name: "clicks", Topic: "raw", Class: "serving", Rate: 100}},
		Stages: []PlanStage{
			{Name: "enrich", Class: "serving", Reads: []string{"raw"}, Writes: "features", Objective: 500 * ms, Depth: 1, Sources: []string{"clicks"}},
			{Name: "ranking", Class: "serving", Reads: []string{"features"}, Serves: "user", Objective: 500 * ms, Depth: 2, Sources: []string{"clicks"}},
			{Name: "analytics", Class: "analytics", Reads: []string{"raw"}, Depth: 1, Sources: []string{"clicks"}},
		},
		Decisions: []PlanDecision{{Name: "page-view", Asks: "ranking", After: "clicks", Tolerance: 2 * sec}},
		Entries:   []PlanEntry{{Name: "kill", Verb: "kill", Summary: "a member of ranking", Begin: 20 * sec, Stage: "ranking"}},
	}
}

// gauge is the oldest unseen of a synthetic run as a function of time.
type gauge func(t time.Duration) time.Duration

// steadyGauge is always at v.
func steadyGauge(v time.Duration) gauge { return func(time.Duration) time.Duration { return v } }

// outage rises by a second a second from begin to end and is base elsewhere.
func outage(base, begin, end time.Duration) gauge {
	return func(t time.Duration) time.Duration {
		if t >= begin && t < end {
			return base + t - begin
		}
		return base
	}
}

// testWindows is a window a second up to end, with the gauges of the stages.
func testWindows(end time.Duration, gauges map[string]gauge) []Window {
	var out []Window
	for at := time.Duration(0); at < end; at += sec {
		w := Window{
			At: at, Length: sec, Phase: PhaseLoad,
			Sources: map[string]SourceWindow{"clicks": {Due: 100, Sent: 100, Acked: 100, Bytes: 51200, GeneratorP999: ms, TargetP999: 2 * ms}},
			Stages:  map[string]StageWindow{},
			Process: ProcessWindow{CPU: 0.5},
		}
		for name, g := range gauges {
			var s StageWindow
			for i := range int(sec / GaugeEvery) {
				s.Oldest = append(s.Oldest, g(at+time.Duration(i)*GaugeEvery))
			}
			s.Lag = s.Oldest[len(s.Oldest)-1]
			s.Backlog = int64(s.Lag / (10 * ms))
			s.Available = 100
			w.Stages[name] = s
		}
		out = append(out, w)
	}
	return out
}

// testEvents is the events of a whole run in which the entry kill was under way
// from begin to end.
func testEvents(begin, end, loadEnd time.Duration) []Event {
	return []Event{
		{At: 0, Kind: Phase, Text: PhaseLoad},
		{At: begin, Kind: EntryBegin, Entry: "kill"},
		{At: end, Kind: EntryEnd, Entry: "kill"},
		{At: loadEnd, Kind: Phase, Text: PhaseDrain},
		{At: loadEnd + sec, Kind: Phase, Text: PhaseAudit},
		{At: loadEnd + 2*sec, Kind: Phase, Text: PhaseDone},
	}
}

// testLedger is 6000 events in one lane, seen everywhere.
func testLedger() []LedgerLine {
	all := Intervals{{0, 5999}}
	line := func(stage, state string) LedgerLine {
		return LedgerLine{At: 60 * sec, Source: "clicks", Topic: "raw", Stage: stage, State: state, Intervals: all}
	}
	return []LedgerLine{
		line("", StateDue), line("", StateAcked), line("", StateAudited),
		line("enrich", StateAvailable), line("ranking", StateAvailable), line("analytics", StateAvailable),
		line("enrich", StateAudited),
	}
}

func testFacts() Facts {
	return Facts{
		Audit: &AuditFacts{Done: true, Hash: "00", Topics: []AuditTopic{
			{Topic: "raw", Records: 6000, Done: true}, {Topic: "features", Records: 6000, Done: true},
		}},
		State: []StateFacts{{Stage: "ranking", Keys: 100}},
	}
}

// testRun is what writeRun writes; change what the test is about.
type testRun struct {
	run     Run
	plan    Plan
	events  []Event
	windows []Window
	ledger  []LedgerLine
	usage   []UsageLine
	facts   *Facts
	traffic []TrafficLine
	// age of the event due at t, every 10 ms; nil = 20 ms always.
	age func(t time.Duration) time.Duration
}

// healthyRun is a run in which ranking stood still from 20 s to 23 s.
func healthyRun() testRun {
	facts := testFacts()
	quiet := steadyGauge(20 * ms)
	return testRun{
		run:    Run{ID: "t1", Scenario: "test", Target: Target{Name: "embedded", Kind: kindEmbedded, Caveat: "a protocol path"}, Machine: Machine{Cores: 2}},
		plan:   testPlan(),
		events: testEvents(20*sec, 25*sec, 60*sec),
		windows: testWindows(60*sec, map[string]gauge{
			"enrich": quiet, "analytics": quiet, "ranking": outage(20*ms, 20*sec, 23*sec),
		}),
		ledger: testLedger(),
		facts:  &facts,
		age: func(t time.Duration) time.Duration {
			if t >= 20*sec && t < 23*sec {
				return 23*sec - t + 20*ms
			}
			return 20 * ms
		},
	}
}

// memory is the run as if it had been written and opened, without the files.
func (r testRun) memory() *Record {
	ages := newAgeRecorder(nil)
	ages.cutPlan(r.plan)
	for _, e := range r.events {
		ages.cutEvent(e)
	}
	r.record(ages)
	rec := &Record{Run: r.run, Plan: r.plan, Events: r.events, Windows: r.windows, Ledger: r.ledger, Usage: r.usage, Facts: r.facts, Traffic: r.traffic, Ages: agesOf(ages)}
	var last lastLines
	last.add(rec.Ledger)
	rec.Ledger = last.lines
	rec.merge()
	return rec
}

// agesOf is what the open slots of a recorder would read back as.
func agesOf(r *AgeRecorder) *Ages {
	a := &Ages{tags: map[string][]ageSlot{}}
	for _, s := range r.sorted() {
		for _, slot := range s.due(0, true) {
			h := &sparseHist{}
			slot.counts.each(func(cell int, count int64) {
				h.merge(&sparseHist{[]cellCounted{{int32(cell), uint32(count)}}, count})
			})
			a.add(hlogLine{s.tag, Slot{slot.start, slot.end - slot.start}, h})
		}
	}
	return a
}

// write writes the run to a new folder and opens it.
func (r testRun) write(t *testing.T) *Record {
	t.Helper()
	dir := t.TempDir() + "/run"
	w, err := Create(dir, r.run, r.plan, []byte("name: test\n"))
	if err != nil {
		t.Fatal(err)
	}
	r.fill(t, w)
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	rec, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	return rec
}

func (r testRun) fill(t *testing.T, w *Writer) {
	t.Helper()
	check := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	var done []Event // comes when all else is written, as in a run
	for _, e := range r.events {
		if e.Kind == Phase && e.Text == PhaseDone {
			done = append(done, e)
			continue
		}
		check(w.Event(e))
	}
	for _, win := range r.windows {
		check(w.Window(win))
	}
	check(w.Ledger(r.ledger))
	check(w.Traffic(r.traffic))
	check(w.Usage(r.usage))
	r.record(w.Ages())
	if r.facts != nil {
		check(w.Facts(*r.facts))
	}
	for _, e := range done {
		check(w.Event(e))
	}
}

// record records an event every 10 ms at each stage and a page view every 100 ms.
func (r testRun) record(ages *AgeRecorder) {
	end := r.plan.Duration
	if n := len(r.windows); n > 0 {
		end = min(end, r.windows[n-1].At+r.windows[n-1].Length)
	}
	for due := time.Duration(0); due < end; due += 10 * ms {
		age := 20 * ms
		if r.age != nil {
			age = r.age(due)
		}
		ages.Series(TagGenerator+"clicks").Record(due, ms)
		ages.Series(TagAck+"clicks").Record(due, 5*ms)
		for _, s := range []string{"enrich", "analytics"} {
			ages.Series(TagAge+s).Record(due, 15*ms)
			ages.Series(TagPlatform+s).Record(due, 15*ms)
		}
		ages.Series(TagAge+"ranking").Record(due, age)
		ages.Series(TagPlatform+"ranking").Record(due, age)
		if due%(100*ms) != 0 {
			continue
		}
		ages.Series(TagAsked+"page-view").Record(due, 0)
		ages.Series(TagStaleness+"page-view").Record(due, max(0, age-100*ms))
		if age > 2*sec {
			ages.Series(TagMissed+"page-view").Record(due, age)
		}
	}
}

// expect judges the run with the expectations and returns the checks.
func (r testRun) expect(t *testing.T, texts ...string) []Check {
	t.Helper()
	for _, x := range texts {
		r.plan.Expect = append(r.plan.Expect, PlanExpect{Text: x})
	}
	return Judge(r.memory()).Checks
}
