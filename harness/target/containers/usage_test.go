package containers_test

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/freshet-bench/freshet/harness"
	"github.com/freshet-bench/freshet/harness/target/containers"
	"github.com/freshet-bench/freshet/results"
	"github.com/freshet-bench/freshet/scenarios"
)

const restarted = `
name: broker-restart
duration: 30s
warmup: 3s
drain: 60s
population: {users: 5000, active: {of: clicks, gap: 10s, session: 1m}}
topics:
  raw.clicks: {partitions: 2, replication: 3, min-isr: 2}
sources:
  clicks: {topic: raw.clicks, rate: 150/s, size: 1KiB}
stages:
  ranking: {reads: raw.clicks, serves: user, objective: 5s}
timeline:
  - {at: 9s, restart: {broker: leader of raw.clicks/0}}
expect:
  - lost == 0
`

// TestUsageThroughARestart has the kernel's figures and a page of metrics of every
// broker, also of the one that is started anew meanwhile.
func TestUsageThroughARestart(t *testing.T) {
	docker := needDocker(t)
	sc, err := scenarios.Load("restart.yaml", scenarios.LoadOptions{
		ReadFile: func(string) ([]byte, error) { return []byte(restarted), nil },
	})
	if err != nil {
		t.Fatal(err)
	}
	tgt := containers.New(containers.Options{Env: small, JMX: containers.ImageAgent, Progress: func(line string) { t.Log(line) }})
	res, err := harness.Run(t.Context(), sc, tgt, harness.Options{Out: filepath.Join(t.TempDir(), "record"), ScrapeEvery: 2 * time.Second})
	if err != nil && strings.Contains(err.Error(), containers.AgentPath) {
		t.Skipf("the image has no agent: %v", err)
	}
	if err != nil {
		t.Fatal(err)
	}
	if left := leftBehind(t, docker); len(left) > 0 {
		t.Errorf("left in Docker: %v", left)
	}
	restart := res.Outcome.Entries[0]
	for _, broker := range []string{"1", "2", "3"} {
		checkUsage(t, res.Record, broker, restart)
	}
	if produced, received := producedBytes(res.Outcome), receivedBytes(res.Record); received < float64(produced) {
		t.Errorf("the brokers received %.0f bytes, and %d were produced", received, produced)
	}
	// A life is a broker's own: two may begin in the same millisecond. While a broker is
	// down, a line may have none.
	lives := map[string]map[int64]bool{}
	for _, l := range res.Record.Usage {
		if l.From == results.UsageScrape || l.Life == 0 {
			continue
		}
		if lives[l.Broker] == nil {
			lives[l.Broker] = map[int64]bool{}
		}
		lives[l.Broker][l.Life] = true
	}
	if all := len(lives["1"]) + len(lives["2"]) + len(lives["3"]); all != 4 {
		t.Errorf("%d lives of three brokers, one of which was started anew: %v", all, lives)
	}
}

// checkUsage asks for samples before and after an entry, with CPU in each and, of a
// scrape, what only the broker itself knows; while it stops and starts, beans are
// missing.
func checkUsage(t *testing.T, rec *results.Record, broker string, entry results.EntryOutcome) {
	t.Helper()
	for _, from := range []string{results.UsageCgroup + results.UsageDocker, results.UsageScrape} {
		before, after := 0, 0
		for _, l := range rec.Usage {
			if l.Broker != broker || !strings.Contains(from, l.From) || len(l.Values) == 0 {
				continue
			}
			if l.Values[results.UsedCPU] <= 0 || l.Values[results.UsedMemory] <= 0 {
				t.Errorf("broker %s used %v", broker, l.Values)
			}
			_, known := l.Values[results.UsedUnderRepl]
			if from != results.UsageScrape {
				_, known = l.Values[results.UsedNetIn]
			}
			if known && l.At < entry.Begin {
				before++
			}
			if known && l.At > entry.End {
				after++
			}
		}
		if before == 0 || after == 0 {
			t.Errorf("broker %s by %s: %d samples before the restart, %d after", broker, from, before, after)
		}
	}
}

func producedBytes(o *results.Outcome) (sent int64) {
	for _, s := range o.Traffic {
		if s.API == "Produce" {
			sent += s.Sent
		}
	}
	return sent
}

// receivedBytes is what all brokers received, by the rates of each.
func receivedBytes(rec *results.Record) (received float64) {
	for _, s := range rec.UsageSeries() {
		for _, p := range s.Points {
			if s.Quantity == results.UsedNetIn {
				received += p.Value * (p.End - p.Begin).Seconds()
			}
		}
	}
	return received
}
