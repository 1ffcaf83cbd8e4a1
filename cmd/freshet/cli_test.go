package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/freshet-bench/freshet/harness"
	"github.com/freshet-bench/freshet/harness/target"
	"github.com/freshet-bench/freshet/results"
	"github.com/freshet-bench/freshet/scenarios"
)

// session is the program in process, with a harness of its own.
type session struct {
	program
	out, err bytes.Buffer
}

// newSession returns a program whose runs are made by run.
func newSession(run runner) *session {
	s := &session{}
	s.program = program{
		stdout:   &s.out,
		stderr:   &s.err,
		getenv:   func(string) string { return "" },
		now:      func() time.Time { return time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC) },
		notify:   func() (<-chan os.Signal, func()) { return nil, func() {} },
		invoked:  "freshet",
		runScene: run,
	}
	return s
}

// call runs the program in a folder of its own.
func (s *session) call(t *testing.T, args ...string) int {
	t.Helper()
	t.Chdir(t.TempDir())
	return s.execute(t.Context(), args)
}

// ended returns a runner whose runs end as out says.
func ended(t *testing.T, outs ...*results.Outcome) runner {
	return func(_ context.Context, sc *scenarios.Scenario, _ target.Target, opt harness.Options) (*harness.Result, error) {
		out := outs[0]
		outs = outs[1:]
		if err := os.MkdirAll(opt.Out, 0o755); err != nil {
			t.Error(err)
		}
		rec := &results.Record{Dir: opt.Out, Run: results.Run{Scenario: sc.Name, Seed: sc.Seed, Command: opt.Command}}
		return &harness.Result{Dir: opt.Out, Record: rec, Outcome: out}, nil
	}
}

func TestExitCodes(t *testing.T) {
	outcome := func(status string, verdict results.Verdict) *results.Outcome {
		return &results.Outcome{Status: status, Verdict: verdict}
	}
	pass := outcome(results.Completed, results.Pass)
	fail := outcome(results.Completed, results.Fail)
	unknown := outcome(results.Completed, results.Unknown)
	broken := outcome(results.Failed, results.Unknown)
	stopped := outcome(results.Stopped, results.Pass)
	for _, c := range []struct {
		name string
		runs []*results.Outcome
		want int
	}{
		{"pass", []*results.Outcome{pass}, 0},
		{"fail", []*results.Outcome{fail}, 99},
		{"unknown", []*results.Outcome{unknown}, 3},
		{"aborted by an expectation", []*results.Outcome{outcome(results.Aborted, results.Fail)}, 99},
		{"the run failed", []*results.Outcome{broken}, 1},
		{"interrupted", []*results.Outcome{stopped}, 105},
		{"fail beats unknown", []*results.Outcome{fail, unknown, pass}, 99},
		{"failed run beats failed expectation", []*results.Outcome{fail, broken, unknown}, 1},
		{"nothing runs after an interrupt", []*results.Outcome{fail, stopped}, 105},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newSession(ended(t, c.runs...))
			args := []string{"run"}
			for range c.runs {
				args = append(args, "quick")
			}
			if c.runs[len(c.runs)-1] == stopped {
				args = append(args, "quick") // which is never reached
			}
			if got := s.call(t, args...); got != c.want {
				t.Errorf("exit code %d, want %d\n%s%s", got, c.want, &s.out, &s.err)
			}
		})
	}
}

func TestOneRunSaysWhereAndHowAgain(t *testing.T) {
	s := newSession(ended(t, &results.Outcome{Status: results.Completed, Verdict: results.Pass}))
	if code := s.call(t, "run", "quick", "--scale", "0.5", "--set", "sources.clicks.size=200B"); code != exitOK {
		t.Fatalf("exit code %d\n%s", code, &s.err)
	}
	sc, err := scenarios.Load("quick", scenarios.LoadOptions{})
	if err != nil {
		t.Fatal(err)
	}
	page := filepath.Join("freshet-runs", "quick-20260102-030405", "report.html")
	if _, err := os.Stat(page); err != nil {
		t.Error(err)
	}
	flags := overrides{scale: 0.5, sets: []string{"sources.clicks.size=200B"}}
	again := "Again   freshet run quick " + strings.Join(flags.arguments(scene{Scenario: sc}), " ") + "\n"
	for _, want := range []string{"Report  " + page + "\n", again} {
		if !strings.Contains(s.out.String(), want) {
			t.Errorf("standard output lacks %q:\n%s", want, &s.out)
		}
	}
}

