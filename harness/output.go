package harness

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/freshet-bench/freshet/workload"
)

// output is a stage's record on its way to the next topic. Like a parcel, it is
// its own record's Context.
type output struct {
	context.Context
	record  kgo.Record
	headers [1]kgo.RecordHeader
	worker  *worker
	input   *kgo.Record
	env     workload.Envelope
	seen    time.Duration
	live    bool
}

// forward writes the stage's output for a record: the same envelope with one hop
// more, the same value.
func (w *worker) forward(r *kgo.Record, ev *workload.Event, seen time.Duration, live bool) {
	s := w.stage
	o := &output{Context: context.Background(), worker: w, input: r, seen: seen, live: live}
	o.env = workload.Envelope{Run: w.env.Run, Event: *ev}
	o.env.Hops = append(append(make([]workload.Hop, 0, len(w.env.Hops)+1), w.env.Hops...),
		workload.Hop{Stage: uint8(s.index), Seen: seen, Done: w.run.clock.Now()})
	o.headers[0] = kgo.RecordHeader{Key: workload.HeaderKey, Value: o.env.Append(nil, r.Value)}
	key := r.Key
	if s.spec.Key != "" {
		key = w.run.work.AppendAttribute(nil, ev, s.spec.Key)
	}
	o.record = kgo.Record{
		Topic: s.out.physical, Partition: workload.Partition(key, s.out.Partitions),
		Key: key, Value: r.Value, Headers: o.headers[:], Context: o,
		Timestamp: w.run.clock.At(w.run.clock.Now()),
	}
	w.flying.Add(1)
	before := w.run.clock.Now()
	w.member.client.Produce(w.run.ctx, &o.record, written)
	// A full buffer blocks; no work is done meanwhile.
	if after := w.run.clock.Now(); after-before > time.Millisecond {
		w.server.idle(after)
	}
}

// written is the promise of every output.
func written(r *kgo.Record, err error) {
	o := r.Context.(*output)
	w := o.worker
	defer w.run.guard.catch("acknowledging an output of stage " + w.stage.spec.Name)
	defer w.flying.Add(-1)
	if err != nil {
		if !w.member.dead.Load() && !errors.Is(err, kgo.ErrClientClosed) && !errors.Is(err, context.Canceled) {
			w.run.note(fmt.Sprintf("stage %s: an output was not acknowledged: %v", w.stage.spec.Name, err))
		}
		return
	}
	w.run.tracker.End(w.stage.out.index, r.Partition, r.Offset+1, o.env.Event.Due)
	if o.live {
		w.available(&o.env, o.input, o.seen)
	}
	w.finish(o.input.Offset)
}
