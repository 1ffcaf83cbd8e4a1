package harness_test

import (
	"testing"

	"github.com/freshet-bench/freshet/harness"
	"github.com/freshet-bench/freshet/harness/target"
	"github.com/freshet-bench/freshet/results"
)

const exactlyOnce = `
name: exactly-once
duration: 6s
population: {users: 1000}
topics:
  raw.clicks:    {partitions: 4}
  features.user: {partitions: 4}
sources:
  clicks: {topic: raw.clicks, key: user, rate: 200/s, arrivals: even, size: 200B, client: {linger: 1ms}}
stages:
  features: {reads: raw.clicks, writes: features.user, members: 2, objective: 5s, commit: transaction, transaction: {every: 200ms, timeout: 5s}, group: {session: 2s}}
  ranking:  {reads: features.user, serves: user, objective: 5s}
expect:
  - lost == 0
  - duplicates == 0
  - out-of-order == 0
  - reprocessed == 0
`

func TestTransactionsInAQuietRun(t *testing.T) {
	t.Parallel()
	res := drive(t, load(t, exactlyOnce), target.EmbeddedOptions{}, harness.Options{})
	for _, s := range res.Outcome.Settled {
		t.Logf("%+v", s)
	}
	for _, s := range res.Outcome.Stages {
		t.Logf("%+v", s)
	}
	for _, e := range res.Record.Events {
		t.Logf("%v %s %s", e.At, e.Kind, e.Text)
	}
	t.Logf("%+v", res.Outcome.Audit)
	_ = results.Pass
}
