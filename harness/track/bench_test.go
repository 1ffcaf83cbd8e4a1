package track

import (
	"runtime"
	"testing"
	"time"

	"github.com/freshet-bench/freshet/workload"
)

// shopRun is a run of 20,000 records/s through the shop. Analytics gets nothing.
type shopRun struct {
	tr      *Tracker
	feed    *feed
	emits   float64
	now     time.Duration
	offsets [4]map[int32]int64 // by topic and partition
}

func newShopRun(emits float64) *shopRun {
	const parts = 12
	s := &shopRun{tr: New(shop(parts, emits)), feed: newFeed(20_000, parts), emits: emits}
	for i := range s.offsets {
		s.offsets[i] = map[int32]int64{}
	}
	return s
}

func (s *shopRun) until(end time.Duration) {
	for ; s.now < end; s.now += 50 * time.Millisecond {
		s.feed.until(s.tr, s.now, s.event)
		for stage := range s.tr.stages {
			s.tr.Oldest(stage, s.now)
		}
	}
}

// event takes one event all the way.
func (s *shopRun) event(ev *workload.Event) {
	s.tr.Sent(ev, s.now)
	s.tr.Acked(ev, ev.Partition, s.offsets[rawClicks][ev.Partition], s.now)
	s.stage(atFeatures, rawClicks, ev)
	if !workload.Emits(7, "features", "clicks", ev.N, 0, s.emits) {
		s.tr.NotEmitted(atFeatures, ev)
		return
	}
	for stage, topic := range map[int]int{atRanking: features, atOutcomes: picks} {
		s.tr.End(topic, ev.Partition, s.offsets[topic][ev.Partition]+1, ev.Due)
		s.stage(stage, topic, ev)
	}
}

func (s *shopRun) stage(stage, topic int, ev *workload.Event) {
	p := ev.Partition
	s.tr.Seen(stage, topic, p, s.offsets[topic][p], ev)
	s.tr.Available(stage, ev, ev.Due)
	s.offsets[topic][p]++
	s.tr.Position(stage, topic, p, s.offsets[topic][p])
}

func heap() int64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

// A stage gets nothing at 20,000 records/s, and another emits a tenth: what the
// tracker holds must not grow with the records.
func TestMemoryWithAStageThatLags(t *testing.T) {
	if testing.Short() || raced {
		t.Skip("measures memory, and takes seconds")
	}
	for _, emits := range []float64{1, 0.1} {
		none := heap()
		run := newShopRun(emits)
		run.until(5 * time.Second)
		early := heap() - none
		run.until(15 * time.Second)
		late := heap() - none
		t.Logf("emits %v: %.1f MB after 5 s, %.1f MB after 15 s", emits, float64(early)/1e6, float64(late)/1e6)
		if late > 20e6 || late-early > 5e6 {
			t.Errorf("emits %v: %.1f MB after 5 s, %.1f MB after 15 s", emits, float64(early)/1e6, float64(late)/1e6)
		}
		runtime.KeepAlive(run)
	}
}

// BenchmarkTenMinutes reports the heap after ten minutes at 20,000 records/s, and
// the time of all calls for an event at four stages.
func BenchmarkTenMinutes(b *testing.B) {
	var events uint64
	for b.Loop() {
		before := heap()
		run := newShopRun(1)
		run.until(10 * time.Minute)
		events += run.feed.n
		b.ReportMetric(float64(heap()-before)/1e6, "MB")
		runtime.KeepAlive(run)
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(events), "ns/event")
}

func BenchmarkCalls(b *testing.B) {
	const parts = 12
	fresh := func() (*Tracker, *workload.Event, []uint64) {
		return New(shop(parts, 1)), &workload.Event{}, make([]uint64, parts*workload.Shards)
	}
	next := func(ev *workload.Event, seqs []uint64) {
		ev.N++
		ev.Due += 50 * time.Microsecond
		ev.User = hashUser(ev.N) % 100_000
		ev.Partition, ev.Shard = int32(ev.User%parts), uint16(ev.N%workload.Shards)
		lane := int(ev.Shard)*parts + int(ev.Partition)
		ev.Seq = seqs[lane]
		seqs[lane]++
	}
	b.Run("Due+Available", func(b *testing.B) { // at the serving stage: with the pending list
		tr, ev, seqs := fresh()
		b.ReportAllocs()
		for b.Loop() {
			next(ev, seqs)
			tr.Due(ev)
			tr.Available(atRanking, ev, ev.Due)
		}
	})
	b.Run("Acked", func(b *testing.B) {
		tr, ev, seqs := fresh()
		b.ReportAllocs()
		for b.Loop() {
			next(ev, seqs)
			tr.Acked(ev, ev.Partition, int64(ev.N), ev.Due)
		}
	})
	b.Run("Seen+Position", func(b *testing.B) {
		tr, ev, seqs := fresh()
		b.ReportAllocs()
		for b.Loop() {
			next(ev, seqs)
			tr.Seen(atAnalytics, rawClicks, 0, int64(ev.N), ev)
			tr.Position(atAnalytics, rawClicks, 0, int64(ev.N)+1)
		}
	})
	b.Run("Oldest", func(b *testing.B) {
		tr, ev, seqs := fresh()
		for range 1_000_000 {
			next(ev, seqs)
			tr.Due(ev)
		}
		b.ReportAllocs()
		for b.Loop() {
			tr.Oldest(atAnalytics, ev.Due)
		}
	})
}
