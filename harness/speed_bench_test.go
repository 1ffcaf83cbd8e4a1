package harness

import (
	"fmt"
	"path/filepath"
	"runtime"
	"slices"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/freshet-bench/freshet/harness/pace"
	"github.com/freshet-bench/freshet/harness/target"
	"github.com/freshet-bench/freshet/results"
	"github.com/freshet-bench/freshet/scenarios"
	"github.com/freshet-bench/freshet/workload"
)

// The paths of records through this program against plain loops around the same
// client library, in one process, in interleaved pairs.

const (
	pairs = 11
	// speedBytes is what one side of a pair moves, at least: values.
	speedBytes = 100 << 20
	// sendAtMost and receiveAtMost bound the records of one side. What is sent is to
	// fit into a source's backlog, or its schedule would be drawn twice; what is read,
	// to be many times what the client fetches ahead.
	sendAtMost    = backlogMost
	receiveAtMost = 1_000_000
)

// mix is what the records are like.
type mix struct {
	size        int
	compression string
}

var mixes = []mix{
	{100, "none"}, {100, "lz4"}, {100, "zstd"},
	{1024, "none"}, {1024, "lz4"}, {1024, "zstd"},
	{4096, "none"}, {4096, "lz4"}, {4096, "zstd"},
}

func (m mix) String() string { return fmt.Sprintf("size=%d/compression=%s", m.size, m.compression) }

func (m mix) set() string { return "sources.clicks.client.compression=" + m.compression }

const speedScenario = `
name: speed
duration: 1s
population: {users: 10_000, active: {of: clicks, gap: 1ms, session: 1m}}
topics:
  raw.clicks: {partitions: 12, replication: 1}
sources:
  clicks: {topic: raw.clicks, key: user, rate: 1000/s, arrivals: even, size: 100B, client: {linger: 5ms, compression: none}}
stages:
  reader: {class: serving, reads: raw.clicks, objective: 500ms}
`

// speedRun is a run that is set up and has sent nothing yet.
type speedRun struct {
	*run
	records int64
}

// newSpeedRun sets a run up whose source owes all its records at once.
func newSpeedRun(b *testing.B, eo target.EmbeddedOptions, atMost int64, size int, sets ...string) *speedRun {
	b.Helper()
	records := min(speedBytes/int64(size), atMost)
	sets = append(sets, fmt.Sprintf("sources.clicks.size=%dB", size), fmt.Sprintf("sources.clicks.rate=%d/s", records))
	sc, err := scenarios.Load("speed.yaml", scenarios.LoadOptions{Sets: sets, ReadFile: func(string) ([]byte, error) { return []byte(speedScenario), nil }})
	if err != nil {
		b.Fatal(err)
	}
	eo.InMemory = true
	tgt := target.Embedded(eo)
	r, err := newRun(sc, tgt, Options{Out: filepath.Join(b.TempDir(), "run"), Sleep: pace.Nanosleep})
	if err != nil {
		b.Fatal(err)
	}
	if err := tgt.Start(b.Context(), target.Needs{Brokers: 3}); err != nil {
		b.Fatal(err)
	}
	r.ctx, r.plan = b.Context(), newPlan(r.sc, r.top, r.work, r.prefix, nil)
	if r.rec, err = results.Create(r.opt.Out, r.describe(), r.plan, sc.Resolved); err != nil {
		b.Fatal(err)
	}
	r.ages = r.rec.Ages()
	if err := r.setUp(r.ctx); err != nil {
		b.Fatal(err)
	}
	r.end.Store(int64(sc.Duration))
	r.countRecent()
	return &speedRun{r, records}
}

func (r *speedRun) close(b *testing.B) {
	b.Helper()
	r.closeClients()
	if err := r.rec.Close(); err != nil {
		b.Error(err)
	}
	if err := r.tgt.Close(); err != nil {
		b.Error(err)
	}
}

