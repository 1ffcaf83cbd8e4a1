package harness

import (
	"context"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/freshet-bench/freshet/workload"
)

// worker processes one partition for a member, record after record.
type worker struct {
	member   *member
	stage    *stage
	run      *run
	tp       topicPartition
	physical string
	shard    *shard // nil if the stage does not serve
	// answersFrom is the offset from which on the shard knows what its
	// predecessor knew.
	answersFrom int64

	in       *inbox
	rebuilds chan *rebuilding
	ctx      context.Context // ends with the worker's duty
	end      context.CancelFunc
	done     chan struct{}

	progress  progress
	tx        *transaction // of the record at hand; nil if the stage has none
	server    server
	flying    atomic.Int64 // outputs sent and not acknowledged
	rereading atomic.Bool  // in a rebuild
	timer     *time.Timer
	env       workload.Envelope
}

// batch is what one poll gave for the partition.
type batch struct {
	records []*kgo.Record
	seen    time.Duration
	tx      *transaction // nil if the stage has none
}

func newWorker(m *member, tp topicPartition, physical string) *worker {
	fetching := map[string][]int32{physical: {tp.partition}}
	// What a predecessor paused stays paused in the client.
	m.client.ResumeFetchPartitions(fetching)
	w := &worker{
		member: m, stage: m.stage, run: m.stage.run, tp: tp, physical: physical,
		in:       newInbox(m.inboxSize(), func() { m.client.PauseFetchPartitions(fetching) }, func() { m.client.ResumeFetchPartitions(fetching) }),
		rebuilds: make(chan *rebuilding, 1), done: make(chan struct{}), timer: time.NewTimer(time.Hour),
	}
	w.ctx, w.end = context.WithCancel(m.stage.run.ctx)
	if m.stage.store != nil {
		w.shard = m.stage.store.open(m, tp)
	}
	return w
}

// loop works until the partition is given up.
func (w *worker) loop() error {
	defer close(w.done)
	defer w.timer.Stop()
	defer w.in.abandon()
	if w.shard != nil {
		defer w.stage.store.close(w.shard)
	}
	w.untilDone("taking over", w.take)
	for w.ctx.Err() == nil {
		select {
		case <-w.ctx.Done():
		case <-w.in.more:
			if w.work() {
				return nil
			}
		case r := <-w.rebuilds:
			w.untilDone("rebuilding", func() error { return w.rebuild(r) })
		}
	}
	return nil
}

// work processes what is in the inbox; it is true if nothing more will come.
func (w *worker) work() (over bool) {
	for {
		b, ok, over := w.in.take()
		if !ok {
			return over
		}
		if !w.process(b) {
			return false
		}
		if len(w.rebuilds) > 0 {
			w.in.tell()
			return false
		}
	}
}

// process works on a batch; it is false if the worker has ended before its end.
func (w *worker) process(b batch) bool {
	w.tx = b.tx
	begun := w.stage.clock.Now()
	for i, r := range b.records {
		if !w.pass() {
			b.drop(i)
			return false
		}
		if !b.tx.failed() { // else it comes again
			w.progress.begin(r.Offset)
			w.record(r, b.seen, false)
		}
		w.in.done()
		if w.ctx.Err() != nil {
			b.tx.fail() // it may not have been worked on to its end
		}
		b.tx.done(1)
	}
	w.in.took(w.stage.clock.Now()-begun, len(b.records))
	return true
}

// pass waits while the member is frozen; it is false if the worker has ended. No
// work was done in the meantime.
func (w *worker) pass() bool {
	held := w.member.frozen.Load()
	if w.member.gate.Pass(w.ctx) != nil {
		return false
	}
	if held {
		w.server.idle(w.stage.clock.Now())
	}
	return true
}

