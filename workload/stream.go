package workload

import (
	"math"
	"slices"
	"time"
)

// Bounds of the delay between an event and its device's duplicate.
const (
	duplicateLeast  = 50 * time.Millisecond
	duplicateSpread = 1950 * time.Millisecond
)

// Stream yields the events of one source in the order of (Due, N, Copy). It is
// not safe for concurrent use.
type Stream struct {
	w       *Workload
	src     *source
	end     time.Duration // events due from here on are not in the run
	cursor  cursor
	onTime  delayed // the next event that is not delayed, if pending
	pending bool
	over    bool // the cursor has ended
	late    queue
	seqs    []uint64 // next Seq by shard and partition
	key     []byte   // scratch
	flags   Flags
}

// Stream returns the source's live events. Those are in the run whose action lies
// in [0, Duration) and whose due time is before Duration.
func (w *Workload) Stream(source int) *Stream {
	src := &w.sources[source]
	return w.stream(src, w.spec.Duration, w.liveCursor(src), 0)
}

// History returns what the source's topic holds before t = 0: events due evenly
// in [-Span, 0), numbered on their own from 0, with FlagHistory, neither late nor
// repeated.
func (w *Workload) History(source int) *Stream {
	src := &w.sources[source]
	c := cursor{schedule: src.history, arrivals: Even{}, family: src.past, limit: math.MaxUint64, last: math.MinInt64}
	return w.stream(src, 0, c, FlagHistory)
}

func (w *Workload) liveCursor(src *source) cursor {
	limit := uint64(math.MaxUint64)
	if src.KeyTrace != nil && !src.KeyTrace.loop {
		limit = uint64(len(src.KeyTrace.entries))
	}
	return cursor{schedule: src.schedule, arrivals: src.arrivals, family: src.live, limit: limit}
}

func (w *Workload) stream(src *source, end time.Duration, c cursor, f Flags) *Stream {
	return &Stream{
		w: w, src: src, end: end, cursor: c, flags: f,
		seqs: make([]uint64, Shards*int(src.Partitions)),
	}
}

// Clone returns an independent stream that goes on from where this one is.
func (s *Stream) Clone() *Stream {
	c := *s
	c.late = slices.Clone(s.late)
	c.seqs = slices.Clone(s.seqs)
	c.key = nil
	return &c
}

// Next puts the next event into ev and returns true, or returns false at the end.
func (s *Stream) Next(ev *Event) bool {
	for !s.pending && !s.over {
		s.pull()
	}
	switch {
	case s.pending && (len(s.late) == 0 || s.onTime.before(&s.late[0])):
		s.pending = false
		s.fill(ev, s.onTime)
	case len(s.late) > 0:
		s.fill(ev, s.late.pop())
	default:
		return false
	}
	return true
}

// pull takes the next event in the order of action: into onTime if it is due
// when it happens, else to the delayed ones, with its duplicate if it has one.
func (s *Stream) pull() {
	n, d, action, ok := s.cursor.next()
	if !ok {
		s.over = true
		return
	}
	e := delayed{due: action, action: action, n: n}
	if s.flags&FlagHistory == 0 {
		e.due = s.w.due(s.src, n, d, action)
	}
	if e.due == action {
		s.onTime, s.pending = e, true
	} else if e.due < s.end {
		s.late.push(e)
	}
	if s.flags&FlagHistory == 0 && d.hit(attributeDuplicate, s.src.Duplicates) {
		e.copy = 1
		e.due += duplicateLeast + time.Duration(below(d.draw(attributeDuplicateDelay), uint64(duplicateSpread)))
		if e.due < s.end {
			s.late.push(e)
		}
	}
}

// due returns when an event is due: when it happens, or after the device's own
// delay, or, if its device is silent, when that reconnects.
func (w *Workload) due(src *source, n uint64, d draws, action time.Duration) time.Duration {
	for i := range src.reconnects {
		r := &src.reconnects[i]
		if action < r.Begin || action >= r.Begin+r.Silent {
			continue
		}
		device := r.family.of(w.actor(src, n, d, action).device())
		if device.hit(attributeLate, r.Devices) {
			return r.Begin + r.Silent + time.Duration(below(device.draw(attributeDelay), uint64(max(r.Flush, 1))))
		}
	}
	if d.hit(attributeLate, src.Late.Share) {
		return action + src.Late.By.delay(d.draw(attributeDelay))
	}
	return action
}

// fill completes the event; what was delayed or repeated may come after a later
// action of its user, and is flagged so.
func (s *Stream) fill(ev *Event, e delayed) {
	d := s.cursor.family.of(e.n)
	*ev = Event{
		N: e.n, Copy: e.copy, Action: e.action, Due: e.due,
		Source: s.src.index,
		Shard:  uint16(e.n % Shards),
		User:   s.w.actor(s.src, e.n, d, e.action).user,
		Type:   s.src.typeOf(e.n, d),
		Flags:  s.flags | s.src.tombstone(d),
	}
	if e.due > e.action {
		ev.Flags |= FlagDisorder
	}
	s.key = s.w.AppendKey(s.key[:0], ev)
	ev.Partition = Partition(s.key, s.src.Partitions)
	seq := &s.seqs[int(ev.Shard)*int(s.src.Partitions)+int(ev.Partition)]
	ev.Seq = *seq
	*seq++
}

// actor returns who acts in event n of a source.
func (w *Workload) actor(src *source, n uint64, d draws, action time.Duration) actor {
	if src.KeyTrace != nil {
		return src.KeyTrace.actor(n, w.people.Users)
	}
	h := d.draw(attributeUser)
	for i := range src.focus {
		f := &src.focus[i]
		if action >= f.begin && action < f.end && d.hit(attributeFocus, f.share) {
			return w.people.ofTenant(f.tenant, action, h)
		}
	}
	return w.people.at(action, h)
}

// tombstone returns the flag if the event deletes.
func (s *source) tombstone(d draws) Flags {
	if d.hit(attributeDelete, s.Deletes) {
		return FlagTombstone
	}
	return 0
}

// typeOf returns the event type, from the file of keys or drawn.
func (s *source) typeOf(n uint64, d draws) uint8 {
	if s.KeyTrace != nil && len(s.KeyTrace.types) > 0 {
		return s.KeyTrace.at(n).kind
	}
	return s.schema.pick(d.draw(attributeType))
}
