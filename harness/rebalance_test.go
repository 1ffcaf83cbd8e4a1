package harness_test

import (
	"testing"

	"github.com/freshet-bench/freshet/harness"
	"github.com/freshet-bench/freshet/harness/target"
	"github.com/freshet-bench/freshet/results"
)

const killed = `
name: killed
duration: 22s
warmup: 1s
population: {users: 100_000, active: {of: clicks, gap: 1s, session: 1m}}
topics:
  raw.clicks:    {partitions: 8}
  features.user: {partitions: 8}
sources:
  clicks: {topic: raw.clicks, key: user, rate: 5000/s, arrivals: poisson, size: 150B, client: {linger: 5ms}}
stages:
  features: {reads: raw.clicks, writes: features.user, members: 3, objective: 500ms, group: {session: 6s}}
  ranking:  {reads: features.user, serves: user, members: 2, objective: 500ms, group: {session: 6s}}
decisions:
  page-view: {asks: ranking, after: clicks, share: 10%, think: {p50: 300ms, p99: 2s}, tolerance: 2s}
timeline:
  - {at: 3s, name: crash, kill: {stage: features, members: 1}, for: 3s}
  - {at: 12s, name: leave, stop: {stage: ranking, members: 1}, for: 2s}
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
