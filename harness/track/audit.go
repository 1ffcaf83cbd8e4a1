package track

import (
	"sync"

	"github.com/freshet-bench/freshet/workload"
)

// auditPart is the order of one source's events in one partition of its topic.
type auditPart struct {
	mu   sync.Mutex
	last userTable[place]
}

// Audited notes that the audit found a live record of an event in a source's
// topic, reading each partition in order of offset: whether the event was there
// before, and whether it stands after a later one of its user. An event that the
// scenario has due after a later action of its user counts as injected instead.
// A record elsewhere than in its source's topic is left alone.
func (t *Tracker) Audited(ev *workload.Event, topic int, partition int32, _ int64) (duplicate, outOfOrder, injected bool) {
	l := t.lane(ev)
	if l == nil || t.top.Sources[ev.Source].Topic != topic || partition < 0 || partition >= t.top.Sources[ev.Source].Partitions {
		return false, false, false
	}
	l.mu.Lock()
	first := l.audited.add(ev.Seq)
	l.mu.Unlock()
	if !first {
		return true, false, false
	}
	p := &t.audits[ev.Source][partition]
	p.mu.Lock()
	late := noteOrder(&p.last, ev)
	p.mu.Unlock()
	injected = ev.Flags&workload.FlagDisorder != 0
	return false, late && !injected, injected
}