func TestJSONStandsAloneOnStandardOutput(t *testing.T) {
	s := newSession(ended(t, &results.Outcome{Status: results.Completed, Verdict: results.Fail}))
	if code := s.call(t, "run", "quick", "--format", "json", "--out", "here"); code != exitExpectation {
		t.Fatalf("exit code %d\n%s", code, &s.err)
	}
	var doc struct{ Outcome results.Outcome }
	if err := json.Unmarshal(s.out.Bytes(), &doc); err != nil {
		t.Fatalf("%v in %s", err, &s.out)
	}
	if doc.Outcome.Verdict != results.Fail {
		t.Errorf("verdict %q", doc.Outcome.Verdict)
	}
	if !strings.Contains(s.err.String(), "Report  here/report.html") {
		t.Errorf("standard error does not say where the report is:\n%s", &s.err)
	}
}

func TestAFailureIsOneLine(t *testing.T) {
	s := newSession(func(context.Context, *scenarios.Scenario, target.Target, harness.Options) (*harness.Result, error) {
		return nil, errors.Join(errors.New("making the folder: no room"), errors.New("no room"), errors.New("no hope"))
	})
	if code := s.call(t, "run", "quick", "--quiet"); code != exitFailed {
		t.Errorf("exit code %d", code)
	}
	if got, want := s.err.String(), "freshet: making the folder: no room; no hope\n"; got != want {
		t.Errorf("standard error %q, want %q", got, want)
	}
	if s.out.Len() > 0 {
		t.Errorf("standard output %q", &s.out)
	}
}

func TestRunsGetFoldersOfTheirOwn(t *testing.T) {
	p := &program{now: func() time.Time { return time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC) }}
	t.Chdir(t.TempDir())
	for _, c := range []struct {
		out     string
		several bool
		want    string
	}{
		{"", false, "freshet-runs/quick-20260102-030405"},
		{"", false, "freshet-runs/quick-20260102-030405-2"},
		{"", true, "freshet-runs/quick-20260102-030405-3"},
		{"here", false, "here"},
		{"here", false, "here"}, // as long as it is empty
		{"all", true, "all/quick"},
		{"all", true, "all/quick-2"},
	} {
		got, err := p.recordFolder("quick", c.out, c.several)
		if err != nil || got != filepath.FromSlash(c.want) {
			t.Errorf("out %q, several %v: %q, %v, want %q", c.out, c.several, got, err, c.want)
		}
		if err := os.MkdirAll(got, 0o755); err != nil {
			t.Fatal(err)
		}
	}
}

func TestInterrupts(t *testing.T) {
	signals := make(chan os.Signal)
	stopped := &results.Outcome{Status: results.Stopped, Verdict: results.Pass}

	t.Run("the first drains and reports", func(t *testing.T) {
		s := newSession(func(ctx context.Context, sc *scenarios.Scenario, tgt target.Target, opt harness.Options) (*harness.Result, error) {
			signals <- os.Interrupt
			<-opt.Interrupt
			return ended(t, stopped)(ctx, sc, tgt, opt)
		})
		s.notify = func() (<-chan os.Signal, func()) { return signals, func() {} }
		if code := s.call(t, "run", "quick", "--out", "here"); code != exitInterrupted {
			t.Errorf("exit code %d\n%s", code, &s.err)
		}
		if _, err := os.Stat("here/report.html"); err != nil {
			t.Error(err)
		}
	})
	t.Run("the second stops at once", func(t *testing.T) {
		s := newSession(func(ctx context.Context, _ *scenarios.Scenario, _ target.Target, _ harness.Options) (*harness.Result, error) {
			signals <- os.Interrupt
			signals <- os.Interrupt
			<-ctx.Done()
			return nil, ctx.Err()
		})
		s.notify = func() (<-chan os.Signal, func()) { return signals, func() {} }
		if code := s.call(t, "run", "quick"); code != exitInterrupted {
			t.Errorf("exit code %d\n%s", code, &s.err)
		}
		if got := s.err.String(); !strings.HasPrefix(got, "freshet: stopped at once") || strings.Count(got, "\n") != 1 {
			t.Errorf("standard error %q", got)
		}
	})
}
