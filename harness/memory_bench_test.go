package harness_test

import (
	"os"
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
population: {users: 200_000, active: {of: clicks, gap: 2s, session: 5m}}
topics:
  raw.clicks: {partitions: 12}
sources:
  clicks: {topic: raw.clicks, key: user, rate: 20_000/s, arrivals: poisson, size: 512B}
stages:
  ranking:   {reads: raw.clicks, serves: user, members: 2, objective: 1s}
  analytics: {class: analytics, reads: raw.clicks}
decisions:
  page-view: {asks: ranking, after: clicks, share: 1%, think: {p50: 1s, p99: 10s}, tolerance: 2s}
expect: [lost == 0]
`

// BenchmarkMemory runs 20,000 records/s for ten minutes (or FRESHET_BENCH_MEMORY)
// through two stages, and tells the process's resident memory, the embedded
// target's included, after one minute and at the end. It writes some 8 GB into
// the temporary folder.
func BenchmarkMemory(b *testing.B) {
	var sets []string
	if d := os.Getenv("FRESHET_BENCH_MEMORY"); d != "" {
		sets = append(sets, "duration="+d)
	}
	for range b.N {
		res := drive(b, load(b, steady20k, sets...), target.EmbeddedOptions{}, harness.Options{})
		windows := res.Record.Windows
		early, late := residentAt(windows, time.Minute), residentAt(windows, res.Outcome.Loaded)
		b.ReportMetric(float64(early)/(1<<20), "MiB-at-1min")
		b.ReportMetric(float64(late)/(1<<20), "MiB-at-end")
		b.ReportMetric(float64(late)/float64(early), "end/1min")
		b.ReportMetric(float64(res.Outcome.Sources[0].Acked), "acked")
		if res.Outcome.Checks[0].Verdict == results.Fail {
			b.Errorf("%s: %s", res.Outcome.Checks[0].Text, res.Outcome.Checks[0].Shown)
		}
	}
}

// residentAt is the highest resident memory in the ten seconds up to t.
func residentAt(windows []results.Window, t time.Duration) int64 {
	var most int64
	for _, w := range windows {
		if w.At >= t-10*time.Second && w.At < t {
			most = max(most, w.Process.RSS)
		}
	}
	return most
}
