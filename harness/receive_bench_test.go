package harness

import (
	"fmt"
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
	for _, size := range []int{100, 1024, 4096} {
		for _, codec := range []string{"none", "lz4", "zstd"} {
			b.Run(fmt.Sprintf("size=%d/compression=%s", size, codec), func(b *testing.B) {
				benchmarkReceive(b, size, "sources.clicks.client.compression="+codec)
			})
		}
	}
}

func benchmarkReceive(b *testing.B, size int, sets ...string) {
	var r *speedRun
	fill := func() *speedRun {
		r := newSpeedRun(b, target.EmbeddedOptions{}, size, sets...)
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
	first := cl.PollRecords(b.Context(), pollAtMost) // connected, and at work
	read := int64(first.NumRecords())
	return timed(r.records-read, func() {
		for bytes := 0; read < r.records; {
			fetches := cl.PollRecords(b.Context(), pollAtMost)
			if err := fetches.Err(); err != nil {
				b.Fatal(err)
			}
			fetches.EachRecord(func(r *kgo.Record) { read++; bytes += len(r.Value) })
		}
	})
}

// readAll has the stage read the log.
func (r *speedRun) readAll(b *testing.B) side {
	b.Helper()
	s := r.stages[0]
	if err := s.start(); err != nil {
		b.Fatal(err)
	}
	for s.counts.available.Load() == 0 {
		time.Sleep(100 * time.Microsecond)
	}
	before := s.counts.available.Load()
	got := timed(r.records-before, func() {
		for s.counts.available.Load() < r.records {
			time.Sleep(100 * time.Microsecond)
		}
	})
	if damaged := s.counts.damaged.Load(); damaged > 0 {
		b.Errorf("%d records were damaged", damaged)
	}
	return got
}
