package report_test

import (
	"bytes"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/freshet-bench/freshet/report"
	"github.com/freshet-bench/freshet/results"
)

const (
	hourStages     = 6
	hourPartitions = 36
	// hourBytes is the most that the report of an hour may weigh.
	hourBytes = 3_000_000
)

// hourPlan is an hour of load through six stages of 36 input partitions, with a
// fault every ten minutes.
func hourPlan() results.Plan {
	p := results.Plan{Name: "hour", Duration: time.Hour, Warmup: 15 * time.Second, Shards: 4,
		Topics:  []results.PlanTopic{{Name: "raw.clicks", Partitions: hourPartitions, Source: true}},
		Sources: []results.PlanSource{{Name: "clicks", Topic: "raw.clicks", Class: "serving", Rate: 2000}},
	}
	for i := range hourStages {
		p.Stages = append(p.Stages, results.PlanStage{Name: fmt.Sprintf("stage-%d", i), Class: "serving", Reads: []string{"raw.clicks"},
			Objective: 500 * time.Millisecond, Depth: 1, Sources: []string{"clicks"}})
		p.Expect = append(p.Expect, results.PlanExpect{Text: fmt.Sprintf("stage-%d.platform-age.p99 < 500ms", i)})
	}
	for i := range 5 {
		at := time.Duration(i+1) * 10 * time.Minute
		p.Entries = append(p.Entries, results.PlanEntry{Name: fmt.Sprintf("kill-%d", i), Verb: "kill", Begin: at})
	}
	return p
}

// writeHour writes the record of that hour, with so many samples a second and stage.
func writeHour(tb testing.TB, dir string, samples int) {
	tb.Helper()
	p, rng := hourPlan(), rand.New(rand.NewPCG(1, 2))
	w, err := results.Create(dir, results.Run{Format: results.Format, Definitions: results.Definitions, Scenario: p.Name}, p, nil)
	if err != nil {
		tb.Fatal(err)
	}
	must := func(err error) {
		if err != nil {
			tb.Fatal(err)
		}
	}
	must(w.Event(results.Event{Kind: results.Phase, Text: results.PhaseLoad}))
	for at := time.Duration(0); at < time.Hour; at += time.Second {
		for _, e := range p.Entries {
			if e.Begin == at {
				must(w.Event(results.Event{At: at, Kind: results.EntryBegin, Entry: e.Name}))
				must(w.Event(results.Event{At: at + 10*time.Second, Kind: results.EntryEnd, Entry: e.Name}))
			}
		}
		must(w.Flush(at))
		must(w.Window(hourWindow(p, w.Ages(), at, samples, rng)))
	}
	must(w.Event(results.Event{At: time.Hour, Kind: results.Phase, Text: results.PhaseDrain}))
	must(w.Event(results.Event{At: time.Hour, Kind: results.Phase, Text: results.PhaseDone}))
	must(w.Close())
}

// hourWindow is a second of the hour; its ages are log-normal around 20 ms.
func hourWindow(p results.Plan, ages *results.AgeRecorder, at time.Duration, samples int, rng *rand.Rand) results.Window {
	w := results.Window{At: at, Length: time.Second, Phase: results.PhaseLoad,
		Sources: map[string]results.SourceWindow{"clicks": {Due: 2000, Sent: 2000, Acked: 2000, GeneratorP999: 800 * time.Microsecond}},
		Stages:  map[string]results.StageWindow{},
		Process: results.ProcessWindow{CPU: 0.6, RSS: 300 << 20, HeapLive: 60 << 20},
	}
	partitions := 3
	if at%(10*time.Second) == 0 {
		partitions = hourPartitions
	}
	for _, s := range p.Stages {
		st := results.StageWindow{Seen: 2000, Available: 2000, Lag: 12 * time.Millisecond, Worst: "raw.clicks/11", Members: 3}
		for range 20 {
			st.Oldest = append(st.Oldest, time.Duration(rng.Int64N(int64(30*time.Millisecond))))
		}
		for i := range partitions {
			st.Partitions = append(st.Partitions, results.PartitionGauge{Topic: "raw.clicks", Partition: int32(i), Lag: 12 * time.Millisecond})
		}
		w.Stages[s.Name] = st
		for _, tag := range []string{results.TagAge, results.TagPlatform} {
			series := ages.Series(tag + s.Name)
			for range samples {
				series.Record(at, time.Duration(float64(20*time.Millisecond)*math.Exp(0.5*rng.NormFloat64())))
			}
		}
	}
	return w
}

// TestTheReportOfAnHourIsSmall holds its weight; how fast it is made is the
// benchmark's to tell.
func TestTheReportOfAnHourIsSmall(t *testing.T) {
	if testing.Short() {
		t.Skip("writes an hour")
	}
	dir := t.TempDir() + "/run"
	writeHour(t, dir, 20)
	if n := len(html(t, dir)); n > hourBytes {
		t.Errorf("the report weighs %d bytes, more than %d", n, hourBytes)
	}
}

// html makes the report of a record, as the command does: from its files.
func html(tb testing.TB, dir string) []byte {
	tb.Helper()
	rec, err := results.Open(dir)
	if err != nil {
		tb.Fatal(err)
	}
	var out bytes.Buffer
	if err := report.WriteHTML(&out, rec, results.Judge(rec)); err != nil {
		tb.Fatal(err)
	}
	return out.Bytes()
}

// BenchmarkHour makes the report of an hour from its record: reading, judging and
// writing.
func BenchmarkHour(b *testing.B) {
	dir := b.TempDir() + "/run"
	writeHour(b, dir, 2000)
	var size int
	for b.Loop() {
		size = len(html(b, dir))
	}
	b.ReportMetric(float64(size), "B/report")
}
