package harness_test

import (
	"cmp"
	"context"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/freshet-bench/freshet/harness"
	"github.com/freshet-bench/freshet/harness/target"
	"github.com/freshet-bench/freshet/results"
	"github.com/freshet-bench/freshet/workload"
)

// witness reads a topic beside the run with a client of its own and stamps every
// record itself: what the run reports is compared with what it saw.
type witness struct {
	topic  string // logical
	client *kgo.Client
	done   sync.WaitGroup
	mu     sync.Mutex
	seen   []sighting
}

// sighting is one record as the witness saw it.
type sighting struct {
	event     workload.Event
	at        time.Time
	partition int32
	offset    int64
}

// watch has a witness read a topic of the run that tgt is about to serve, from the
// begin of load until a later phase.
func watch(t *testing.T, tgt target.Target, topic, until string, opt *harness.Options) *witness {
	t.Helper()
	w := &witness{topic: topic}
	opt.Observe.Event = func(e results.Event) {
		switch {
		case e.Kind == results.Phase && e.Text == results.PhaseLoad:
			w.start(t, tgt)
		case e.Kind == results.Phase && e.Text == until:
			w.end()
		}
	}
	before := opt.Observe.Plan
	opt.Observe.Plan = func(p results.Plan, dir string) {
		for _, pt := range p.Topics {
			if pt.Name == topic {
				w.topic = pt.Physical
			}
		}
		if before != nil {
			before(p, dir)
		}
	}
	return w
}

func (w *witness) start(t *testing.T, tgt target.Target) {
	cl, err := kgo.NewClient(append(tgt.ClientOpts(), kgo.SeedBrokers(tgt.Bootstrap()...), kgo.Dialer(tgt.Dial),
		kgo.ConsumeTopics(w.topic), kgo.ConsumeResetOffset(kgo.NewOffset().AtStart()), kgo.FetchMaxWait(500*time.Millisecond))...)
	if err != nil {
		t.Error(err)
		return
	}
	w.client = cl
	w.done.Add(1)
	go w.read()
}

func (w *witness) read() {
	defer w.done.Done()
	for {
		fetches := w.client.PollFetches(context.Background())
		at := time.Now()
		if fetches.IsClientClosed() {
			return
		}
		fetches.EachRecord(func(r *kgo.Record) { w.note(r, at) })
	}
}

func (w *witness) note(r *kgo.Record, at time.Time) {
	var env workload.Envelope
	for _, h := range r.Headers {
		if h.Key == workload.HeaderKey && env.Decode(h.Value, r.Value) == nil {
			w.mu.Lock()
			w.seen = append(w.seen, sighting{env.Event, at, r.Partition, r.Offset})
			w.mu.Unlock()
		}
	}
}

// end stops the witness; then seen is complete.
func (w *witness) end() {
	w.client.Close()
	w.done.Wait()
}

// inLogOrder sorts by partition and offset and leaves out what was read twice.
func inLogOrder(seen []sighting) []sighting {
	sorted := slices.Clone(seen)
	slices.SortStableFunc(sorted, func(a, b sighting) int {
		return cmp.Or(cmp.Compare(a.partition, b.partition), cmp.Compare(a.offset, b.offset))
	})
	return slices.CompactFunc(sorted, func(a, b sighting) bool { return a.partition == b.partition && a.offset == b.offset })
}
