package harness_test

import (
	"context"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kfake"

	"github.com/freshet-bench/freshet/harness"
	"github.com/freshet-bench/freshet/harness/target"
	"github.com/freshet-bench/freshet/harness/target/inject"
	"github.com/freshet-bench/freshet/results"
)

// few users on few partitions, so that batches hold several events of a user.
const damaged = `
name: damaged
duration: 4s
population: {users: 20}
topics:
  raw.clicks: {partitions: 4}
sources:
  clicks: {topic: raw.clicks, key: user, rate: 2000/s, arrivals: even, size: 100B, client: {linger: 20ms}}
stages:
  reader: {reads: raw.clicks, objective: 1s}
expect: [lost == 0, duplicates == 0, out-of-order == 0]
`

// TestDamageInTheLogIsCountedExactly drops, repeats and reorders batches below the
// client. What the run reports must be what was injected, and what a reader of
// its own finds in the log.
func TestDamageInTheLogIsCountedExactly(t *testing.T) {
	var in *inject.Injector
	var drop, repeat, reorder *inject.Injection
	var dropped, repeated, held int64
	var w *witness
	res := driveVirtual(t, load(t, damaged), target.EmbeddedOptions{Control: func(c *kfake.Cluster) { in = inject.New(c) }},
		func(tgt target.Target) harness.Options {
			var opt harness.Options
			opt.Observe.Plan = func(results.Plan, string) {
				drop, repeat, reorder = plan(t, in.Drop, 0, 5), plan(t, in.Repeat, 1, 7), plan(t, in.Reorder, 2, 9)
			}
			w = watch(t, tgt, "raw.clicks", results.PhaseDone, &opt)
			event := opt.Observe.Event
			opt.Observe.Event = func(e results.Event) {
				event(e)
				if e.Kind == results.Phase && e.Text == results.PhaseDone {
					dropped, repeated, held = affected(t, drop), affected(t, repeat), affected(t, reorder)
				}
			}
			return opt
		})
	seen := w.seen
	settled := settledTopic(t, res.Outcome, "raw.clicks")
	lost, duplicates, disorder := independent(seen, settled.Due)
	t.Logf("reported %+v; the reader found lost %d, duplicates %d, out of order %d", settled, lost, duplicates, disorder)
	for _, c := range []struct {
		what                     string
		reported, injected, read int64
	}{
		{"lost", settled.Lost, dropped, lost},
		{"duplicates", settled.LogDuplicates, repeated, duplicates},
		{"out of order", settled.OutOfOrder, disorder, disorder},
	} {
		if c.reported != c.injected || c.reported != c.read || c.reported == 0 {
			t.Errorf("%s: reported %d, injected %d, found by the reader %d", c.what, c.reported, c.injected, c.read)
		}
	}
	if disorder == 0 || held == 0 {
		t.Errorf("the reordering of %d records put no user's events out of order: the test shows nothing", held)
	}
	for _, c := range res.Outcome.Checks {
		if c.Verdict != results.Fail {
			t.Errorf("%s: %s, want fail", c.Text, c.Verdict)
		}
	}
}

// plan places one injection.
func plan(t *testing.T, do func(inject.Place) (*inject.Injection, error), partition int32, batch int) *inject.Injection {
	t.Helper()
	i, err := do(inject.Place{Topic: "raw.clicks", Partition: partition, Batch: batch})
	if err != nil {
		t.Error(err)
	}
	return i
}

func affected(t *testing.T, i *inject.Injection) int64 {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	a, err := i.Wait(ctx)
	if err != nil {
		t.Fatal(err)
	}
	return int64(len(a.Records))
}

func settledTopic(t *testing.T, out *results.Outcome, topic string) results.Settled {
	t.Helper()
	for _, s := range out.Settled {
		if s.Topic == topic {
			return s
		}
	}
	t.Fatalf("topic %s is not settled: %+v", topic, out.Settled)
	return results.Settled{}
}

// independent counts from what a reader saw: numbers of 0..due-1 that are not
// there, that are there again, and first copies that stand behind a later event
// of their user in their partition.
func independent(seen []sighting, due int64) (lost, duplicates, disorder int64) {
	type userIn struct {
		user      uint64
		partition int32
	}
	have, last := map[uint64]bool{}, map[userIn]time.Duration{}
	for _, s := range inLogOrder(seen) {
		if have[s.event.N] {
			duplicates++
			continue
		}
		have[s.event.N] = true
		k := userIn{s.event.User, s.partition}
		if before, ok := last[k]; ok && s.event.Due < before {
			disorder++
		} else {
			last[k] = s.event.Due
		}
	}
	return due - int64(len(have)), duplicates, disorder
}
