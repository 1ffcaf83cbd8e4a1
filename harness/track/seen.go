package track

import "github.com/freshet-bench/freshet/workload"

// Seen says what was special about a record that a stage was handed.
type Seen struct {
	// Redelivered: the stage was handed this offset before.
	Redelivered bool
	// OutOfOrder: an event of the same user and source that was due later came
	// before it.
	OutOfOrder bool
	// InjectedDisorder: the scenario has this event due after a later action of
	// its user.
	InjectedDisorder bool
}

// Seen notes that a stage was handed a record. Only an event that the stage is
// handed for the first time takes part in the order: neither a redelivery does
// nor a second record of the same event.
func (t *Tracker) Seen(stage, topic int, partition int32, offset int64, ev *workload.Event) Seen {
	s, l := t.stages[stage], t.lane(ev)
	if l == nil {
		return Seen{}
	}
	r, ls := s.reading(topic, partition), l.at(stage)
	if r == nil || ls == nil {
		return Seen{}
	}
	fresh := r.hand(stage, offset, l, ev.Seq)
	l.mu.Lock()
	first := ls.handed.add(ev.Seq)
	l.mu.Unlock()
	got := Seen{Redelivered: !fresh}
	if !fresh || !first {
		return got
	}
	late := s.order[ev.Source].note(ev, func() int64 { return t.watermark(stage, int(ev.Source)) })
	got.InjectedDisorder = ev.Flags&workload.FlagDisorder != 0
	got.OutOfOrder = late && !got.InjectedDisorder
	return got
}

// watermark is a due time, in nanoseconds, before which no event of the source
// can reach the stage for the first time any more.
func (t *Tracker) watermark(stage, source int) int64 {
	// The cursor first: what becomes due meanwhile is due at or after it.
	least := t.cursors[source].Load()
	for _, l := range t.lanes[source] {
		if due, ok := t.oldestOf(l, stage); ok {
			least = min(least, int64(due))
		}
	}
	return least
}
