package target_test

import (
	"bytes"
	"fmt"
	"os"
	"runtime"
	"strconv"
	"sync/atomic"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/freshet-bench/freshet/harness/target"
)

// BenchmarkMemory writes 2.5 million records of 512 B to 12 partitions and tells
// what this process and its folder then hold. Run it with -benchtime 1x. On 2 cores
// of an EPYC, the client that writes included:
//
//	segments   RSS      after a GC   on disk
//	 1 MiB     82 MiB   82 MiB       1245 MiB
//	 4 MiB     75 MiB   75 MiB       1245 MiB
//	16 MiB     91 MiB   82 MiB       1245 MiB
//	64 MiB     83 MiB   71 MiB       1245 MiB
func BenchmarkMemory(b *testing.B) {
	for _, segment := range []int64{1 << 20, 4 << 20, 16 << 20, 64 << 20} {
		b.Run(fmt.Sprintf("segments=%dMiB", segment>>20), func(b *testing.B) {
			for b.Loop() {
				fill(b, segment)
			}
		})
	}
}

func fill(b *testing.B, segment int64) {
	const records, partitions = 2_500_000, 12
	tgt := target.Embedded(target.EmbeddedOptions{SegmentBytes: segment})
	if err := tgt.Start(b.Context(), target.Needs{TempDir: b.TempDir(), DiskBytes: records * 600}); err != nil {
		b.Fatal(err)
	}
	defer func() { _ = tgt.Close() }()
	if err := tgt.Prepare(b.Context(), []target.Topic{{Name: clicks, Partitions: partitions, Replication: 1}}); err != nil {
		b.Fatal(err)
	}
	cl, err := kgo.NewClient(kgo.SeedBrokers(tgt.Bootstrap()...), kgo.RecordPartitioner(kgo.ManualPartitioner()),
		kgo.ProducerBatchCompression(kgo.NoCompression()), kgo.ProducerLinger(5*time.Millisecond))
	if err != nil {
		b.Fatal(err)
	}
	defer cl.Close()
	value := bytes.Repeat([]byte{'x'}, 512)
	var failed atomic.Int64
	begin := time.Now()
	for i := range records {
		cl.Produce(b.Context(), &kgo.Record{Topic: clicks, Partition: int32(i % partitions), Value: value}, func(_ *kgo.Record, err error) {
			if err != nil {
				failed.Add(1)
			}
		})
	}
	if err := cl.Flush(b.Context()); err != nil || failed.Load() > 0 {
		b.Fatalf("%d records failed, %v", failed.Load(), err)
	}
	b.ReportMetric(records/time.Since(begin).Seconds(), "records/s")
	b.ReportMetric(rss(b)/(1<<20), "RSS-MiB")
	runtime.GC()
	b.ReportMetric(rss(b)/(1<<20), "RSS-after-GC-MiB")
	if _, used, err := tgt.DiskUsed(); err == nil {
		b.ReportMetric(float64(used)/(1<<20), "disk-MiB")
	}
}

// rss is this process's resident memory in bytes.
func rss(b *testing.B) float64 {
	b.Helper()
	status, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		b.Skip("no /proc here")
	}
	pages, err := strconv.ParseFloat(string(bytes.Fields(status)[1]), 64)
	if err != nil {
		b.Fatal(err)
	}
	return pages * float64(os.Getpagesize())
}
