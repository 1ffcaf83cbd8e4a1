package containers_test

import (
	"testing"
	"time"

	"github.com/freshet-bench/freshet/harness"
	"github.com/freshet-bench/freshet/harness/target/containers"
	"github.com/freshet-bench/freshet/results"
)

const outage = `
name: outage
duration: 30s
drain: 5s
population: {users: 500}
topics:
  raw.clicks:    {partitions: 2, replication: 3, min-isr: 2}
  features.user: {partitions: 2, replication: 3, min-isr: 2}
sources:
  clicks: {topic: raw.clicks, rate: 50/s, arrivals: even, size: 128B}
stages:
  features: {reads: raw.clicks, writes: features.user, objective: 5s}
  ranking:  {reads: features.user, serves: user, objective: 5s}
`

// TestOldestUnseenRisesWhileBrokersHang stalls all brokers: no stage has a sample,
// and the gauge shows it second by second.
func TestOldestUnseenRisesWhileBrokersHang(t *testing.T) {
	needDocker(t)
	tgt := containers.New(containers.Options{Env: small, Progress: func(line string) { t.Log(line) }})
	res := drive(t, tgt, outage+"timeline:\n  - {at: 12s, stall: {brokers: all}, for: 6s}\nexpect: [lost == 0, duplicates == 0]\n", harness.Options{})
	holds(t, res.Outcome)
	entry := res.Outcome.Entries[0]
	for _, stage := range []string{"features", "ranking"} {
		risesASecondASecond(t, res.Record, stage, entry.Begin, entry.End)
	}
}

// risesASecondASecond checks the gauge from when nothing that came before the stall
// is on its way any more: two samples differ by the time between them.
func risesASecondASecond(t *testing.T, rec *results.Record, stage string, begin, end time.Duration) {
	t.Helper()
	var first, last, value time.Duration
	samples := 0
	for _, w := range rec.Windows {
		for i, v := range w.Stages[stage].Oldest {
			at := w.At + time.Duration(i)*results.GaugeEvery
			if at < begin+2*time.Second || at > end-500*time.Millisecond {
				continue
			}
			if samples++; samples == 1 {
				first, value = at, v
			}
			last = at
			if off := (v - value) - (at - first); off.Abs() > 100*time.Millisecond {
				t.Errorf("%s: oldest unseen %v at %v, %v at %v", stage, value, first, v, at)
			}
		}
	}
	if last-first < 2*time.Second {
		t.Errorf("%s: %d samples of the gauge within the stall, over %v", stage, samples, last-first)
	}
}

// TestARunWithoutBrokersForItsSecondHalfEnds kills all brokers by the timeline, and
// so that nobody brings them back.
func TestARunWithoutBrokersForItsSecondHalfEnds(t *testing.T) {
	t.Run("until the load ends", func(t *testing.T) {
		needDocker(t)
		tgt := containers.New(containers.Options{Env: small, Progress: func(line string) { t.Log(line) }})
		res := drive(t, tgt, outage+"timeline:\n  - {at: 15s, kill: {brokers: all}}\nexpect: [lost == 0]\n", harness.Options{})
		endedByItself(t, res)
	})
	t.Run("for good", func(t *testing.T) {
		needDocker(t)
		tgt := containers.New(containers.Options{Brokers: 1, Env: small, Progress: func(line string) { t.Log(line) }})
		var opt harness.Options
		opt.Observe.Window = func(w results.Window) {
			if w.At == 14*time.Second {
				if _, err := tgt.Kill(t.Context(), tgt.BrokerIDs()); err != nil {
					t.Error(err)
				}
			}
		}
		res := drive(t, tgt, single+"expect: [lost == 0, unread == 0, ranking.oldest-unseen < 5s overall]\n", opt)
		endedByItself(t, res)
		if v := res.Outcome.Verdict; v != results.Fail {
			t.Errorf("verdict %s of a run that lost its brokers", v)
		}
	})
}

// single is the same on one broker, with transactions: what is open has nobody to
// end it.
const single = `
name: outage
duration: 30s
drain: 5s
population: {users: 500}
topics:
  raw.clicks:    {partitions: 2, replication: 1}
  features.user: {partitions: 2, replication: 1}
sources:
  clicks: {topic: raw.clicks, rate: 50/s, arrivals: even, size: 128B}
stages:
  features: {reads: raw.clicks, writes: features.user, objective: 5s, commit: transaction}
  ranking:  {reads: features.user, serves: user, objective: 5s}
`

// endedByItself expects a whole record with a verdict.
func endedByItself(t *testing.T, res *harness.Result) {
	t.Helper()
	out := res.Outcome
	t.Logf("%s, %s (%s)", out.Status, out.Verdict, out.Reason)
	if out.Status != results.Completed || out.Loaded != 30*time.Second || out.Verdict == "" {
		t.Errorf("status %s (%s) after %v, verdict %q", out.Status, out.Failure, out.Loaded, out.Verdict)
	}
	if out.SettledRun.Lost != 0 {
		t.Errorf("lost %d", out.SettledRun.Lost)
	}
}
