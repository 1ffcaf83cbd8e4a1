package containers_test

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/freshet-bench/freshet/harness"
	"github.com/freshet-bench/freshet/harness/target/containers"
	"github.com/freshet-bench/freshet/results"
	"github.com/freshet-bench/freshet/scenarios"
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
	docker := needDocker(t)
	sc, err := scenarios.Load("chain.yaml", scenarios.LoadOptions{
		ReadFile: func(string) ([]byte, error) { return []byte(chain), nil },
	})
	if err != nil {
		t.Fatal(err)
	}
	tgt := containers.New(containers.Options{Env: small, Progress: func(line string) { t.Log(line) }})
	result, err := harness.Run(t.Context(), sc, tgt, harness.Options{Out: filepath.Join(t.TempDir(), "record")})
	if err != nil {
		t.Fatal(err)
	}
	if left := leftBehind(t, docker); len(left) > 0 {
		t.Errorf("left in Docker: %v", left)
	}
	for _, c := range result.Outcome.Checks {
		// Not the verdict: on a machine that is busy enough it is unknown.
		if c.Measured == nil || *c.Measured != 0 || c.Verdict == results.Fail {
			t.Errorf("%s: %s, %s %s", c.Text, c.Shown, c.Verdict, c.Reason)
		}
	}
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
