package harness_test

import (
	"context"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/freshet-bench/freshet/harness"
	"github.com/freshet-bench/freshet/harness/target"
	"github.com/freshet-bench/freshet/harness/target/logview"
	"github.com/freshet-bench/freshet/results"
	"github.com/freshet-bench/freshet/workload"
)

// Transactions of two seconds, so that whatever happens to a member happens in the
// middle of one.
const exactlyOnce = `
name: exactly-once
duration: 10s
population: {users: 1000}
topics:
  raw.clicks:    {partitions: 4}
  features.user: {partitions: 4}
sources:
  clicks: {topic: raw.clicks, key: user, rate: 200/s, arrivals: even, size: 200B, client: {linger: 1ms}}
stages:
  features:
    reads: raw.clicks
    writes: features.user
    members: 2
    objective: 5s
    commit: transaction
    transaction: {every: 2s, timeout: 8s}
    group: {session: 2s}
  ranking:  {reads: features.user, serves: user, objective: 5s}
expect:
  - lost == 0
  - duplicates == 0
  - out-of-order == 0
  - reprocessed == 0
  - aborted == 0
  - aborted-reads == 0
`

// views is a topic as two clients beside the run see it: what is committed, and
// everything.
type views struct{ committed, all []*kgo.Record }

// viewed has both views of a topic read when the run is done with it.
func viewed(t *testing.T, tgt target.Target, topic string, opt *harness.Options) *views {
	t.Helper()
	v := &views{}
	physical := topic
	opt.Observe.Plan = func(p results.Plan, _ string) {
		for _, pt := range p.Topics {
			if pt.Name == topic {
				physical = pt.Physical
			}
		}
	}
	opt.Observe.Event = func(e results.Event) {
		if e.Kind != results.Phase || e.Text != results.PhaseDone {
			return
		}
		ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
		defer cancel()
		var err error
		if v.committed, err = logview.Read(ctx, tgt, physical, true); err != nil {
			t.Error(err)
		}
		if v.all, err = logview.Read(ctx, tgt, physical, false); err != nil {
			t.Error(err)
		}
	}
	return v
}

// distinct is how many events there are in a view.
func distinct(t *testing.T, view []*kgo.Record) int64 {
	t.Helper()
	seen := map[uint64]bool{}
	var env workload.Envelope
	for _, r := range view {
		for _, h := range r.Headers {
			if h.Key == workload.HeaderKey && env.Decode(h.Value, r.Value) == nil {
				seen[env.Event.N] = true
			}
		}
	}
	return int64(len(seen))
}

// isExactlyOnce holds a run against the views of the topic that its stage features
// writes, and returns how many records of aborted transactions both found.
func isExactlyOnce(t *testing.T, res *harness.Result, v *views) (aborted int64) {
	t.Helper()
	for _, c := range res.Outcome.Checks {
		// Not the verdict: a machine that is busy enough makes it unknown.
		if c.Measured == nil || *c.Measured != 0 || c.Verdict == results.Fail {
			t.Errorf("%s: %s, %s %s", c.Text, c.Shown, c.Verdict, c.Reason)
		}
	}
	s := settledTopic(t, res.Outcome, "features.user")
	if want := settledTopic(t, res.Outcome, "raw.clicks").Due; s.Due != want || s.Seen != want || !s.ExactlyOnce {
		t.Errorf("of %d events the output has %+v", want, s)
	}
	committed, hidden := int64(len(v.committed)), int64(len(v.all)-len(v.committed))
	if committed != s.Seen || distinct(t, v.committed) != s.Seen {
		t.Errorf("a read_committed client found %d records of %d events, the run %d", committed, distinct(t, v.committed), s.Seen)
	}
	if hidden != s.AbortedRecords {
		t.Errorf("a read_uncommitted client found %d records more, the run %d aborted ones", hidden, s.AbortedRecords)
	}
	return hidden
}

func TestTransactionsInAQuietRun(t *testing.T) {
	t.Parallel()
	tgt := target.Embedded(target.EmbeddedOptions{})
	var opt harness.Options
	v := viewed(t, tgt, "features.user", &opt)
	res := driveOn(t, load(t, exactlyOnce, "duration=5s", "stages.features.group.session=30s"), tgt, opt)
	if n := isExactlyOnce(t, res, v); n != 0 {
		t.Errorf("%d records of aborted transactions, and nothing happened", n)
	}
	// What is in a transaction is available when that is committed, not before.
	if p50 := partOf(t, res.Outcome, "features", "overall").Platform.P50; p50 < 500*time.Millisecond {
		t.Errorf("with a commit every two seconds half of the events were available after %v", p50)
	}
}

// TestAMemberThatDiesInATransaction kills a member in the middle of one. Who takes
// its place fences it, and its events are produced again, once.
func TestAMemberThatDiesInATransaction(t *testing.T) {
	t.Parallel()
	const both = "with the other one"
	for name, entry := range map[string]string{
		"and comes back":  "{at: 3500ms, kill: {stage: features, members: 1}, for: 2s}",
		"and stays away":  "{at: 3500ms, kill: {stage: features, members: 1}}",
		both:              "{at: 3500ms, kill: {stage: features, members: 2}, for: 1s}",
		"but only froze":  "{at: 3500ms, freeze: {stage: features, members: 1}, for: 4s}",
		"or says goodbye": "{at: 3500ms, stop: {stage: features, members: 1}, for: 1s}",
	} {
		t.Run(name, func(t *testing.T) {
			if testing.Short() && name != both {
				t.Skip("one way to die is enough for the race detector")
			}
			t.Parallel()
			tgt := target.Embedded(target.EmbeddedOptions{})
			var opt harness.Options
			v := viewed(t, tgt, "features.user", &opt)
			res := driveOn(t, load(t, exactlyOnce+"timeline:\n  - "+entry+"\n"), tgt, opt)
			aborted := isExactlyOnce(t, res, v)
			t.Logf("%d records of aborted transactions", aborted)
			// One member may die just after a commit, hardly both.
			if aborted == 0 && name == both {
				t.Error("no transaction was aborted: the test shows nothing")
			}
		})
	}
}
