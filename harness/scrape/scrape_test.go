package scrape

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/freshet-bench/freshet/results"
)

// sweepOne serves a page and scrapes it once.
func sweepOne(t *testing.T, serve http.HandlerFunc) results.UsageLine {
	t.Helper()
	server := httptest.NewServer(serve)
	defer server.Close()
	endpoints, err := Endpoints(map[string][]string{"b1": {server.URL + "/metrics"}})
	if err != nil {
		t.Fatal(err)
	}
	s := New(endpoints)
	defer s.Close()
	s.largest = 1 << 10
	lines := s.Sweep(t.Context())
	if len(lines) != 1 || lines[0].Broker != "b1" || lines[0].From != results.UsageScrape {
		t.Fatalf("lines %+v", lines)
	}
	return lines[0]
}

func TestAPageIsScraped(t *testing.T) {
	l := sweepOne(t, func(w http.ResponseWriter, r *http.Request) {
		if !strings.HasPrefix(r.Header.Get("Accept"), "text/plain") {
			t.Errorf("asks for %q", r.Header.Get("Accept"))
		}
		_, _ = io.WriteString(w, "process_cpu_seconds_total 2.5\nprocess_start_time_seconds 1.7e9\n")
	})
	if l.Values[results.UsedCPU] != 2.5 || l.Life != 1700000000 || l.Missing != "" {
		t.Errorf("%+v", l)
	}
}

func TestAPageThatFailsSaysWhy(t *testing.T) {
	for want, serve := range map[string]http.HandlerFunc{
		"it answers 403 Forbidden": func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusForbidden) },
		"the page has none of the names": func(w http.ResponseWriter, _ *http.Request) {
			_, _ = io.WriteString(w, "go_goroutines 7\n")
		},
		"no metrics in Prometheus's text format": func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "<html>") },
		"it redirects to another host": func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "http://freshet.invalid/metrics", http.StatusFound)
		},
		"it redirects again and again": func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "/metrics", http.StatusFound)
		},
		"the page is larger than 1 KiB": func(w http.ResponseWriter, _ *http.Request) {
			for i := range 1 << 10 {
				_, _ = fmt.Fprintf(w, "a%d 1\n", i)
			}
		},
	} {
		l := sweepOne(t, serve)
		if len(l.Values) > 0 || !strings.Contains(l.Missing, want) || strings.Contains(l.Missing, "\n") {
			t.Errorf("missing %q, want %q", l.Missing, want)
		}
	}
}

func TestNobodyThere(t *testing.T) {
	server := httptest.NewServer(http.NotFoundHandler())
	at := server.URL
	server.Close()
	endpoints, err := Endpoints(map[string][]string{"b1": {at}})
	if err != nil {
		t.Fatal(err)
	}
	s := New(endpoints)
	defer s.Close()
	if l := s.Sweep(t.Context())[0]; !strings.Contains(l.Missing, "refused") {
		t.Errorf("missing %q", l.Missing)
	}
}

func TestASweepEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	l := func() results.UsageLine {
		release := make(chan struct{})
		server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
			cancel()
			<-release
		}))
		defer server.Close()
		defer close(release)
		endpoints, err := Endpoints(map[string][]string{"b1": {server.URL}})
		if err != nil {
			t.Fatal(err)
		}
		s := New(endpoints)
		defer s.Close()
		return s.Sweep(ctx)[0]
	}()
	if !strings.Contains(l.Missing, "context canceled") {
		t.Errorf("missing %q", l.Missing)
	}
}

func TestEndpoints(t *testing.T) {
	got, err := Endpoints(map[string][]string{"b": {"http://b1:9404/metrics", "https://b2/metrics"}, "1": {"http://b1:9405"}})
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range got {
		names = append(names, e.Name)
	}
	if strings.Join(names, "; ") != "1; b b1:9404; b b2" {
		t.Errorf("names %q", names)
	}
	many := map[string][]string{}
	for i := range MaxEndpoints + 1 {
		many[fmt.Sprint("b", i)] = []string{"http://b/metrics"}
	}
	for _, tc := range []struct {
		pages map[string][]string
		want  string
	}{
		{map[string][]string{"b": {"b1:9404/metrics"}}, "scrape b: expected a URL, as http://broker-1:9404/metrics"},
		{map[string][]string{"b": {"ftp://b1/metrics"}}, "expected a URL"},
		{map[string][]string{"b": {"http://"}}, "expected a URL"},
		{map[string][]string{"b": {"http://user:secret@b1/metrics"}}, "a URL with a password in it would be in the run's record"},
		{map[string][]string{"b": {"http://b1/metrics", "http://b1/metrics"}}, "b1 is there twice"},
		{many, "65 pages, and a run takes at most 64"},
	} {
		if _, err := Endpoints(tc.pages); err == nil || !strings.Contains(err.Error(), tc.want) || strings.Contains(err.Error(), "secret") {
			t.Errorf("%v: error %v, want %q", tc.pages, err, tc.want)
		}
	}
}
