package metrics_test

import (
	"io"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"

	hdr "github.com/HdrHistogram/hdrhistogram-go"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/testutil"
	dto "github.com/prometheus/client_model/go"
	"go.uber.org/goleak"

	"github.com/freshet-bench/freshet/harness"
	"github.com/freshet-bench/freshet/harness/target"
	"github.com/freshet-bench/freshet/report/live/metrics"
	"github.com/freshet-bench/freshet/results"
	"github.com/freshet-bench/freshet/scenarios"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// small has one of everything that metrics tell of. Its objective is wide, so that
// a busy machine does not make the run undecided.
const small = `
name: small
duration: 5s
warmup: 1s
population: {users: 1000, active: {of: clicks, gap: 1s, session: 10s}}
topics:
  raw.clicks:    {partitions: 2, history: {size: 256KiB, span: 1h}}
  features.user: {partitions: 2}
sources:
  clicks: {topic: raw.clicks, key: user, rate: 200/s}
stages:
  features: {reads: raw.clicks, writes: features.user, objective: 60s}
  ranking:  {reads: features.user, serves: user, objective: 60s}
decisions:
  page-view: {asks: ranking, after: clicks, share: 30%, think: {p50: 100ms, p99: 1s}, tolerance: 60s}
timeline:
  - {at: 2s, burst: {source: clicks, to: 2x, ramp: 100ms, hold: 200ms, decay: 100ms}}
  - {at: 3s, replay: {topic: raw.clicks, from: beginning, teams: 2, rate: max}}
expect:
  - lost == 0
`

// scrape reads the metrics once, as text.
func scrape(t *testing.T, url string) string {
	t.Helper()
	client := http.Client{Transport: &http.Transport{DisableKeepAlives: true}, Timeout: time.Minute}
	response, err := client.Get(url)
	if err != nil {
		t.Error(err)
		return ""
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode != http.StatusOK {
		t.Errorf("status %s, %v", response.Status, err)
	}
	return string(body)
}

// watch feeds an exporter and scrapes it at every window, as somebody else does
// while a run goes on.
func watch(t *testing.T, e *metrics.Exporter, url string) harness.Observer {
	scraping := make(chan struct{}, 1)
	done := make(chan struct{})
	go func() {
		defer close(done)
		for range scraping {
			if text := scrape(t, url); !strings.Contains(text, `freshet_run_phase{phase="load",scenario="small"} 1`) &&
				!strings.Contains(text, `freshet_run_phase{phase="drain",scenario="small"} 1`) &&
				!strings.Contains(text, `freshet_run_phase{phase="audit",scenario="small"} 1`) &&
				!strings.Contains(text, `freshet_run_phase{phase="done",scenario="small"} 1`) {
				t.Errorf("a scrape during the run:\n%s", text)
			}
		}
	}()
	t.Cleanup(func() { close(scraping); <-done })
	return harness.Observer{
		Plan: func(plan results.Plan, _ string) {
			e.Begin(metrics.Run{Target: "embedded", Version: "v0", Seed: 1}, plan)
		},
		Window: func(w results.Window) {
			e.Window(w)
			select {
			case scraping <- struct{}{}:
			default: // the last scrape goes on
			}
		},
		Event:     e.Event,
		Histogram: func(stage string, h *hdr.Histogram) { e.Histogram(stage, h) },
	}
}

// TestMetricsAreTheRecords runs for real, scrapes meanwhile, and compares what the
// metrics say at the end with the record.
func TestMetricsAreTheRecords(t *testing.T) {
	sc, err := scenarios.Load("small.yaml", scenarios.LoadOptions{ReadFile: func(string) ([]byte, error) { return []byte(small), nil }})
	if err != nil {
		t.Fatal(err)
	}
	e := metrics.New()
	server, err := metrics.Listen("127.0.0.1:0", e)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := server.Close(); err != nil {
			t.Error(err)
		}
	})
	res, err := harness.Run(t.Context(), sc, target.Embedded(target.EmbeddedOptions{}), harness.Options{
		Out: filepath.Join(t.TempDir(), "run"), Observe: watch(t, e, server.URL()),
	})
	if err != nil {
		t.Fatal(err)
	}
	e.End(res.Outcome)
	if !e.Awaited() {
		t.Error("nobody awaits the end of a run that was scraped")
	}
	text := scrape(t, server.URL())
	for _, want := range []string{
		`freshet_run_verdict{scenario="small",verdict="` + string(res.Outcome.Verdict) + `"} 1`,
		`freshet_run_phase{phase="done",scenario="small"} 1`,
		`freshet_run_lost_events{scenario="small"} 0`,
		`freshet_stage_objective_seconds{scenario="small",stage="ranking"} 60`,
		`freshet_entry_in_effect{entry="burst",scenario="small",verb="burst"} 0`,
		`freshet_stage_platform_age_seconds_bucket{scenario="small",stage="ranking",le="+Inf"}`,
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the last scrape lacks %s", want)
		}
	}
	e.Linger(nil, time.Hour) // which has just come
	lint(t, e)
	compare(t, gathered(t, e), res.Record, res.Outcome)
}

