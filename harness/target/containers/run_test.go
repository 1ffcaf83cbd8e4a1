package containers_test

import (
	"strings"
	"testing"

	"github.com/freshet-bench/freshet/harness"
	"github.com/freshet-bench/freshet/harness/target/containers"
)

// chain is a small chain whose first broker dies and comes back. It asks for what
// is right, not for what is fast.
const chain = `
name: broker-kill
duration: 40s
warmup: 8s
drain: 60s
zones: [a, b, c]
population: {users: 5000, active: {of: clicks, gap: 10s, session: 1m}}
topics:
  raw.clicks:    {partitions: 2, replication: 3, min-isr: 2}
  features.user: {partitions: 2, replication: 3, min-isr: 2}
sources:
  clicks: {topic: raw.clicks, rate: 150/s, size: 256B}
stages:
  features: {reads: raw.clicks, writes: features.user, objective: 5s}
  ranking:  {reads: features.user, serves: user, objective: 5s}
timeline:
  - {at: 12s, kill: {broker: leader of raw.clicks/0}, for: 10s}
expect:
  - lost == 0
  - duplicates == 0
  - out-of-order == 0
`

func TestARunThroughABrokersDeath(t *testing.T) {
	tgt := containers.New(containers.Options{Env: small, Progress: func(line string) { t.Log(line) }})
	result := drive(t, tgt, chain, harness.Options{})
	holds(t, result.Outcome)
	if facts := result.Record.Run.Target; facts.Kind != "containers" || len(facts.Brokers) != 3 || len(facts.Settings) != len(small) {
		t.Errorf("target in the record: %+v", facts)
	}
	kill := result.Outcome.Entries[0]
	if !kill.Ended || len(kill.Notes) != 2 || !strings.HasSuffix(kill.Notes[0], " killed") || !strings.Contains(kill.Notes[1], "all replicas in sync after") {
		t.Errorf("the kill: %+v", kill)
	}
	if took := kill.End - kill.Begin; took < 10e9 {
		t.Errorf("the broker was away for %v, not 10 s", took)
	}
}
