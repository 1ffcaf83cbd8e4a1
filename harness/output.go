package harness

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/freshet-bench/freshet/workload"
)

// output is a stage's record on its way to the next topic, or, in a transaction,
// the fact that a record was processed and nothing is written for it. Like a
// parcel, it is its own record's Context.
type output struct {
	context.Context
	record  kgo.Record // without a topic if nothing is written
	headers [1]kgo.RecordHeader
	worker  *worker
	tx      *transaction // nil if the stage has none
	input   *kgo.Record
	env     workload.Envelope
	seen    time.Duration
	live    bool
}

// outcome is what the record at hand leads to, with nothing written yet.
func (w *worker) outcome(r *kgo.Record, seen time.Duration, live bool) *output {
	o := &output{Context: context.Background(), worker: w, tx: w.tx, input: r, seen: seen, live: live}
	o.env = workload.Envelope{Run: w.env.Run, Event: w.env.Event}
	o.env.Hops = append(make([]workload.Hop, 0, len(w.env.Hops)+1), w.env.Hops...)
	return o
}

// skip passes a record that cannot be processed.
func (w *worker) skip(r *kgo.Record) {
	if w.tx != nil {
		w.tx.add(&output{worker: w, input: r})
		return
	}
	w.finish(r.Offset)
}

// forward writes the stage's output for a record: the same envelope with one hop
// more, the same value.
func (w *worker) forward(r *kgo.Record, seen time.Duration, live bool) {
	s := w.stage
	o := w.outcome(r, seen, live)
	o.env.Hops = append(o.env.Hops, workload.Hop{Stage: uint8(s.index), Seen: seen, Done: w.stage.clock.Now()})
	o.headers[0] = kgo.RecordHeader{Key: workload.HeaderKey, Value: o.env.Append(nil, r.Value)}
	key := r.Key
	if s.spec.Key != "" {
		key = w.run.work.AppendAttribute(nil, &w.env.Event, s.spec.Key)
	}
	o.record = kgo.Record{
		Topic: s.out.physical, Partition: workload.Partition(key, s.out.Partitions),
		Key: key, Value: r.Value, Headers: o.headers[:], Context: o,
		Timestamp: w.stage.clock.At(w.stage.clock.Now()),
	}
	w.flying.Add(1)
	before := w.stage.clock.Now()
	w.member.client.Produce(w.run.ctx, &o.record, written)
	// A full buffer blocks; no work is done meanwhile.
	if after := w.stage.clock.Now(); after-before > time.Millisecond {
		w.server.idle(after)
	}
}

// written is the promise of every output.
func written(r *kgo.Record, err error) {
	o := r.Context.(*output)
	w := o.worker
	defer w.run.guard.catch(w.stage.doing)
	defer w.flying.Add(-1)
	switch {
	case err != nil:
		o.tx.fail()
		if !w.member.dead.Load() && !errors.Is(err, kgo.ErrClientClosed) && !errors.Is(err, kgo.ErrAborting) && !errors.Is(err, context.Canceled) {
			w.run.note(fmt.Sprintf("stage %s: an output was not acknowledged: %v", w.stage.spec.Name, plainly(err)))
		}
	case o.tx != nil:
		o.tx.add(o)
	default:
		o.count()
	}
}

// count takes note of what the record led to, now that it holds: the output is
// acknowledged, or its transaction committed.
func (o *output) count() {
	w := o.worker
	o.written()
	if o.live {
		w.available(&o.env, o.input, o.seen)
		o.silent()
	}
	w.finish(o.input.Offset)
}

// countLate counts what was committed without the member's knowledge; another
// owner of the partition goes on after it.
func (o *output) countLate() {
	w, now := o.worker, o.worker.stage.clock.Now()
	o.written()
	if o.live && w.run.tracker.Available(w.stage.index, &o.env.Event, now) {
		w.age(&o.env, o.input, o.seen, now)
		o.silent()
	}
}

// written notes where the output's log ends.
func (o *output) written() {
	if o.record.Topic != "" {
		o.worker.run.tracker.End(o.worker.stage.out.index, o.record.Partition, o.record.Offset+1, o.env.Event.Due)
	}
}

// silent notes that nothing is written for the event, if so.
func (o *output) silent() {
	if o.record.Topic == "" {
		o.worker.run.tracker.NotEmitted(o.worker.stage.index, &o.env.Event)
	}
}

// abort takes note that the output's transaction was aborted.
func (o *output) abort() {
	if o.live {
		o.worker.stage.counts.aborted.Add(1)
		o.worker.run.tracker.Aborted(o.worker.stage.index, &o.env.Event)
	}
}
