package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/freshet-bench/freshet/harness"
	"github.com/freshet-bench/freshet/harness/target"
	"github.com/freshet-bench/freshet/results"
	"github.com/freshet-bench/freshet/results/series"
	"github.com/freshet-bench/freshet/scenarios"
)

const twoKeys = `
name: two-keys
duration: 60s
topics: {clicks: {partitions: 2}}
sources: {clicks: {topic: clicks, rate: 50/s}}
stages: {ranking: {reads: clicks, objective: 60s}}
vary: {sources.clicks.key: [user, random]}
`

// made is a run that a session made.
type made struct {
	key, folder string
	seed        uint64
	command     string
}

// manySession is a program in a folder with the scenario two-keys.yaml and the targets a and b,
// whose runs end as end says of their number, from 1, and take a minute and a half each.
func manySession(t *testing.T, end func(n int) (*results.Outcome, error)) (*session, *[]made) {
	t.Helper()
	t.Chdir(t.TempDir())
	for name, text := range map[string]string{"two-keys.yaml": twoKeys, "freshet.yaml": "a: {kind: embedded}\nb: {kind: embedded}\n"} {
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	var runs []made
	s := newSession(nil)
	now := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	s.now = func() time.Time { return now }
	s.runScene = func(_ context.Context, sc *scenarios.Scenario, _ target.Target, opt harness.Options) (*harness.Result, error) {
		runs = append(runs, made{strings.Join(sc.Sources[0].Key, "+"), filepath.Base(opt.Out), sc.Seed, strings.Join(opt.Command, " ")})
		now = now.Add(90 * time.Second)
		out, err := end(len(runs))
		if out == nil {
			return nil, err
		}
		if err := os.MkdirAll(opt.Out, 0o755); err != nil {
			t.Error(err)
		}
		rec := &results.Record{Dir: opt.Out, Run: results.Run{Scenario: sc.Name, Seed: sc.Seed, Command: opt.Command}}
		return &harness.Result{Dir: opt.Out, Record: rec, Outcome: out}, err
	}
	return s, &runs
}

func passes(int) (*results.Outcome, error) {
	return &results.Outcome{Status: results.Completed, Verdict: results.Pass}, nil
}

func TestRoundsTakeEverySideOnceWithOneSeed(t *testing.T) {
	s, runs := manySession(t, passes)
	if code := s.execute(t.Context(), []string{"run", "two-keys.yaml", "--repeat", "3", "--target", "a,b", "--seed", "7", "--out", "here"}); code != exitOK {
		t.Fatalf("exit code %d\n%s", code, &s.err)
	}
	if len(*runs) != 12 {
		t.Fatalf("%d runs, want 3 rounds of 2 variants on 2 targets", len(*runs))
	}
	seeds := series.Seeds(7, 3)
	for round := range 3 {
		sides := map[string]bool{}
		for i, run := range (*runs)[4*round : 4*round+4] {
			number, side, _ := strings.Cut(run.folder, "-")
			if number != fmt.Sprintf("%03d", 4*round+i+1) || run.seed != seeds[round] || !strings.HasPrefix(side, "key-"+run.key) {
				t.Errorf("round %d: %+v, want the seed %d", round+1, run, seeds[round])
			}
			target := side[strings.LastIndexByte(side, '-')+1:]
			want := fmt.Sprintf("freshet run two-keys.yaml --seed %d --variant key-%s --target %s", run.seed, run.key, target)
			if run.command != want {
				t.Errorf("it is made again by %q, want %q", run.command, want)
			}
			sides[side] = true
		}
		if len(sides) != 4 {
			t.Errorf("round %d has the sides %v", round+1, sides)
		}
	}
	for _, want := range []string{
		"two-keys, run 1 of 12: ", "round 1 of 3; at least 12:00 min left in all\n", // 12 runs of a minute
		"round 1 of 3; about 16:30 min left in all\n", // 11, of a minute and what the first took beyond
		"round 3 of 3; about 1:30 min left in all\n",
	} {
		if !strings.Contains(s.err.String(), want) {
			t.Errorf("standard error lacks %q:\n%s", want, &s.err)
		}
	}
	if !strings.Contains(s.out.String(), "two-keys: 12 runs (3 rounds of 4 sides)\n") {
		t.Errorf("standard output:\n%s", &s.out)
	}
}

func TestARunThatFailsIsKeptAndTheRestGoesOn(t *testing.T) {
	s, runs := manySession(t, func(n int) (*results.Outcome, error) {
		switch n {
		case 2:
			return nil, errors.New("starting the target embedded: no room")
		case 3:
			return &results.Outcome{Status: results.Completed, Verdict: results.Fail}, nil
		}
		return passes(n)
	})
	code := s.execute(t.Context(), []string{"run", "two-keys.yaml", "--repeat", "2", "--out", "here", "--junit", "junit.xml"})
	if code != exitFailed || len(*runs) != 4 {
		t.Fatalf("exit code %d after %d runs, want 1 after 4\n%s", code, len(*runs), &s.err)
	}
	file, err := series.Read("here")
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []struct {
		exit int
		err  string
	}{{exitOK, ""}, {exitFailed, "starting the target embedded: no room"}, {exitExpectation, ""}, {exitOK, ""}} {
		if run := file.Runs[i]; run.Exit != want.exit || run.Error != want.err || !run.Done() {
			t.Errorf("run %d: %+v, want %+v", i+1, run, want)
		}
	}
	junit, err := os.ReadFile("junit.xml")
	if err != nil || strings.Count(string(junit), "<testsuite ") != 4 || !strings.Contains(string(junit), "no room") {
		t.Errorf("%v:\n%s", err, junit)
	}
	if !strings.Contains(s.out.String(), "✕ failed") || !strings.Contains(s.out.String(), "no room") {
		t.Errorf("the table does not tell of it:\n%s", &s.out)
	}
	// What failed is not made again: it came to an end.
	again, more := newSession(s.runScene), len(*runs)
	if code := again.execute(t.Context(), []string{"run", "--resume", "here", "--quiet"}); code != exitFailed || len(*runs) != more {
		t.Errorf("exit code %d after %d more runs\n%s", code, len(*runs)-more, &again.err)
	}
}

// An interrupt that comes while a report is written ends the series as well.
func TestAnInterruptBetweenRunsEndsTheSeries(t *testing.T) {
	signals := make(chan os.Signal)
	s, runs := manySession(t, passes)
	run := s.runScene
	s.runScene = func(ctx context.Context, sc *scenarios.Scenario, tgt target.Target, opt harness.Options) (*harness.Result, error) {
		if len(*runs) == 1 {
			signals <- os.Interrupt
			<-opt.Interrupt // the program has seen it, and the run ends as if it had not
		}
		return run(ctx, sc, tgt, opt)
	}
	s.notify = func() (<-chan os.Signal, func()) { return signals, func() {} }
	if code := s.execute(t.Context(), []string{"run", "two-keys.yaml", "--repeat", "2", "--out", "here"}); code != exitInterrupted || len(*runs) != 2 {
		t.Fatalf("exit code %d after %d runs, want 105 after 2\n%s", code, len(*runs), &s.err)
	}
	if !strings.Contains(s.out.String(), "Resume   freshet run --resume here\n") {
		t.Errorf("it does not say how to go on:\n%s", &s.out)
	}
}

// Nor does one that comes between two runs end the program without a word: somebody
// listens from the first run to the last.
func TestInterruptsAreHeardBetweenRuns(t *testing.T) {
	s, runs := manySession(t, passes)
	listeners := 0
	s.notify = func() (<-chan os.Signal, func()) { listeners++; return nil, func() { listeners-- } }
	run := s.runScene
	s.runScene = func(ctx context.Context, sc *scenarios.Scenario, tgt target.Target, opt harness.Options) (*harness.Result, error) {
		if listeners < 2 { // the run's own goes with it
			t.Errorf("nobody listens beside run %d", len(*runs)+1)
		}
		return run(ctx, sc, tgt, opt)
	}
	if code := s.execute(t.Context(), []string{"run", "two-keys.yaml", "--repeat", "2", "--out", "here"}); code != exitOK || len(*runs) != 4 || listeners != 0 {
		t.Errorf("exit code %d after %d runs, %d still listen\n%s", code, len(*runs), listeners, &s.err)
	}
}

func TestOneObjectARunForPrograms(t *testing.T) {
	s, _ := manySession(t, passes)
	if code := s.execute(t.Context(), []string{"run", "two-keys.yaml", "--quiet", "--format", "json"}); code != exitOK {
		t.Fatalf("exit code %d\n%s", code, &s.err)
	}
	if n := strings.Count(s.out.String(), `"scenario": "two-keys"`); n != 2 || strings.Contains(s.out.String(), "rounds") {
		t.Errorf("%d objects, want 2 and nothing else:\n%s", n, &s.out)
	}
}

func TestOneProcessMakesTheRunsOfAFolder(t *testing.T) {
	s, runs := manySession(t, passes)
	if code := s.execute(t.Context(), []string{"run", "two-keys.yaml", "--out", "here", "--quiet"}); code != exitOK || len(*runs) != 2 {
		t.Fatalf("exit code %d after %d runs\n%s", code, len(*runs), &s.err)
	}
	held, err := series.Lock("here")
	if err != nil {
		t.Fatalf("the folder is still locked after its runs: %v", err)
	}
	if twice, err := series.Lock("here"); err == nil {
		_ = twice.Close()
		t.Skip("this system has no locks of folders")
	}
	for _, c := range []struct{ args, want string }{
		{"run --resume here", "here: another freshet is making its runs\n"},
		{"run two-keys.yaml --out here", "--out here: it holds many runs already; --resume here goes on with them\n"},
		{"run quick --out here/001", "--out here/001: the folder is not empty (it has notes.txt); name a new one\n"},
	} {
		if err := errors.Join(os.MkdirAll("here/001", 0o755), os.WriteFile("here/001/notes.txt", nil, 0o600)); err != nil {
			t.Fatal(err)
		}
		again := newSession(s.runScene)
		if code := again.execute(t.Context(), strings.Fields(c.args)); code != exitUsage || !strings.HasSuffix(again.err.String(), c.want) || len(*runs) != 2 {
			t.Errorf("%s: exit code %d, %d runs\n%s", c.args, code, len(*runs), &again.err)
		}
	}
	if err := held.Close(); err != nil {
		t.Fatal(err)
	}
	again := newSession(s.runScene)
	if code := again.execute(t.Context(), []string{"run", "--resume", "here", "--quiet"}); code == exitUsage {
		t.Errorf("after the other is done: exit code %d\n%s", code, &again.err)
	}
}
