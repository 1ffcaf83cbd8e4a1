package metrics_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/freshet-bench/freshet/report/live/metrics"
	"github.com/freshet-bench/freshet/results"
)

// listen serves an exporter until the test is over.
func listen(t *testing.T, e *metrics.Exporter) *metrics.Server {
	t.Helper()
	s, err := metrics.Listen("127.0.0.1:0", e)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func TestAPortThatIsTakenIsOneLine(t *testing.T) {
	s := listen(t, metrics.New())
	address := regexp.MustCompile(`127.0.0.1:\d+`).FindString(s.URL())
	_, err := metrics.Listen(address, metrics.New())
	if err == nil || !strings.Contains(err.Error(), "serving metrics on "+address) || !strings.Contains(err.Error(), "address already in use") || strings.Contains(err.Error(), "\n") {
		t.Errorf("%v", err)
	}
	if _, err := metrics.Listen("256.0.0.1:1", metrics.New()); err == nil || strings.Contains(err.Error(), "\n") {
		t.Errorf("%v", err)
	}
}

func TestBeforeARunThereAreNoMetrics(t *testing.T) {
	e := metrics.New()
	s := listen(t, e)
	if text := scrape(t, s.URL()); text != "" {
		t.Errorf("%q", text)
	}
	e.End(&results.Outcome{}) // of a run that could not be made
	if e.Awaited() {
		t.Error("a scrape is awaited for a run that was not made")
	}
}

func TestOnlyScrapesAreServed(t *testing.T) {
	s := listen(t, metrics.New())
	client := http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	for path, want := range map[string]int{metrics.Path: http.StatusOK, "/": http.StatusNotFound, "/debug/pprof/": http.StatusNotFound} {
		response, err := client.Get(strings.TrimSuffix(s.URL(), metrics.Path) + path)
		if err != nil {
			t.Fatal(err)
		}
		response.Body.Close()
		if response.StatusCode != want {
			t.Errorf("%s: %s", path, response.Status)
		}
	}
}

// begun is a run of one source and one stage, under way.
func begun() *metrics.Exporter {
	e := metrics.New()
	e.Begin(metrics.Run{Target: "embedded"}, results.Plan{
		Name: "small", Sources: []results.PlanSource{{Name: "clicks"}}, Stages: []results.PlanStage{{Name: "ranking"}},
	})
	return e
}

func TestNobodyIsWaitedForWhoDidNotScrape(t *testing.T) {
	e := begun()
	e.End(&results.Outcome{})
	e.Linger(nil, time.Hour)
}

func TestALastScrapeIsWaitedFor(t *testing.T) {
	e := begun()
	s := listen(t, e)
	scrape(t, s.URL())
	e.End(&results.Outcome{Verdict: results.Pass})
	if !e.Awaited() {
		t.Fatal("no scrape is awaited")
	}
	done := make(chan struct{})
	go func() { defer close(done); e.Linger(nil, time.Hour) }()
	if text := scrape(t, s.URL()); !strings.Contains(text, `freshet_run_verdict{scenario="small",verdict="pass"} 1`) {
		t.Errorf("the last scrape:\n%s", text)
	}
	<-done
	e.Linger(nil, time.Hour) // which has come

	// The next run is waited for on its own account.
	e.Begin(metrics.Run{}, results.Plan{Name: "next"})
	e.End(&results.Outcome{})
	if e.Awaited() {
		t.Error("a scrape of the run before counts for the next")
	}
}

func TestTheUserEndsTheWait(t *testing.T) {
	e := begun()
	scrape(t, listen(t, e).URL())
	e.End(&results.Outcome{})
	stop := make(chan struct{})
	close(stop)
	e.Linger(stop, time.Hour)
}

// What a window takes away is not taken from a counter: it would be a panic in the
// middle of a run.
func TestCountersNeverGoBack(t *testing.T) {
	e := begun()
	e.Window(results.Window{Length: time.Second, Sources: map[string]results.SourceWindow{"clicks": {Due: -5}}, Process: results.ProcessWindow{CPU: -1}})
	if got := gathered(t, e).of(t, "freshet_source_due_events_total", "source", "clicks").GetCounter().GetValue(); got != 0 {
		t.Errorf("%v", got)
	}
}
