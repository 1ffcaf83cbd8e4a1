package track

import (
	"sync"

	"github.com/freshet-bench/freshet/workload"
)

// auditPart is the order of one source's events in one partition of a topic.
type auditPart struct {
	mu   sync.Mutex
	last userTable[place]
}

// Audited notes that the audit found a live record of an event in a source's
// topic or in the output topic of a stage, reading each partition in order of
// offset: whether the event was in the topic before (a log duplicate in a
// source's topic, reprocessed in a stage's), and whether it stands after a later
// one of its user and source. An event that the scenario has due after a later
// action of its user counts as injected instead. A record where its source's
// events do not go is left alone. Call DropRuntime before the audit begins.
func (t *Tracker) Audited(ev *workload.Event, topic int, partition int32, _ int64) (duplicate, outOfOrder, injected bool) {
	l := t.lane(ev)
	if l == nil || topic < 0 || topic >= len(t.top.Topics) || partition < 0 || partition >= t.top.Topics[topic].Partitions {
		return false, false, false
	}
	found, first := t.note(l, topic, ev.Seq)
	if !found || !first {
		return found, false, false
	}
	p := &t.audits[topic][int32(ev.Source)*t.top.Topics[topic].Partitions+partition]
	p.mu.Lock()
	late := noteOrder(&p.last, ev)
	p.mu.Unlock()
	injected = ev.Flags&workload.FlagDisorder != 0
	return false, late && !injected, injected
}

// note puts an event among those that a topic holds: whether it belongs there,
// and whether it is there for the first time.
func (t *Tracker) note(l *lane, topic int, seq uint64) (found, first bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if t.top.Sources[l.source].Topic == topic {
		return true, l.audited.add(seq)
	}
	if w := t.writers[topic]; w >= 0 {
		if ls := l.at(w); ls != nil {
			return true, ls.logged.add(seq)
		}
	}
	return false, false
}

// Written reports whether the workload has a stage write a record for an event
// that gets that far: it reaches the stage, and the stage emits it. What the
// ledger has in state audited for a stage holds other events as well.
func (t *Tracker) Written(stage int, ev *workload.Event) bool {
	l := t.lane(ev)
	if l == nil {
		return false
	}
	ls, info := l.at(stage), t.top.Stages[stage]
	if ls == nil || !ls.writes || !ls.route.reached(t.top.Seed, ev) {
		return false
	}
	return workload.Emits(t.top.Seed, info.Name, ls.route.source, ev.N, ev.Copy, info.Emits)
}