// untilDone does what a worker must have done before it goes on, and tries again
// when the target fails it: a fault of the target is not the end of the run.
func (w *worker) untilDone(what string, do func() error) {
	for w.ctx.Err() == nil && !w.member.dead.Load() {
		err := do()
		if err == nil || w.ctx.Err() != nil {
			break
		}
		w.run.note(fmt.Sprintf("stage %s: %s %s/%d failed and is tried again: %v",
			w.stage.spec.Name, what, w.run.top.topics[w.tp.topic].Name, w.tp.partition, plainly(err)))
		w.run.sleep(w.ctx, retryAfter)
	}
	w.server.idle(w.stage.clock.Now())
}

// take begins where the group stands; a store is filled first. It answers once it
// has passed what the partition's last owner had reached.
func (w *worker) take() error {
	position, err := w.committed(w.ctx)
	if err != nil {
		return err
	}
	w.answersFrom = w.run.tracker.Reached(w.stage.index, w.tp.topic, w.tp.partition)
	w.stage.settleOpen(w.tp, position)
	w.run.tracker.ResetPosition(w.stage.index, w.tp.topic, w.tp.partition, position)
	w.progress.start(position)
	if w.shard == nil {
		return nil
	}
	return w.restore(position)
}

// giveUp has the worker stop after the record at hand.
func (w *worker) giveUp() { w.end() }

// runDry has the worker stop after what it was given.
func (w *worker) runDry() { w.in.close() }

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
		w.skip(r)
		return
	}
	ev := &w.env.Event
	live := ev.Flags&workload.FlagHistory == 0
	if live && !again && s.spec.Commit != commitBefore {
		s.see(w.tp, r.Offset, ev)
	}
	work := workload.ServiceTime(w.run.sc.Seed, s.spec.Name, w.run.sc.Sources[ev.Source].Name, ev.N, ev.Copy, *s.work.Load())
	if !w.sleepUntil(w.server.serve(seen, work)) || !w.pass() {
		return
	}
	w.handle(r, ev, seen, live)
}

// see notes that the stage was handed a live record.
func (s *stage) see(tp topicPartition, offset int64, ev *workload.Event) {
	seen, c := s.run.tracker.Seen(s.index, tp.topic, tp.partition, offset, ev), &s.counts
	switch {
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
	case s.spec.Emits < 1 && !w.emits(ev) && w.tx != nil:
		w.tx.add(w.outcome(r, seen, live))
	case s.spec.Emits < 1 && !w.emits(ev):
		if live {
			w.available(&w.env, r, seen)
			w.run.tracker.NotEmitted(s.index, ev)
		}
		w.finish(r.Offset)
	case s.out != nil:
		w.forward(r, seen, live)
	default:
		erased := s.store != nil && w.apply(ev)
		if live && w.available(&w.env, r, seen) && erased {
			s.counts.erased.Add(1)
			s.ages.erase.Record(ev.Due, w.stage.clock.Now()-ev.Due)
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
	s, ev, now := w.stage, &env.Event, w.stage.clock.Now()
	if !w.run.tracker.Available(s.index, ev, now) {
		if s.out != nil || !w.rereading.Load() {
			s.counts.reprocessed.Add(1)
		}
		return false
	}
	w.age(env, r, seen, now)
	return true
}

// age takes the age of an event that has just become available.
func (w *worker) age(env *workload.Envelope, r *kgo.Record, seen, now time.Duration) {
	s, ev := w.stage, &env.Event
	s.counts.available.Add(1)
	s.ages.age.Record(ev.Due, now-ev.Action)
	s.ages.platform.Record(ev.Due, now-ev.Due)
	s.worst.offer(w, env, r, seen, now)
}

// finish passes a record: it may be committed.
func (w *worker) finish(offset int64) {
	next, moved := w.progress.finish(offset)
	if !moved || w.rereading.Load() {
		return
	}
	w.run.tracker.Position(w.stage.index, w.tp.topic, w.tp.partition, next)
	if w.shard != nil && next >= w.answersFrom {
		w.shard.setReady(true)
	}
}

// sleepUntil sleeps only when t is ahead of the clock; it is false if the worker
// ended meanwhile.
func (w *worker) sleepUntil(t time.Duration) bool {
	d := t - w.stage.clock.Now()
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
