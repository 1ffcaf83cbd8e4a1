package containers

import (
	"testing"
	"time"

	"github.com/freshet-bench/freshet/harness/scrape"
	"github.com/freshet-bench/freshet/harness/target"
	"github.com/freshet-bench/freshet/results"
)

// BenchmarkUsage is what a sample of one broker costs in each of the ways: the time
// that it takes, and the CPU that the broker itself spends on it beyond what it
// spends idle. It needs Docker, an image with the JMX exporter's agent, and a quiet
// machine.
func BenchmarkUsage(b *testing.B) {
	tgt := New(Options{Brokers: 1, JMX: ImageAgent})
	if err := tgt.Start(b.Context(), target.Needs{}); err != nil {
		b.Skip(err)
	}
	defer func() { _ = tgt.Close() }()
	endpoints, err := scrape.Endpoints(tgt.MetricsPages())
	if err != nil {
		b.Fatal(err)
	}
	scraper := scrape.New(endpoints)
	defer scraper.Close()
	only := tgt.brokers[0]
	for name, sample := range map[string]func() bool{
		"files":  func() bool { used, err := tgt.readFiles(b.Context(), only); return err == nil && len(used) > 0 },
		"stats":  func() bool { used, err := tgt.askStats(b.Context(), only); return err == nil && len(used) > 0 },
		"scrape": func() bool { return len(scraper.Sweep(b.Context())[0].Values) > 0 },
	} {
		b.Run(name, func(b *testing.B) {
			began, before := time.Now(), brokerCPU(b, tgt)
			for b.Loop() {
				if !sample() {
					b.Fatal("no figures")
				}
			}
			took, used := time.Since(began), brokerCPU(b, tgt)-before
			time.Sleep(took) // the same time again without samples, to tell the difference
			idle := brokerCPU(b, tgt) - before - used
			b.ReportMetric(max(used-idle, 0)*1e3/float64(b.N), "broker-ms/op")
		})
	}
}

// brokerCPU is the CPU time that the only broker has used, in seconds.
func brokerCPU(b *testing.B, tgt *Target) float64 {
	b.Helper()
	lines := tgt.Usage(b.Context())
	if len(lines) != 1 {
		b.Fatalf("lines %+v", lines)
	}
	return lines[0].Values[results.UsedCPU]
}
