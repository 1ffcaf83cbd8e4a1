package track

import (
	"slices"
	"time"

	"github.com/freshet-bench/freshet/results"
	"github.com/freshet-bench/freshet/workload"
)

// Due notes that an event is owed to the target. Each source calls it in order
// of due, before it sends the event.
func (t *Tracker) Due(ev *workload.Event) {
	l := t.lane(ev)
	if l == nil {
		return
	}
	// What can be stale is known before the event can be seen anywhere.
	for _, ls := range l.stages {
		if u := t.stages[ls.stage].users; u != nil && ls.route.reached(t.top.Seed, ev) {
			u.due(l.id, ev)
		}
	}
	l.due(t.top.Seed, ev)
	t.cursors[ev.Source].Store(int64(ev.Due))
}

// Sent notes that the client accepted an event.
func (t *Tracker) Sent(ev *workload.Event, _ time.Duration) {
	if l := t.lane(ev); l != nil {
		l.sent.Add(1)
	}
}

// Acked notes that the target acknowledged an event at an offset of the source's
// topic. A stage may have seen it before.
func (t *Tracker) Acked(ev *workload.Event, topicPartition int32, offset int64, _ time.Duration) {
	l := t.lane(ev)
	if l == nil {
		return
	}
	l.mu.Lock()
	l.acked.add(ev.Seq)
	l.mu.Unlock()
	t.End(t.top.Sources[ev.Source].Topic, topicPartition, offset+1, ev.Due)
}

// Failed notes that the producer gave up on an event, in results.StateRejected
// or results.StateUnconfirmed. The event is settled at every stage.
func (t *Tracker) Failed(ev *workload.Event, state string) {
	l := t.lane(ev)
	if l == nil {
		return
	}
	l.mu.Lock()
	if state == results.StateRejected {
		l.rejected.add(ev.Seq)
	} else {
		l.unconfirmed.add(ev.Seq)
	}
	l.mu.Unlock()
	for _, ls := range l.stages {
		if u := t.stages[ls.stage].users; u != nil {
			u.settle(l.id, ev)
			u.failed(ev)
		}
	}
}

// Available notes that an event is available at a stage: its output acknowledged,
// in the store, or its work done. first is false if it was before: reprocessed.
func (t *Tracker) Available(stage int, ev *workload.Event, _ time.Duration) (first bool) {
	l := t.lane(ev)
	if l == nil {
		return false
	}
	ls := l.at(stage)
	if ls == nil {
		return false
	}
	l.mu.Lock()
	first = ls.settled.add(ev.Seq)
	l.mu.Unlock()
	if u := t.stages[stage].users; first && u != nil {
		u.settle(l.id, ev)
	}
	return first
}

// Aborted notes that the transaction in which a stage processed an event was
// aborted. The event may become available by another.
func (t *Tracker) Aborted(stage int, ev *workload.Event) {
	l := t.lane(ev)
	if l == nil {
		return
	}
	if ls := l.at(stage); ls != nil {
		l.mu.Lock()
		ls.aborted.add(ev.Seq)
		l.mu.Unlock()
	}
}

// NotEmitted notes that a stage processed an event and writes nothing for it: it
// is settled at every later stage that it cannot reach another way.
func (t *Tracker) NotEmitted(stage int, ev *workload.Event) {
	l := t.lane(ev)
	if l == nil {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if ls := l.at(stage); ls != nil {
		ls.unwrite(ev.Seq)
	}
	for _, ls := range l.stages {
		if ls.route.open || !slices.Contains(t.stages[stage].downstream, ls.stage) || ls.route.reached(t.top.Seed, ev) {
			continue
		}
		if ls.settled.add(ev.Seq) {
			ls.skipped++
			ls.handed.add(ev.Seq)
			ls.passed.add(ev.Seq)
			ls.unwrite(ev.Seq)
		}
	}
}
