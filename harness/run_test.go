package harness_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/freshet-bench/freshet/harness"
	"github.com/freshet-bench/freshet/harness/target"
	"github.com/freshet-bench/freshet/results"
	"github.com/freshet-bench/freshet/scenarios"
)

// load parses a scenario written in a test.
func load(t testing.TB, text string, sets ...string) *scenarios.Scenario {
	t.Helper()
	file := filepath.Join(t.TempDir(), "scenario.yaml")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	sc, err := scenarios.Load(file, scenarios.LoadOptions{Sets: sets})
	if err != nil {
		t.Fatal(err)
	}
	return sc
}

// drive runs a scenario on an embedded target.
func drive(t testing.TB, sc *scenarios.Scenario, eo target.EmbeddedOptions, opt harness.Options) *harness.Result {
	t.Helper()
	return driveOn(t, sc, target.Embedded(eo), opt)
}

// driveOn is drive on a target of the test's own.
func driveOn(t testing.TB, sc *scenarios.Scenario, tgt target.Target, opt harness.Options) *harness.Result {
	t.Helper()
	opt.Out = filepath.Join(t.TempDir(), "run")
	res, err := harness.Run(context.Background(), sc, tgt, opt)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range res.Record.Events {
		if e.Kind == results.Warning {
			t.Log("warning:", e.Text)
		}
	}
	return res
}

const chain = `
name: chain
duration: 6s
warmup: 1s
population: {users: 10_000, active: {of: clicks, gap: 1s, session: 1m}}
topics:
  raw.clicks:    {partitions: 6}
  features.user: {partitions: 6}
sources:
  clicks: {topic: raw.clicks, key: user, rate: 500/s, arrivals: poisson, size: 400B, client: {linger: 1ms}}
stages:
  features: {class: serving, reads: raw.clicks, writes: features.user, members: 2, objective: 500ms}
  ranking:  {class: serving, reads: features.user, serves: user, members: 2, objective: 500ms}
decisions:
  page-view: {asks: ranking, after: clicks, share: 30%, think: {p50: 300ms, p99: 2s}, tolerance: 1s}
expect:
  - ranking.platform-age.p50 < 1s
  - ranking.age.count > 1000 overall
  - page-view.missed < 5% overall
  - lost == 0
  - duplicates == 0
  - out-of-order == 0
`

// TestARunInRealTimeIsWhole uses the embedded target as a user does, on disk and
// over loopback. How old the signals are is the machine's affair.
func TestARunInRealTimeIsWhole(t *testing.T) {
	t.Parallel()
	res := drive(t, load(t, chain), target.EmbeddedOptions{}, harness.Options{})
	if res.Outcome.Status != results.Completed {
		t.Errorf("status %s: %s", res.Outcome.Status, res.Outcome.Failure)
	}
	s := settledTopic(t, res.Outcome, "raw.clicks")
	if s.Due == 0 || s.Seen != s.Due || s.Lost+s.LogDuplicates+s.OutOfOrder > 0 {
		t.Errorf("not whole: %+v", s)
	}
}

func TestRunOfAChainEndsInAVerdict(t *testing.T) {
	res := driveVirtual(t, load(t, chain), target.EmbeddedOptions{}, plain)
	out := res.Outcome
	if out.Status != results.Completed || out.Verdict != results.Pass {
		t.Errorf("status %s, verdict %s (%s)", out.Status, out.Verdict, out.Reason)
	}
	for _, c := range out.Checks {
		t.Logf("%-40s %-12s %s %s", c.Text, c.Shown, c.Verdict, c.Reason)
	}
	for _, s := range out.Settled {
		t.Logf("%+v", s)
	}
	if out.Audit == nil || !out.Audit.Done {
		t.Fatalf("audit: %+v", out.Audit)
	}
}

func TestTooFewEventsLeaveALedgerExpectationOpen(t *testing.T) {
	text := strings.Replace(chain, "- lost == 0", "- {that: lost == 0, samples: 1_000_000}", 1)
	res := driveVirtual(t, load(t, text), target.EmbeddedOptions{}, plain)
	if c := checkOf(t, res.Outcome, "lost == 0"); c.Verdict != results.Unknown {
		t.Errorf("lost == 0 with %d of 1,000,000 events: %s", c.Samples, c.Verdict)
	}
}
