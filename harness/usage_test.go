package harness_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/freshet-bench/freshet/harness"
	"github.com/freshet-bench/freshet/harness/target"
	"github.com/freshet-bench/freshet/results"
)

// metered is an embedded target that tells what two brokers use; the second is
// down at first and cannot be sampled later.
type metered struct {
	target.Target
	sweeps atomic.Int64
	pages  map[string][]string
}

var (
	_ target.UsageMeter = (*metered)(nil)
	_ target.Scraped    = (*metered)(nil)
)

func (m *metered) UsageEvery() time.Duration { return 20 * time.Millisecond }

func (m *metered) MetricsPages() map[string][]string { return m.pages }

func (m *metered) Usage(context.Context) []results.UsageLine {
	n := m.sweeps.Add(1)
	lines := []results.UsageLine{{Broker: "1", From: results.UsageCgroup, Life: 1, Values: map[string]float64{results.UsedCPU: float64(n)}}}
	if n > 2 {
		lines = append(lines, results.UsageLine{Broker: "2", From: results.UsageCgroup, Missing: "the figures are locked away"})
	}
	return lines
}

const shortRun = `
name: short
duration: 2s
warmup: 0s
population: {users: 100, active: {of: clicks, gap: 1s, session: 1m}}
topics: {raw.clicks: {partitions: 1}}
sources: {clicks: {topic: raw.clicks, rate: 20/s, size: 100B}}
stages: {ranking: {reads: raw.clicks, serves: user, objective: 5s}}
`

// TestUsageOfBrokersIsRecorded has three sources of usage: the target's own, a page
// of the target's and two of the options, one of which is not there.
func TestUsageOfBrokersIsRecorded(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, "kafka_server_replicamanager_underreplicatedpartitions 3\n")
	}))
	defer server.Close()
	gone := httptest.NewServer(http.NotFoundHandler())
	gone.Close()
	tgt := &metered{Target: target.Embedded(target.EmbeddedOptions{}), pages: map[string][]string{"1": {server.URL}}}
	res, err := harness.Run(t.Context(), load(t, shortRun), tgt, harness.Options{
		Out:    filepath.Join(t.TempDir(), "run"),
		Scrape: map[string][]string{"b7": {server.URL}, "b8": {gone.URL}}, ScrapeEvery: 100 * time.Millisecond,
	})
	if err != nil {
		t.Fatal(err)
	}
	count := map[string]int{}
	for _, l := range res.Record.Usage {
		switch {
		case l.Missing != "":
			count[l.Broker+" missing"]++
		case l.Values[results.UsedUnderRepl] == 3, l.Values[results.UsedCPU] > 0:
			count[l.Broker+" "+l.From]++
		}
		if l.At < 0 {
			t.Errorf("before the load: %+v", l)
		}
	}
	for _, name := range []string{"1 cgroup", "1 scrape", "b7 scrape"} {
		if count[name] < 3 { // at t = 0, at least once later, and at the end
			t.Errorf("%d lines of %s: %v", count[name], name, count)
		}
	}
	if count["2 missing"] != 1 || count["b8 missing"] != 1 {
		t.Errorf("what is missing is not said once: %v", count)
	}
	warned := slices.ContainsFunc(res.Record.Events, func(e results.Event) bool {
		return e.Kind == results.Warning && e.Text == "what broker 2 uses is not measured by cgroup: the figures are locked away"
	})
	if !warned {
		t.Errorf("the journal does not say what is missing: %+v", res.Record.Events)
	}
	if u := res.Outcome.Usage; u == nil || len(u.Missing) != 2 || len(u.Brokers) != 2 {
		t.Errorf("outcome: %+v", u)
	}
}

func TestAScrapeOfNoURLIsRefusedBeforeTheRun(t *testing.T) {
	out := filepath.Join(t.TempDir(), "run")
	_, err := harness.Run(t.Context(), load(t, shortRun), target.Embedded(target.EmbeddedOptions{}),
		harness.Options{Out: out, Scrape: map[string][]string{"b1": {"b1:9404"}}})
	if err == nil || !strings.Contains(err.Error(), "scrape b1: expected a URL") {
		t.Errorf("error: %v", err)
	}
}