// lint runs promtool's linter.
func lint(t *testing.T, g prometheus.Gatherer) {
	t.Helper()
	problems, err := testutil.GatherAndLint(g)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range problems {
		t.Errorf("%s: %s", p.Metric, p.Text)
	}
}

// families are metrics by name.
type families map[string]*dto.MetricFamily

func gathered(t *testing.T, g prometheus.Gatherer) families {
	t.Helper()
	list, err := g.Gather()
	if err != nil {
		t.Fatal(err)
	}
	f := families{}
	for _, family := range list {
		f[family.GetName()] = family
	}
	return f
}

// of is the one series of a metric that has the label's value.
func (f families) of(t *testing.T, name, label, value string) *dto.Metric {
	t.Helper()
	for _, m := range f[name].GetMetric() {
		for _, pair := range m.GetLabel() {
			if pair.GetName() == label && pair.GetValue() == value {
				return m
			}
		}
	}
	t.Fatalf("there is no %s{%s=%q}", name, label, value)
	return nil
}

// compare holds the metrics against the windows, the ages and the outcome.
func compare(t *testing.T, f families, rec *results.Record, out *results.Outcome) {
	t.Helper()
	var due, seen, asked, read int64
	var last results.Window
	for _, w := range rec.Windows {
		due += w.Sources["clicks"].Due
		seen += w.Stages["ranking"].Seen
		asked += w.Decisions["page-view"].Asked
		for _, team := range w.Replays["replay"] {
			read += team.Read
		}
		last = w
	}
	if due == 0 || seen == 0 {
		t.Errorf("%d events due, %d seen: was there a run?", due, seen)
	}
	for name, c := range map[string]struct {
		label, value string
		want         int64
	}{
		"freshet_source_due_events_total":   {"source", "clicks", due},
		"freshet_stage_seen_records_total":  {"stage", "ranking", seen},
		"freshet_decision_asked_total":      {"decision", "page-view", asked},
		"freshet_replay_read_records_total": {"entry", "replay", read},
	} {
		if got := f.of(t, name, c.label, c.value).GetCounter().GetValue(); got != float64(c.want) {
			t.Errorf("%s is %v, the record has %d", name, got, c.want)
		}
	}
	if got := f.of(t, "freshet_run_time_seconds", "scenario", "small").GetGauge().GetValue(); got != (last.At + last.Length).Seconds() {
		t.Errorf("time %v s, the last window ends at %v", got, last.At+last.Length)
	}
	for _, stage := range out.Stages {
		h := f.of(t, "freshet_stage_platform_age_seconds", "stage", stage.Name).GetHistogram()
		all := rec.Ages.Hist(results.TagPlatform+stage.Name, func(results.Slot) bool { return true })
		if h.GetSampleCount() != uint64(all.TotalCount()) || h.GetSampleCount() == 0 {
			t.Errorf("%s: %d ages, the record has %d", stage.Name, h.GetSampleCount(), all.TotalCount())
		}
		if got := f.of(t, "freshet_stage_rebalances_total", "stage", stage.Name).GetCounter().GetValue(); got != float64(stage.Rebalances) {
			t.Errorf("%s: %v rebalances, the record has %d", stage.Name, got, stage.Rebalances)
		}
	}
	settled := f.of(t, "freshet_settled_events", "topic", "raw.clicks")
	if len(f["freshet_settled_events"].GetMetric()) != 10*len(out.Settled) || settled == nil {
		t.Errorf("%d series of settled events", len(f["freshet_settled_events"].GetMetric()))
	}
}
