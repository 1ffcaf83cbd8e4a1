package harness_test

import (
	"testing"

	"github.com/freshet-bench/freshet/harness"
	"github.com/freshet-bench/freshet/harness/target"
	"github.com/freshet-bench/freshet/results"
)

const killed = `
name: killed
duration: 11s
warmup: 1s
drain: 3m
population: {users: 100_000, active: {of: clicks, gap: 1s, session: 1m}}
topics:
  raw.clicks:    {partitions: 8}
  features.user: {partitions: 8}
sources:
  clicks: {topic: raw.clicks, key: user, rate: 10_000/s, arrivals: poisson, size: 150B, client: {linger: 5ms}}
stages:
  features: {reads: raw.clicks, writes: features.user, members: 3, objective: 500ms, group: {session: 4s}}
  ranking:  {reads: features.user, serves: user, members: 2, objective: 500ms, group: {session: 4s}}
decisions:
  page-view: {asks: ranking, after: clicks, share: 10%, think: {p50: 300ms, p99: 2s}, tolerance: 2s}
timeline:
  - {at: 2s, name: crash, kill: {stage: features, members: 1}, for: 2s}
  - {at: 7s, name: leave, stop: {stage: ranking, members: 1}, for: 1s}
expect:
  - lost == 0
  - duplicates == 0
  - out-of-order == 0
  - redelivered > 0
  - acknowledged > 100000
  - diverged == 0
  - stale-writes == 0
`

// TestMembersThatDieLoseNothing kills a member without a goodbye and stops
// another, under load: the log is whole, and what was read again is known. It runs
// in real time: a commit that waits for a rebalance holds a mutex that stops a
// bubble's clock.
func TestMembersThatDieLoseNothing(t *testing.T) {
	if testing.Short() {
		t.Skip("10,000 records/s are more than the race detector takes")
	}
	t.Parallel()
	res := drive(t, load(t, killed), target.EmbeddedOptions{}, harness.Options{})
	out := res.Outcome
	for _, c := range out.Checks {
		if c.Verdict == results.Fail || c.Measured == nil {
			t.Errorf("%s: %s %s (%s)", c.Text, c.Verdict, c.Shown, c.Reason)
		}
	}
	s := settledTopic(t, out, "raw.clicks")
	acked := int64(0)
	for _, src := range out.Sources {
		acked += src.Acked
	}
	if s.Seen != acked || s.Seen != s.Due {
		t.Errorf("audited %d, acknowledged %d, due %d; want all equal", s.Seen, acked, s.Due)
	}
	if r := out.Entries[0].Rebalance; len(r) == 0 || r[0].Stage != "features" || r[0].Took <= 0 || r[0].Total <= 0 || r[0].Partitions < 1 {
		t.Errorf("partitions without a member after the crash: %+v", r)
	}
	rebalances := 0
	for _, e := range res.Record.Events {
		if e.Kind == results.Rebalance && e.At > 0 {
			rebalances++
		}
	}
	if rebalances == 0 {
		t.Error("no rebalance happened under load")
	}
	for _, st := range out.Stages {
		t.Logf("%s: redelivered %d, reprocessed %d", st.Name, st.Redelivered, st.Reprocessed)
	}
}

// TestCommitBeforeLosesWhatADeadMemberHeld has a member die that was too slow for
// its partitions, so with records that it had committed and not processed: they are
// lost at the stage, and only there.
func TestCommitBeforeLosesWhatADeadMemberHeld(t *testing.T) {
	t.Parallel()
	sc := load(t, killed, "duration=9s", "sources.clicks.rate=200/s", "stages.features.commit=before", "stages.features.work=60ms",
		"timeline.leave.at=6s", "stages.features.members=2")
	res := drive(t, sc, target.EmbeddedOptions{}, harness.Options{})
	for _, s := range res.Outcome.Settled {
		t.Logf("%+v", s)
		switch {
		case s.Topic == "raw.clicks" && (s.Lost != 0 || s.Seen != s.Due):
			t.Errorf("the topic is not whole: %+v", s)
		case s.Stage == "features" && (s.Lost == 0 || s.Unread != 0 || s.Seen+s.Lost != s.Due):
			t.Errorf("the stage's loss is not found: %+v", s)
		}
	}
}

const frozen = `
name: frozen
duration: 12s
drain: 3m
population: {users: 1000}
topics:
  raw.clicks: {partitions: 1}
sources:
  clicks: {topic: raw.clicks, key: user, rate: 3000/s, arrivals: even, size: 100B}
stages:
  reader: {reads: raw.clicks, objective: 30s, group: {session: 2s}}
timeline:
  - {at: 1s, slow: {stage: reader, work: 2ms}, for: 3s}
  - {at: 3s, freeze: {stage: reader, members: 1}, for: 4s}
expect: [unread == 0, lost == 0]
`

// TestAPausedPartitionIsReadAgain freezes a member past its session while its
// backlog has paused the partition: it comes back and reads on.
func TestAPausedPartitionIsReadAgain(t *testing.T) {
	t.Parallel()
	res := drive(t, load(t, frozen), target.EmbeddedOptions{}, harness.Options{})
	for _, s := range res.Outcome.Settled {
		if s.Seen != s.Due {
			t.Errorf("not all was read: %+v", s)
		}
	}
}
