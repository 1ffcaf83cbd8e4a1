package harness

import (
	"runtime"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/freshet-bench/freshet/harness/client"
	"github.com/freshet-bench/freshet/harness/target"
)

// BenchmarkReceive compares the records a second that a stage reads (decoded,
// checked against their checksums, followed in the ledger, with the histograms of
// their ages) with a plain franz-go loop that polls the same log with the same
// settings. Both begin with what is in the log.
func BenchmarkReceive(b *testing.B) {
	for _, mix := range mixes {
		b.Run(mix.String(), func(b *testing.B) { benchmarkReceive(b, mix.size, mix.set()) })
	}
}

func benchmarkReceive(b *testing.B, size int, sets ...string) {
	var r *speedRun
	fill := func() *speedRun {
		r := newSpeedRun(b, target.EmbeddedOptions{}, receiveAtMost, size, sets...)
		r.generateAll(b)
		return r
	}
	// Both sides of a pair read the same log: who comes first fills it, who comes
	// second closes it.
	turn := func(read func(*speedRun) side) func() side {
		return func() side {
			if r == nil {
				r = fill()
				return read(r)
			}
			defer func() { r.close(b); r = nil }()
			return read(r)
		}
	}
	inPairs(b, turn(func(r *speedRun) side { return r.poll(b) }), turn(func(r *speedRun) side { return r.readAll(b) }))
}

// poll reads the log with a plain loop.
func (r *speedRun) poll(b *testing.B) side {
	b.Helper()
	opts := append(client.ConsumerOpts(r.sc.Stages[0].Client),
		kgo.SeedBrokers(r.tgt.Bootstrap()...), kgo.Dialer(r.tgt.Dial),
		kgo.ConsumeTopics(r.top.topics[0].physical), kgo.ConsumeResetOffset(kgo.NewOffset().AtStart()))
	cl, err := kgo.NewClient(opts...)
	if err != nil {
		b.Fatal(err)
	}
	defer cl.Close()
	runtime.GC()
	begun := int64(cl.PollRecords(b.Context(), pollAtMost).NumRecords()) // connected, and at work
	w := startWatch()
	read := begun
	for bytes := 0; read < r.records; {
		fetches := cl.PollRecords(b.Context(), pollAtMost)
		if err := fetches.Err(); err != nil {
			b.Fatal(err)
		}
		fetches.EachRecord(func(r *kgo.Record) { read++; bytes += len(r.Value) })
	}
	return w.stop(read - begun)
}

// readAll has the stage read the log.
func (r *speedRun) readAll(b *testing.B) side {
	b.Helper()
	s := r.stages[0]
	runtime.GC()
	if err := s.start(); err != nil {
		b.Fatal(err)
	}
	begun := r.readUntil(1)
	w := startWatch()
	r.readUntil(r.records)
	got := w.stop(r.records - begun)
	if damaged := s.counts.damaged.Load(); damaged > 0 {
		b.Errorf("%d records were damaged", damaged)
	}
	return got
}

// readUntil waits until the stage has made n events available, and says how many
// it has.
func (r *speedRun) readUntil(n int64) int64 {
	for {
		if got := r.stages[0].counts.available.Load(); got >= n {
			return got
		}
		time.Sleep(100 * time.Microsecond)
	}
}
