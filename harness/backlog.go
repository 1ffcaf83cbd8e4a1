package harness

import "github.com/freshet-bench/freshet/workload"

const (
	backlogSize   = 1 << 14
	snapshotEvery = backlogSize / 2
)

// backlog holds the events that are due and not yet sent. Up to backlogSize of
// them are kept; beyond that only a cursor is, as the schedule can be drawn
// again: a target that stands still for an hour costs no memory.
type backlog struct {
	ring       []workload.Event
	head, size int
	// snapshot is the schedule's cursor at event number at, no more than
	// snapshotEvery events behind.
	snapshot *workload.Stream
	at       uint64
	// rest, when not nil, is the cursor of the first due event not in the ring;
	// left counts the due events from there on.
	rest *workload.Stream
	left uint64
	due  uint64 // events announced
}

func newBacklog(stream *workload.Stream) *backlog {
	return &backlog{ring: make([]workload.Event, backlogSize), snapshot: stream.Clone()}
}

// push adds an event that stream has just yielded.
func (b *backlog) push(ev *workload.Event, stream *workload.Stream) {
	switch {
	case b.rest != nil:
		b.left++
	case b.size == len(b.ring):
		b.rest, b.left = b.skip(), 1
	default:
		b.ring[(b.head+b.size)%len(b.ring)] = *ev
		b.size++
	}
	b.due++
	if b.due-b.at >= snapshotEvery {
		b.snapshot, b.at = stream.Clone(), b.due
	}
}

// skip is a cursor at the event number b.due.
func (b *backlog) skip() *workload.Stream {
	c := b.snapshot.Clone()
	var ev workload.Event
	for i := b.at; i < b.due; i++ {
		c.Next(&ev)
	}
	return c
}

// peek is the oldest unsent event, or nil.
func (b *backlog) peek() *workload.Event {
	if b.size == 0 {
		b.refill()
	}
	if b.size == 0 {
		return nil
	}
	return &b.ring[b.head]
}

// pop drops the event that peek returned.
func (b *backlog) pop() {
	b.head = (b.head + 1) % len(b.ring)
	b.size--
}

func (b *backlog) refill() {
	for b.rest != nil && b.size < len(b.ring) {
		if b.left == 0 {
			b.rest = nil
			return
		}
		b.rest.Next(&b.ring[(b.head+b.size)%len(b.ring)])
		b.size++
		b.left--
	}
}

// unsent is the number of events due and not sent.
func (b *backlog) unsent() int64 { return int64(b.size) + int64(b.left) }
