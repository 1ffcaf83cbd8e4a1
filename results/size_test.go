package results

import (
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// typicalPlan is 5 sources into 36 partitions, 6 stages in a row and a decision,
// in an hour of load.
func typicalPlan() Plan {
	p := Plan{Name: "typical", Duration: time.Hour, Warmup: 15 * sec, Shards: 4}
	var all []string
	for i, partitions := range []int32{12, 6, 6, 6, 6} {
		name := fmt.Sprintf("source-%d", i)
		p.Topics = append(p.Topics, PlanTopic{Name: "raw." + name, Partitions: partitions, Source: true})
		p.Sources = append(p.Sources, PlanSource{Name: name, Topic: "raw." + name, Class: "serving", Rate: 400})
		all = append(all, name)
	}
	reads := []string{"raw.source-0", "raw.source-1", "raw.source-2", "raw.source-3", "raw.source-4"}
	for i := range 6 {
		s := PlanStage{Name: fmt.Sprintf("stage-%d", i), Class: "serving", Reads: reads, Writes: fmt.Sprintf("out-%d", i),
			Objective: 500 * ms, Depth: i + 1, Sources: all}
		p.Stages = append(p.Stages, s)
		reads = []string{s.Writes}
	}
	p.Decisions = []PlanDecision{{Name: "page-view", Asks: "stage-5", After: "source-0", Tolerance: sec}}
	p.Expect = []PlanExpect{{Text: "stage-5.platform-age.p99 < 500ms"}, {Text: "lost == 0"}, {Text: "stage-5.oldest-unseen.p99 < 1s overall"}}
	return p
}

// typicalWindow is a window of the typical plan, with all partitions every 10 s.
func typicalWindow(p Plan, at time.Duration, rng *rand.Rand) Window {
	upTo := func(d time.Duration) time.Duration { return time.Duration(rng.Int64N(int64(d))) }
	around := func(n int64) int64 { return n - n/10 + rng.Int64N(n/5) }
	w := Window{At: at, Length: sec, Phase: PhaseLoad, Sources: map[string]SourceWindow{}, Stages: map[string]StageWindow{},
		Decisions: map[string]DecisionWindow{"page-view": {Asked: around(120), WithEvent: around(118), LateP999: upTo(ms)}},
		Process:   ProcessWindow{CPU: rng.Float64(), RSS: around(312 << 20), HeapLive: around(60 << 20), GCPauseMax: upTo(ms), Goroutines: 212}}
	for _, s := range p.Sources {
		w.Sources[s.Name] = SourceWindow{Due: around(400), Sent: around(400), Acked: around(398), Bytes: around(204800), InFlight: rng.Int64N(9),
			GeneratorP999: upTo(ms), GeneratorMax: upTo(2 * ms), TargetP999: upTo(ms), TargetMax: upTo(100 * ms)}
	}
	partitions := 3
	if at%(10*sec) == 0 {
		partitions = 36
	}
	for _, s := range p.Stages {
		st := StageWindow{Seen: around(2000), Available: around(2000), Lag: upTo(30 * ms), Backlog: around(31), Worst: "raw.source-0/11", Members: 3}
		for range 20 {
			st.Oldest = append(st.Oldest, upTo(30*ms))
		}
		for i := range partitions {
			st.Partitions = append(st.Partitions, PartitionGauge{"raw.source-0", int32(i), upTo(30 * ms), rng.Int64N(9), upTo(30 * ms)})
		}
		w.Stages[s.Name] = st
	}
	return w
}

// recordSecond records a second of ages of the typical plan: log-normal around
// 20 ms, some thousand samples.
func recordSecond(p Plan, ages *AgeRecorder, at time.Duration, rng *rand.Rand) {
	draw := func(median time.Duration) time.Duration {
		return time.Duration(float64(median) * math.Exp(0.5*rng.NormFloat64()))
	}
	for _, s := range p.Sources {
		for tag, median := range map[string]time.Duration{TagAck: 8 * ms, TagGenerator: 150 * time.Microsecond, TagTargetSlip: 0} {
			series := ages.Series(tag + s.Name)
			for i := range 400 {
				series.Record(at+time.Duration(i)*time.Microsecond, draw(median))
			}
		}
	}
	for _, s := range p.Stages {
		for _, tag := range []string{TagAge, TagPlatform} {
			series := ages.Series(tag + s.Name)
			for i := range 2000 {
				series.Record(at+time.Duration(i)*time.Microsecond, draw(20*ms))
			}
		}
	}
	for _, tag := range []string{TagAsked, TagStaleness, TagLatency, TagMissed} {
		ages.Series(tag+"page-view").Record(at, draw(20*ms))
	}
}

// typicalLedger is what changes in the ledger in 10 s: every lane and state. Each
// of them is a little behind what is due, by its own amount.
func typicalLedger(p Plan, at time.Duration, rng *rand.Rand) []LedgerLine {
	var out []LedgerLine
	add := func(line LedgerLine, states ...string) {
		for _, state := range states {
			line.State, line.Intervals = state, Intervals{{0, uint64(at/sec)*10 + rng.Uint64N(30)}}
			out = append(out, line)
		}
	}
	for i, s := range p.Sources {
		for partition := range p.Topics[i].Partitions {
			for shard := range uint16(4) {
				line := LedgerLine{At: at, Source: s.Name, Shard: shard, Topic: s.Topic, Partition: partition}
				add(line, StateDue, StateAcked)
				for _, stage := range p.Stages {
					line.Stage = stage.Name
					add(line, StateAvailable, StateRead)
				}
			}
		}
	}
	return out
}

// typicalAudit is what the audit adds to the ledger, once: what every topic of a
// source and every output topic of a stage holds.
func typicalAudit(p Plan, rng *rand.Rand) []LedgerLine {
	var out []LedgerLine
	for _, line := range typicalLedger(p, time.Hour, rng) {
		switch {
		case line.State == StateAcked:
			line.State = StateAudited
		case line.State == StateAvailable:
			line.State, line.NotEmitted = StateAudited, 12345
		default:
			continue
		}
		out = append(out, line)
	}
	return out
}

func typicalTraffic(at time.Duration) []TrafficLine {
	var out []TrafficLine
	for i := range 9 {
		for broker := range int32(3) {
			out = append(out, TrafficLine{At: at, Length: 10 * sec, Role: fmt.Sprintf("stage/stage-%d", i), Class: "serving", Zone: "a", Broker: broker, BrokerZone: "b", API: "Fetch", Requests: 100, Sent: 12345, Received: 1234567})
		}
	}
	return out
}

// typicalUsage is a sweep over three brokers, with what a scrape adds every 10 s.
func typicalUsage(at time.Duration) []UsageLine {
	var out []UsageLine
	for _, broker := range []string{"1", "2", "3"} {
		values := map[string]float64{UsedCPU: 1234.567890123, UsedMemory: 523456789, UsedNetIn: 12345678901, UsedNetOut: 12345678901, UsedDiskRead: 1234567890, UsedDiskWritten: 12345678901}
		out = append(out, UsageLine{At: at + 123456, Broker: broker, From: UsageCgroup, Life: 1795396067615, Values: values})
		if at%(10*sec) != 0 {
			continue
		}
		values = map[string]float64{UsedTopicIn: 12345678901, UsedTopicOut: 12345678901, UsedHandlerIdle: 0.9444973921, UsedQueue: 3, UsedUnderRepl: 12,
			UsedOffline: 0, UsedISRShrinks: 3, UsedLogSize: 12345678901, UsedCPU: 1234.56, UsedMemory: 523456789}
		out = append(out, UsageLine{At: at + 123456, Broker: broker, From: UsageScrape, Life: 1795396067, Values: values})
	}
	return out
}

// TestHourFitsBudget writes 10 minutes of the typical plan, so that the large files
// are compressed as those of an hour are, and multiplies: the record of an hour must
// stay below 50 MB.
func TestHourFitsBudget(t *testing.T) {
	const seconds, withAges = 600, 30
	rng := rand.New(rand.NewPCG(1, 2))
	p := typicalPlan()
	w, err := Create(t.TempDir(), Run{}, p, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i := range seconds {
		at := time.Duration(i) * sec
		if i < withAges {
			recordSecond(p, w.Ages(), at, rng)
		}
		if err := w.Window(typicalWindow(p, at, rng)); err != nil {
			t.Fatal(err)
		}
		if i%2 == 0 {
			if err := w.Usage(typicalUsage(at)); err != nil {
				t.Fatal(err)
			}
		}
		if i%10 == 9 {
			if err := w.Ledger(typicalLedger(p, at, rng)); err != nil {
				t.Fatal(err)
			}
			if err := w.Traffic(typicalTraffic(time.Hour)); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := w.Ledger(typicalAudit(p, rng)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	const hour = 3600.0 / seconds
	const slots = (900 + 2700.0/10) / withAges         // 1 s slots for 15 min, then 10 s
	const stretches = (300 + 3300.0/10) * 10 / seconds // of traffic: a second for 5 min, then 10 s; one in 10 s is written
	var total float64
	for name, times := range map[string]float64{"windows-0.jsonl.gz": hour, "ledger-0.jsonl.gz": hour, "traffic-0.jsonl": stretches, "usage.jsonl": hour, "ages-0.hlog": slots} {
		size := sizeOf(t, w, name) * times
		t.Logf("%s: %.1f MB an hour", name, size/1e6)
		total += size
	}
	if total > 50e6 {
		t.Errorf("%.1f MB an hour, more than 50", total/1e6)
	}
}

// sizeOf is the size of a file of the record in bytes.
func sizeOf(t *testing.T, w *Writer, name string) float64 {
	t.Helper()
	info, err := os.Stat(filepath.Join(w.Dir(), name))
	if err != nil {
		t.Fatal(err)
	}
	return float64(info.Size())
}

// BenchmarkHour opens and judges the record of an hour.
func BenchmarkHour(b *testing.B) {
	rng := rand.New(rand.NewPCG(1, 2))
	p := typicalPlan()
	w, err := Create(b.TempDir(), Run{}, p, nil)
	if err != nil {
		b.Fatal(err)
	}
	for at := time.Duration(0); at < time.Hour; at += sec {
		if _, length := w.ages.bounds(at); at < 15*time.Minute || at%(length-at) == 0 {
			recordSecond(p, w.Ages(), at, rng)
		}
		_ = w.Flush(at)
		_ = w.Window(typicalWindow(p, at, rng))
		if at%(10*sec) == 0 {
			_ = w.Ledger(typicalLedger(p, at, rng))
		}
	}
	_ = w.Event(Event{At: time.Hour, Kind: Phase, Text: PhaseDrain})
	_ = w.Event(Event{At: time.Hour, Kind: Phase, Text: PhaseDone})
	if err := w.Close(); err != nil {
		b.Fatal(err)
	}
	var rec *Record
	b.Run("Open", func(b *testing.B) {
		for b.Loop() {
			if rec, err = Open(w.Dir()); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("Judge", func(b *testing.B) {
		for b.Loop() {
			Judge(rec)
		}
	})
}
