package harness_test

import (
	"os"
	"strings"
	"testing"
	"time"

	"github.com/freshet-bench/freshet/harness"
	"github.com/freshet-bench/freshet/harness/target"
	"github.com/freshet-bench/freshet/results"
)

const steady20k = `
name: steady-20k
duration: 10m
warmup: 10s
population: {users: 50_000}
topics:
  raw.clicks: {partitions: 6}
sources:
  clicks: {topic: raw.clicks, key: user, rate: 20_000/s, arrivals: poisson, size: 512B, client: {linger: 200ms}}
stages:
  ranking:   {reads: raw.clicks, serves: user, members: 2, objective: 1s}
  analytics: {class: analytics, reads: raw.clicks}
decisions:
  page-view: {asks: ranking, after: clicks, share: 1%, think: {p50: 1s, p99: 10s}, tolerance: 2s}
expect: [lost == 0]
`

// BenchmarkMemory runs 20,000 records/s for ten minutes, or as FRESHET_BENCH_MEMORY
// says in the words of --set ("duration=1h sources.clicks.rate=50000/s"), through two
// stages, and tells the process's resident memory, the embedded target's included, after
// one minute, halfway and at the end, each as the mean of half a minute. It writes some
// 6 GB into the temporary folder. Users are few enough to be known to the stores within
// the first minute, and batches large: the embedded target keeps an index of all batches
// in memory.
func BenchmarkMemory(b *testing.B) {
	sets := strings.Fields(os.Getenv("FRESHET_BENCH_MEMORY"))
	for range b.N {
		tuning := harness.Tune(os.Getenv) // as freshet run does
		res := drive(b, load(b, steady20k, sets...), target.EmbeddedOptions{}, harness.Options{Runtime: tuning})
		tuning.Restore()
		windows := res.Record.Windows
		early, half, late := resident(windows, time.Minute), resident(windows, res.Outcome.Loaded/2), resident(windows, res.Outcome.Loaded)
		b.ReportMetric(early/(1<<20), "MiB-at-1min")
		b.ReportMetric(half/(1<<20), "MiB-at-half")
		b.ReportMetric(late/(1<<20), "MiB-at-end")
		b.ReportMetric(late/early, "end/1min")
		b.ReportMetric(float64(res.Outcome.Sources[0].Acked), "acked")
		if res.Outcome.Checks[0].Verdict == results.Fail {
			b.Errorf("%s: %s", res.Outcome.Checks[0].Text, res.Outcome.Checks[0].Shown)
		}
	}
}

// resident is the mean resident memory of the half minute up to t.
func resident(windows []results.Window, t time.Duration) float64 {
	var sum, n float64
	for _, w := range windows {
		if w.At >= t-30*time.Second && w.At < t {
			sum += float64(w.Process.RSS)
			n++
		}
	}
	return sum / n
}
