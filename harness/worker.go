package harness

import (
	"context"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/freshet-bench/freshet/harness/track"
	"github.com/freshet-bench/freshet/workload"
)

const (
	// pauseAbove and resumeBelow bound the records that a worker holds: a slow
	// stage leaves its backlog on the broker.
	pauseAbove  = 4000
	resumeBelow = 1000
	batchQueue  = 256
)

// worker processes one partition for a member, record after record.
type worker struct {
	member   *member
	stage    *stage
	run      *run
	tp       topicPartition
	physical string
	shard    *shard // nil if the stage does not serve

	in       chan batch
	rebuilds chan *rebuilding
	ctx      context.Context // ends with the worker's duty
	end      context.CancelFunc
	done     chan struct{}

	progress progress
	server   server
	queued   atomic.Int64
	flying   atomic.Int64 // outputs sent and not acknowledged
	paused   atomic.Bool
	timer    *time.Timer
	env      workload.Envelope
}

// batch is what one poll gave for the partition.
type batch struct {
	records []*kgo.Record
	seen    time.Duration
}

func newWorker(m *member, tp topicPartition, physical string) *worker {
	w := &worker{
		member: m, stage: m.stage, run: m.stage.run, tp: tp, physical: physical,
		in: make(chan batch, batchQueue), rebuilds: make(chan *rebuilding, 1),
		done: make(chan struct{}), timer: time.NewTimer(time.Hour),
	}
	w.ctx, w.end = context.WithCancel(m.stage.run.ctx)
	if m.stage.store != nil {
		w.shard = m.stage.store.open(m, tp)
	}
	return w
}

// enqueue takes a batch; it is called by the member's poll only.
func (w *worker) enqueue(b batch) {
	if w.queued.Add(int64(len(b.records))) > pauseAbove && !w.paused.Swap(true) {
		w.member.client.PauseFetchPartitions(map[string][]int32{w.physical: {w.tp.partition}})
	}
	select {
	case w.in <- b:
	case <-w.ctx.Done():
	}
}

// loop works until the partition is given up.
func (w *worker) loop() error {
	defer close(w.done)
	defer w.timer.Stop()
	if err := w.take(); err != nil {
		return w.unlessEnded(err)
	}
	if w.shard != nil {
		defer w.stage.store.close(w.shard)
	}
	for w.ctx.Err() == nil {
		select {
		case <-w.ctx.Done():
		case b := <-w.in:
			w.batch(b)
		case r := <-w.rebuilds:
			if err := w.rebuild(r); err != nil {
				return w.unlessEnded(err)
			}
		}
	}
	return nil
}

// take begins where the group stands; a store is filled first.
func (w *worker) take() error {
	position, err := w.committed(w.ctx)
	if err != nil {
		return err
	}
	w.run.tracker.ResetPosition(w.stage.index, w.tp.topic, w.tp.partition, position)
	if w.shard == nil {
		return nil
	}
	return w.restore(position)
}

func (w *worker) batch(b batch) {
	for _, r := range b.records {
		if w.member.gate.Pass(w.ctx) != nil {
			return
		}
		w.progress.begin(r.Offset)
		w.record(r, b.seen, false)
		if w.queued.Add(-1) < resumeBelow && w.paused.Swap(false) {
			w.member.client.ResumeFetchPartitions(map[string][]int32{w.physical: {w.tp.partition}})
		}
	}
}

// settle waits until the worker has stopped and what it sent is acknowledged.
func (w *worker) settle(ctx context.Context) {
	select {
	case <-w.done:
	case <-ctx.Done():
		return
	}
	for w.flying.Load() > 0 {
		select {
		case <-ctx.Done():
			return
		case <-time.After(time.Millisecond):
		}
	}
}

// record processes one record. again is true in a rebuild, which re-reads what
// was processed before.
func (w *worker) record(r *kgo.Record, seen time.Duration, again bool) {
	s := w.stage
	s.counts.seen.Add(1)
	if err := w.env.Decode(headerOf(r), r.Value); err != nil {
		s.counts.damaged.Add(1)
		w.run.note(fmt.Sprintf("stage %s: a record of %s/%d was skipped: %v", s.spec.Name, w.run.top.topics[w.tp.topic].Name, w.tp.partition, err))
		w.finish(r.Offset)
		return
	}
	ev := &w.env.Event
	live := ev.Flags&workload.FlagHistory == 0
	if live {
		w.countSeen(w.run.tracker.Seen(s.index, w.tp.topic, w.tp.partition, r.Offset, ev), again)
	}
	work := workload.ServiceTime(w.run.sc.Seed, s.spec.Name, w.run.sc.Sources[ev.Source].Name, ev.N, ev.Copy, *s.work.Load())
	if !w.sleepUntil(w.server.serve(seen, work)) {
		return
	}
	w.handle(r, ev, seen, live)
}

func (w *worker) countSeen(seen track.Seen, again bool) {
	c := &w.stage.counts
	switch {
	case again:
	case seen.Redelivered:
		c.redelivered.Add(1)
	case seen.InjectedDisorder:
		c.disorder.Add(1)
	case seen.OutOfOrder:
		c.outOfOrder.Add(1)
	}
}

// handle does what the stage is for: writes, serves, or neither.
func (w *worker) handle(r *kgo.Record, ev *workload.Event, seen time.Duration, live bool) {
	s := w.stage
	switch {
	case s.spec.Emits < 1 && !w.emits(ev):
		if live {
			w.available(&w.env, r, seen)
			w.run.tracker.NotEmitted(s.index, ev)
		}
		w.finish(r.Offset)
	case s.out != nil:
		w.forward(r, ev, seen, live)
	default:
		erased := s.store != nil && w.apply(ev)
		if live && w.available(&w.env, r, seen) && erased {
			s.counts.erased.Add(1)
			s.ages.erase.Record(ev.Due, w.run.clock.Now()-ev.Due)
		}
		w.finish(r.Offset)
	}
}

func (w *worker) emits(ev *workload.Event) bool {
	source := w.run.sc.Sources[ev.Source].Name
	return workload.Emits(w.run.sc.Seed, w.stage.spec.Name, source, ev.N, ev.Copy, w.stage.spec.Emits)
}

// available takes the event's age, the first time that it becomes available.
func (w *worker) available(env *workload.Envelope, r *kgo.Record, seen time.Duration) (first bool) {
	s, ev, now := w.stage, &env.Event, w.run.clock.Now()
	if !w.run.tracker.Available(s.index, ev, now) {
		s.counts.reprocessed.Add(1)
		return false
	}
	s.counts.available.Add(1)
	s.ages.age.Record(ev.Due, now-ev.Action)
	s.ages.platform.Record(ev.Due, now-ev.Due)
	s.worst.offer(w, env, r, seen, now)
	return true
}

// finish passes a record: it may be committed.
func (w *worker) finish(offset int64) {
	if next, moved := w.progress.finish(offset); moved {
		w.run.tracker.Position(w.stage.index, w.tp.topic, w.tp.partition, next)
	}
}

// sleepUntil sleeps only when t is ahead of the clock; it is false if the worker
// ended meanwhile.
func (w *worker) sleepUntil(t time.Duration) bool {
	d := t - w.run.clock.Now()
	if d <= 0 {
		return true
	}
	w.timer.Reset(d)
	select {
	case <-w.timer.C:
		return true
	case <-w.ctx.Done():
		return false
	}
}

// headerOf is the envelope's header, or nil.
func headerOf(r *kgo.Record) []byte {
	for i := range r.Headers {
		if r.Headers[i].Key == workload.HeaderKey {
			return r.Headers[i].Value
		}
	}
	return nil
}
