package harness

import "github.com/freshet-bench/freshet/workload"

const (
	// backlogLeast is how many events a backlog has room for at first, and again when
	// it was empty; backlogMost, 18 MiB of them, how many at most.
	backlogLeast = 1 << 14
	backlogMost  = 1 << 18
	// snapshotEvery bounds the events that are drawn again to find a cursor.
	snapshotEvery = 1 << 13
)

// backlog holds the events that are due and not yet sent. Up to most of
// them are kept; beyond that only a cursor is, as the schedule can be drawn
// again: a target that stands still for an hour costs no memory.
type backlog struct {
	most       int
	ring       []workload.Event // as long as a power of two
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

func newBacklog(stream *workload.Stream, most int) *backlog {
	return &backlog{most: most, ring: make([]workload.Event, backlogLeast), snapshot: stream.Clone()}
}

// push adds an event that stream has just yielded.
func (b *backlog) push(ev *workload.Event, stream *workload.Stream) {
	switch {
	case b.rest != nil:
		b.left++
	case b.size >= b.most:
		b.rest, b.left = b.skip(), 1
	default:
		if b.size == len(b.ring) {
			b.grow()
		}
		*b.slot(b.size) = *ev
		b.size++
	}
	b.due++
	if b.due-b.at >= snapshotEvery {
		b.snapshot, b.at = stream.Clone(), b.due
	}
}

// slot is where the i-th event from the oldest on is.
func (b *backlog) slot(i int) *workload.Event { return &b.ring[(b.head+i)&(len(b.ring)-1)] }

// grow makes room for twice as many events.
func (b *backlog) grow() {
	ring := make([]workload.Event, 2*len(b.ring))
	n := copy(ring, b.ring[b.head:])
	copy(ring[n:], b.ring[:b.head])
	b.ring, b.head = ring, 0
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
		b.shrink()
		return nil
	}
	return b.slot(0)
}

// shrink gives back what an empty backlog has grown to.
func (b *backlog) shrink() {
	if len(b.ring) > backlogLeast {
		b.ring, b.head = make([]workload.Event, backlogLeast), 0
	}
}

// pop drops the event that peek returned.
func (b *backlog) pop() {
	b.head = (b.head + 1) & (len(b.ring) - 1)
	b.size--
}

// refill draws again, some events at a time so that the source soon looks at what
// has become due.
func (b *backlog) refill() {
	for b.rest != nil && b.size < backlogLeast {
		if b.left == 0 {
			b.rest = nil
			return
		}
		b.rest.Next(b.slot(b.size))
		b.size++
		b.left--
	}
}

// unsent is the number of events due and not sent.
func (b *backlog) unsent() int64 { return int64(b.size) + int64(b.left) }
