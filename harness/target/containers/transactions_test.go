package containers_test

import (
	"context"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/freshet-bench/freshet/harness"
	"github.com/freshet-bench/freshet/harness/target/containers"
	"github.com/freshet-bench/freshet/harness/target/logview"
	"github.com/freshet-bench/freshet/results"
)

// Transactions of two seconds, so that members die in the middle of one.
const exactlyOnce = `
name: exactly-once
duration: 36s
warmup: 4s
drain: 90s
population: {users: 2000}
topics:
  raw.clicks:    {partitions: 2, replication: 3, min-isr: 2}
  features.user: {partitions: 2, replication: 3, min-isr: 2}
sources:
  clicks: {topic: raw.clicks, rate: 100/s, size: 256B}
stages:
  features:
    reads: raw.clicks
    writes: features.user
    members: 2
    objective: 10s
    commit: transaction
    transaction: {every: 2s, timeout: 10s}
    group: {session: 4s}
  ranking:  {reads: features.user, serves: user, objective: 10s}
timeline:
  - {at: 8s, name: broker, kill: {broker: leader of features.user/0}, for: 8s}
  - {at: 26500ms, name: members, kill: {stage: features, members: 2}, for: 3s}
expect:
  - lost == 0
  - duplicates == 0
  - out-of-order == 0
  - reprocessed == 0
  - aborted == 0
  - aborted-reads == 0
`

// TestTransactionsThroughTheDeathOfABrokerAndOfMembers compares what the run says
// with what two clients beside it find in the log.
func TestTransactionsThroughTheDeathOfABrokerAndOfMembers(t *testing.T) {
	needDocker(t)
	tgt := containers.New(containers.Options{Env: small, Progress: func(line string) { t.Log(line) }})
	var committed, all []*kgo.Record
	var opt harness.Options
	topic := ""
	opt.Observe.Plan = func(p results.Plan, _ string) { topic = physical(p, "features.user") }
	opt.Observe.Event = func(e results.Event) {
		if e.Kind != results.Phase || e.Text != results.PhaseDone {
			return
		}
		ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
		defer cancel()
		var err error
		if committed, err = logview.Read(ctx, tgt, topic, true); err != nil {
			t.Error(err)
		}
		if all, err = logview.Read(ctx, tgt, topic, false); err != nil {
			t.Error(err)
		}
	}
	res := drive(t, tgt, exactlyOnce, opt)
	holds(t, res.Outcome)
	events := map[uint64]bool{}
	for _, r := range committed {
		if ev := eventOf(r); ev != nil {
			events[ev.N] = true
		}
	}
	s, due := settled(t, res.Outcome, "features.user"), settled(t, res.Outcome, "raw.clicks").Due
	hidden := int64(len(all) - len(committed))
	t.Logf("%d events, %d records committed, %d aborted; the run: %+v", due, len(committed), hidden, s)
	if s.Due != due || s.Seen != due || int64(len(committed)) != due || int64(len(events)) != due {
		t.Errorf("of %d events a read_committed client found %d in %d records, the run %d", due, len(events), len(committed), s.Seen)
	}
	if hidden != s.AbortedRecords {
		t.Errorf("a read_uncommitted client found %d records more, the run %d aborted ones", hidden, s.AbortedRecords)
	}
	if hidden == 0 {
		t.Error("no transaction was aborted: the test shows nothing")
	}
}
