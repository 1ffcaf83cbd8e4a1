package main

import (
	"context"
	"io"
	"net"
	"net/http"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/freshet-bench/freshet/harness"
	"github.com/freshet-bench/freshet/harness/target"
	"github.com/freshet-bench/freshet/results"
	"github.com/freshet-bench/freshet/scenarios"
)

func TestMetricsOnAPortThatIsTaken(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	_, port, _ := net.SplitHostPort(taken.Addr().String())
	s := newSession(func(context.Context, *scenarios.Scenario, target.Target, harness.Options) (*harness.Result, error) {
		t.Error("something was run")
		return nil, nil
	})
	if code := s.call(t, "run", "quick", "--metrics", port); code != exitFailed {
		t.Errorf("exit code %d", code)
	}
	want := "freshet: serving metrics on 127.0.0.1:" + port + ": address already in use; port 0 takes a free one\n"
	if s.err.String() != want {
		t.Errorf("%q, want %q", &s.err, want)
	}
}

// scraped reads the metrics at the address that standard error names.
func (s *session) scraped(t *testing.T) string {
	t.Helper()
	url := regexp.MustCompile(`Metrics (http://127\.0\.0\.1:\d+/metrics)`).FindStringSubmatch(s.err.String())
	if url == nil {
		t.Fatalf("no address of the metrics:\n%s", &s.err)
	}
	response, err := http.Get(url[1])
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// observed returns a runner whose run has a plan and a window, and during which
// something is done.
func observed(t *testing.T, during func()) runner {
	after := ended(t, &results.Outcome{Status: results.Completed, Verdict: results.Pass})
	return func(ctx context.Context, sc *scenarios.Scenario, tgt target.Target, opt harness.Options) (*harness.Result, error) {
		opt.Observe.Plan(results.Plan{Name: sc.Name}, opt.Out)
		opt.Observe.Window(results.Window{Length: results.WindowLength})
		opt.Observe.Event(results.Event{Kind: results.Phase, Text: results.PhaseLoad})
		opt.Observe.Ages("ranking", results.Quantiles{})
		opt.Observe.Histogram("ranking", results.NewHist())
		during()
		return after(ctx, sc, tgt, opt)
	}
}

// TestMetricsAreServedDuringARun also has the user do without the last scrape.
func TestMetricsAreServedDuringARun(t *testing.T) {
	var s *session
	s = newSession(observed(t, func() {
		text := s.scraped(t)
		for _, want := range []string{`freshet_run_phase{phase="load",scenario="quick"} 1`, `freshet_run_info{scenario="quick",seed="1",target="embedded",version=`} {
			if !strings.Contains(text, want) {
				t.Errorf("lacks %s:\n%s", want, text)
			}
		}
	}))
	calls := 0
	s.notify = func() (<-chan os.Signal, func()) {
		interrupts := make(chan os.Signal, 1)
		if calls++; calls == 3 { // the run is over, and waits for a scrape
			interrupts <- os.Interrupt
		}
		return interrupts, func() {}
	}
	if code := s.call(t, "run", "quick", "--metrics", "0", "--metrics-linger", "10m"); code != exitOK {
		t.Errorf("exit code %d\n%s", code, &s.err)
	}
	if !strings.Contains(s.err.String(), "Waiting up to 10 min for a last scrape") {
		t.Errorf("standard error:\n%s", &s.err)
	}
}

func TestMetricsThatNobodyScrapesAreNotWaitedFor(t *testing.T) {
	s := newSession(observed(t, func() {}))
	if code := s.call(t, "run", "quick", "--metrics", "0", "--metrics-linger", "10m"); code != exitOK || strings.Contains(s.err.String(), "Waiting") {
		t.Errorf("exit code %d\n%s", code, &s.err)
	}
}

func TestAddressesOfMetrics(t *testing.T) {
	for text, want := range map[string]string{
		"9464": "127.0.0.1:9464", ":9464": ":9464", "0": "127.0.0.1:0", "[::1]:9464": "[::1]:9464", "metrics.test:80": "metrics.test:80",
		"": "", "http://x:1": "", "x": "", "1:2:3": "", ":x": "", "70000": "", "-1": "", ":": "",
	} {
		var a addressFlag
		err := a.Set(text)
		if got := a.String(); got != want || (err == nil) != (want != "") {
			t.Errorf("%q: %q, %v; want %q", text, got, err, want)
		}
	}
}
