package containers_test

import (
	"strings"
	"sync"
	"testing"

	"github.com/freshet-bench/freshet/harness"
	"github.com/freshet-bench/freshet/harness/target/containers"
	"github.com/freshet-bench/freshet/results"
)

// upheaval is a small chain on brokers to which everything happens, one thing after
// the other. The test ends the load when the last is over, however long that takes.
const upheaval = `
name: upheaval
duration: 10m
warmup: 2s
drain: 60s
zones: [a, b, c]
population: {users: 5000, active: {of: clicks, gap: 10s, session: 1m}}
topics:
  raw.clicks:    {partitions: 2, replication: 3, min-isr: 2, history: {size: 4MiB, span: 1h}}
  features.user: {partitions: 2, replication: 3, min-isr: 2}
sources:
  clicks: {topic: raw.clicks, rate: 100/s, size: 256B, client: {linger: 5ms}}
stages:
  features: {reads: raw.clicks, writes: features.user, objective: 5s, client: {linger: 5ms}}
  ranking:  {reads: features.user, serves: user, objective: 5s}
timeline:
  - {at: 4s, replace: {broker: leader of raw.clicks/0, disk: empty}}
  - {after: replace, name: out, scale: {brokers: +1, rebalance: true}}
  - {after: out, move: {topic: raw.clicks, to: broker 4}}
  - {after: move, name: in, scale: {brokers: -1}}
  - {after: in, cut: {broker: leader of raw.clicks/0}, for: 5s}
expect:
  - lost == 0
  - duplicates == 0
  - out-of-order == 0
`

// untilMoved is closed when an entry is over and what was moved for it is recorded.
func untilMoved(entry string) (<-chan struct{}, harness.Observer) {
	done := make(chan struct{})
	once := sync.OnceFunc(func() { close(done) })
	return done, harness.Observer{Event: func(e results.Event) {
		if e.Kind == results.MovedBytes && e.Entry == entry {
			once()
		}
	}}
}

func TestARunThroughEveryChangeOfTheCluster(t *testing.T) {
	over, observer := untilMoved("cut")
	tgt := containers.New(containers.Options{Env: small, Progress: func(line string) { t.Log(line) }})
	result := drive(t, tgt, upheaval, harness.Options{Interrupt: over, Observe: observer})
	holds(t, result.Outcome)
	for _, s := range result.Outcome.Settled {
		if s.Due == 0 || s.Due != s.Seen {
			t.Errorf("%s%s: of %d due, %d were seen: %+v", s.Topic, s.Stage, s.Due, s.Seen, s)
		}
	}
	checkEntries(t, result.Outcome.Entries)
}

// checkEntries looks at what is recorded of each entry.
func checkEntries(t *testing.T, entries []results.EntryOutcome) {
	t.Helper()
	for i, want := range []struct {
		until, note string
		copied      int64 // at least
	}{
		{"every replica was in sync", " removed with its disk", 1 << 20},
		{"no reassignment was under way and every replica was in sync", "starting 1 broker", 1},
		{"no reassignment was under way and every replica was in sync", "to broker 4: leadership of ", 0},
		{"the cluster had forgotten them", "broker 4 to go: the last that came", 1},
		{"", " off the network", 0},
	} {
		e := entries[i]
		if !e.Ended || e.Until != want.until || len(e.Notes) == 0 || !strings.Contains(e.Notes[0], want.note) {
			t.Errorf("%s: ended %v, when %q, notes %q", e.Name, e.Ended, e.Until, e.Notes)
		}
		m := e.Moved
		if m == nil || m.Network == nil || m.Copied < want.copied || m.Network.Received < m.Copied || m.Network.Sent <= 0 || m.Network.Over < e.End-e.Begin {
			t.Errorf("%s: moved %+v", e.Name, m)
		}
	}
}
