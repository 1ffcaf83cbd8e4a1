package containers_test

import (
	"strings"
	"testing"
	"time"

	"github.com/freshet-bench/freshet/harness"
	"github.com/freshet-bench/freshet/harness/target/containers"
	"github.com/freshet-bench/freshet/results"
)

const consumerGroup = `
name: consumer-group
duration: 26s
drain: 60s
population: {users: 1000}
topics:
  raw.clicks: {partitions: 4, replication: 1}
sources:
  clicks: {topic: raw.clicks, rate: 50/s, size: 128B}
stages:
  reader: {reads: raw.clicks, members: 2, objective: 30s, group: {protocol: consumer, session: 3s}}
timeline:
  - {at: 6s, kill: {stage: reader, members: 1}}
expect: [lost == 0, unread == 0]
`

// TestTheSessionOfAConsumerGroupCounts kills a member of a group whose session the
// brokers set: by Kafka's default of 45 s nobody would have its partitions before
// the load is over.
func TestTheSessionOfAConsumerGroupCounts(t *testing.T) {
	needDocker(t)
	tgt := containers.New(containers.Options{Brokers: 1, Env: small, Progress: func(line string) { t.Log(line) }})
	res := drive(t, tgt, consumerGroup, harness.Options{})
	holds(t, res.Outcome)
	killed := res.Outcome.Entries[0].Begin
	for _, e := range res.Record.Events {
		if strings.Contains(e.Text, "could not be set") {
			t.Error(e.Text)
		}
		if e.Kind == results.Rebalance && e.At > killed && strings.Contains(e.Text, "was given") {
			if took := e.At - killed; took > 20*time.Second {
				t.Errorf("the dead member's partitions moved after %v", took)
			} else {
				t.Logf("the dead member's partitions moved after %v", took)
			}
			return
		}
	}
	t.Error("the dead member's partitions did not move")
}
