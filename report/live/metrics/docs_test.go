package metrics_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	dto "github.com/prometheus/client_model/go"
	"go.yaml.in/yaml/v4"

	"github.com/freshet-bench/freshet/report/live/metrics"
	"github.com/freshet-bench/freshet/results"
)

var update = flag.Bool("update", false, "write the table of docs/metrics.md")

// whole is a run that has everything that there are metrics of, at its end.
func whole() *metrics.Exporter {
	e := metrics.New()
	e.Begin(metrics.Run{Target: "embedded", Version: "v0"}, results.Plan{
		Name: "whole", Sources: []results.PlanSource{{Name: "clicks"}},
		Stages:    []results.PlanStage{{Name: "ranking", Objective: time.Second}},
		Decisions: []results.PlanDecision{{Name: "page-view"}},
		Entries:   []results.PlanEntry{{Name: "replay", Verb: "replay"}},
	})
	e.End(&results.Outcome{
		Verdict: results.Pass, Checks: []results.Check{{Verdict: results.Pass}},
		Settled: []results.Settled{{Topic: "raw.clicks"}, {Stage: "ranking"}},
	})
	return e
}

func TestEveryMetricPassesTheLinter(t *testing.T) { lint(t, whole()) }

// docsPath is a page or a file of docs.
func docsPath(name string) string { return filepath.Join("..", "..", "..", "docs", name) }

// Marks of the part of docs/metrics.md that is written from the metrics.
const (
	docsBegin = "<!-- written from the metrics: go test ./report/live/metrics -run Docs -update -->\n"
	docsEnd   = "<!-- end -->\n"
)

func TestDocsMatchTheMetrics(t *testing.T) {
	name := docsPath("metrics.md")
	page, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, begun := bytes.Cut(page, []byte(docsBegin))
	written, after, ended := bytes.Cut(rest, []byte(docsEnd))
	if !begun || !ended {
		t.Fatalf("%s lacks the marks %q and %q", name, docsBegin, docsEnd)
	}
	want := table(gathered(t, whole()))
	if string(written) == want {
		return
	}
	if !*update {
		t.Fatalf("%s does not say what the metrics are; write it with: go test ./report/live/metrics -run Docs -update", name)
	}
	page = slices.Concat(before, []byte(docsBegin+want+docsEnd), after)
	if err := os.WriteFile(name, page, 0o644); err != nil {
		t.Fatal(err)
	}
}

// table lists the metrics with the labels that they have besides scenario.
func table(f families) string {
	var b strings.Builder
	b.WriteString("\n| metric | type | labels | what it is |\n|---|---|---|---|\n")
	for _, name := range slices.Sorted(maps.Keys(f)) {
		family := f[name]
		labels := map[string]bool{}
		for _, m := range family.GetMetric() {
			for _, pair := range m.GetLabel() {
				labels[pair.GetName()] = true
			}
		}
		delete(labels, "scenario")
		kind := strings.ToLower(dto.MetricType_name[int32(family.GetType())])
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s |\n", name, kind, strings.Join(slices.Sorted(maps.Keys(labels)), ", "), family.GetHelp())
	}
	return b.String() + "\n"
}

var metricName = regexp.MustCompile(`freshet_[a-z0-9_]+`)

// known reports whether a name, as queries have it, is of a metric.
func known(f families, name string) bool {
	for _, suffix := range []string{"", "_bucket", "_count", "_sum"} {
		if _, ok := f[strings.TrimSuffix(name, suffix)]; ok {
			return true
		}
	}
	return false
}

// TestDocsNameMetricsThatThereAre reads the page, whose examples are queries, and
// the dashboard.
func TestDocsNameMetricsThatThereAre(t *testing.T) {
	f := gathered(t, whole())
	for _, name := range []string{"metrics.md", "examples/grafana-dashboard.json"} {
		text, err := os.ReadFile(docsPath(name))
		if err != nil {
			t.Fatal(err)
		}
		found := metricName.FindAllString(string(text), -1)
		if len(found) < 10 {
			t.Errorf("%s names %d metrics: was it read?", name, len(found))
		}
		for _, metric := range found {
			if !known(f, metric) {
				t.Errorf("%s names %s, which is no metric", name, metric)
			}
		}
	}
}

func TestDashboardIsWhatGrafanaTakes(t *testing.T) {
	text, err := os.ReadFile(docsPath("examples/grafana-dashboard.json"))
	if err != nil {
		t.Fatal(err)
	}
	var board struct {
		Title         string
		SchemaVersion int
		Panels        []struct {
			ID      int
			Title   string
			Type    string
			GridPos struct{ H, W, X, Y int }
			Targets []struct{ Expr, RefID string }
		}
	}
	if err := json.Unmarshal(text, &board); err != nil {
		t.Fatal(err)
	}
	if board.Title == "" || board.SchemaVersion == 0 || len(board.Panels) < 6 {
		t.Errorf("%+v", board)
	}
	ids := map[int]bool{}
	for _, p := range board.Panels {
		if ids[p.ID] || p.Title == "" || p.Type == "" || len(p.Targets) == 0 || p.GridPos.X+p.GridPos.W > 24 || p.GridPos.H == 0 {
			t.Errorf("panel %+v", p)
		}
		ids[p.ID] = true
	}
}

func TestScrapeConfigurationIsYAML(t *testing.T) {
	text, err := os.ReadFile(docsPath("metrics.md"))
	if err != nil {
		t.Fatal(err)
	}
	blocks := regexp.MustCompile("(?s)```yaml\n(.*?)```").FindAllSubmatch(text, -1)
	for _, block := range blocks {
		var config struct {
			Scrapes []struct {
				Job string `yaml:"job_name"`
			} `yaml:"scrape_configs"`
		}
		if err := yaml.Unmarshal(block[1], &config); err != nil || len(config.Scrapes) == 0 {
			t.Errorf("%v in\n%s", err, block[1])
		}
	}
	if len(blocks) == 0 {
		t.Error("no scrape configuration was found")
	}
}
