package harness_test

import (
	"fmt"
	"os"
	"slices"
	"testing"

	"github.com/freshet-bench/freshet/harness"
	"github.com/freshet-bench/freshet/harness/target"
	"github.com/freshet-bench/freshet/results"
)

const steady100k = `
name: steady-100k
duration: 20s
warmup: 5s
population: {users: 50_000}
topics:
  raw.clicks: {partitions: 6}
sources:
  clicks: {topic: raw.clicks, key: user, rate: 100_000/s, arrivals: poisson, size: 100B, client: {linger: 5ms, in-flight: 50000}}
expect: [lost == 0]
`

// BenchmarkOpenLoop asks a source for 50,000 to 400,000 records/s on the embedded
// target, and tells the rate that was reached, the generator's slip over all events
// after the warmup, the process's cores, and whether the run's verdicts would be
// unknown: from that rate on the machine is no longer honest.
func BenchmarkOpenLoop(b *testing.B) {
	for _, thousands := range []int{50, 100, 200, 300, 400} {
		b.Run(fmt.Sprintf("rate=%dk", thousands), func(b *testing.B) { benchmarkOpenLoop(b, thousands*1000) })
	}
}

func benchmarkOpenLoop(b *testing.B, rate int) {
	for range b.N {
		tuning := harness.Tune(os.Getenv) // as freshet run does
		res := drive(b, load(b, steady100k, fmt.Sprintf("sources.clicks.rate=%d/s", rate)), target.EmbeddedOptions{}, harness.Options{Runtime: tuning})
		tuning.Restore()
		var sent, due, cpu []float64
		for _, w := range res.Record.Windows {
			if w.At >= res.Record.Plan.Warmup && w.Phase == results.PhaseLoad {
				sent = append(sent, float64(w.Sources["clicks"].Sent))
				due = append(due, float64(w.Sources["clicks"].Due))
				cpu = append(cpu, w.Process.CPU)
			}
		}
		slip := results.Sum(res.Record.Ages.Hist(results.TagGenerator+"clicks", func(s results.Slot) bool { return s.Start >= res.Record.Plan.Warmup }))
		b.ReportMetric(total(sent)/total(due), "sent/due")
		b.ReportMetric(total(sent)/float64(len(sent)), "records/s")
		b.ReportMetric(slip.P50.Seconds()*1e3, "slip-p50-ms")
		b.ReportMetric(slip.P99.Seconds()*1e3, "slip-p99-ms")
		b.ReportMetric(slip.P999.Seconds()*1e3, "slip-p99.9-ms")
		b.ReportMetric(slices.Sorted(slices.Values(cpu))[len(cpu)/2], "cores")
		b.ReportMetric(unknown(b, res.Outcome), "unknown")
	}
}

// unknown is 1 if something that the run watches of itself makes verdicts unknown,
// which it names; else 0.
func unknown(b *testing.B, o *results.Outcome) float64 {
	b.Helper()
	is := 0.0
	for _, row := range o.Trust {
		if row.Unknown && !row.OK {
			b.Logf("unknown: %s: %s", row.Name, row.Shown)
			is = 1
		}
	}
	return is
}

func total(v []float64) float64 {
	sum := 0.0
	for _, x := range v {
		sum += x
	}
	return sum
}