// generateAll has the source send all that it owes and returns when the last of
// it is acknowledged.
func (r *speedRun) generateAll(b *testing.B) {
	b.Helper()
	r.clock.StartIn(-r.sc.Duration) // all is due
	s := r.sources[0]
	if err := s.generate(b.Context()); err != nil {
		b.Fatal(err)
	}
	for s.inFlight.Load() > 0 {
		time.Sleep(100 * time.Microsecond)
	}
	if s.acked.Load() != r.records || s.failed.Load() > 0 {
		b.Fatalf("%d of %d records acknowledged, %d failed", s.acked.Load(), r.records, s.failed.Load())
	}
}

// events is the beginning of the run's schedule as records that are ready to be
// sent, for a plain loop: key, value, partition, and the envelope in a header, so
// that what goes over the wire is as large as a source's, and compresses as well.
func (r *speedRun) events() []kgo.Record {
	const kept = 4096
	var ready []kgo.Record
	stream, ev := r.work.Stream(0), workload.Event{}
	for len(ready) < kept && stream.Next(&ev) {
		value, env := r.work.AppendValue(nil, &ev), workload.Envelope{Run: r.id, Event: ev}
		ready = append(ready, kgo.Record{
			Key: r.work.AppendKey(nil, &ev), Value: value, Partition: ev.Partition,
			Headers: []kgo.RecordHeader{{Key: workload.HeaderKey, Value: env.Append(nil, value)}},
		})
	}
	return ready
}

// side is one measurement.
type side struct {
	perSecond, perCore, allocated float64 // records, records, bytes a record
}

// stopwatch is what the process had used when it was started.
type stopwatch struct {
	at        time.Time
	cpu       time.Duration
	allocated uint64
}

func allocated() uint64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.TotalAlloc
}

func startWatch() stopwatch { return stopwatch{allocated: allocated(), cpu: cpuTime(), at: time.Now()} }

// stop tells what n records took since the start.
func (w stopwatch) stop(n int64) side {
	took, used := time.Since(w.at), cpuTime()-w.cpu
	return side{
		perSecond: float64(n) / took.Seconds(), perCore: float64(n) / used.Seconds(),
		allocated: float64(allocated()-w.allocated) / float64(n),
	}
}

// timed times f, which moves n records.
func timed(n int64, f func()) side {
	runtime.GC()
	w := startWatch()
	f()
	return w.stop(n)
}

// inPairs measures both sides by turns and reports medians. The ratio is the median
// of the pairs' ratios.
func inPairs(b *testing.B, plain, ours func() side) {
	b.Helper()
	for range b.N {
		var p, o []side
		var ratios []float64
		for i := range pairs {
			if i%2 == 0 {
				p, o = append(p, plain()), append(o, ours())
			} else {
				o, p = append(o, ours()), append(p, plain())
			}
			ratios = append(ratios, o[i].perSecond/p[i].perSecond)
		}
		b.ReportMetric(median(ratios), "ours/plain")
		b.ReportMetric(medianOf(o, func(s side) float64 { return s.perSecond }), "records/s")
		b.ReportMetric(medianOf(o, func(s side) float64 { return s.perCore }), "records/s/core")
		b.ReportMetric(medianOf(o, func(s side) float64 { return s.allocated }), "B/record")
		b.ReportMetric(medianOf(p, func(s side) float64 { return s.perSecond }), "plain-records/s")
		b.ReportMetric(medianOf(p, func(s side) float64 { return s.perCore }), "plain-records/s/core")
		b.ReportMetric(medianOf(p, func(s side) float64 { return s.allocated }), "plain-B/record")
	}
}

func medianOf(sides []side, value func(side) float64) float64 {
	var v []float64
	for _, s := range sides {
		v = append(v, value(s))
	}
	return median(v)
}

func median(v []float64) float64 {
	return slices.Sorted(slices.Values(v))[len(v)/2]
}
