package harness

import (
	"math"
	"sync"
	"sync/atomic"
	"time"
)

const (
	// inboxAtMost bounds the records that a worker holds, give or take a poll: a
	// slow stage leaves its backlog on the broker.
	inboxAtMost = 4000
	// inboxPatience is how long a poll waits at most for a worker that holds too
	// much and will soon have worked it off. It is below the time between polls
	// beyond which verdicts become unknown.
	inboxPatience = 4 * time.Millisecond
)

// inbox is what a member has polled for one worker and the worker has not begun.
// When that is too much, fetching the partition is paused, so that a busy worker
// does not hold up its neighbours. But a pause is dear: the client throws away
// what it has fetched of the partition, and when it may fetch again, its request
// waits behind one for other partitions, which is parked for up to the fetch wait
// if those have nothing new. So putting waits instead for a worker that is fast.
type inbox struct {
	pause, resume func()
	atMost        int // records; above it fetching is paused, at a quarter resumed
	// more has a token when there may be something to take, or it was closed; room
	// when there are no longer too many records.
	more, room chan struct{}
	records    atomic.Int64 // put and not done
	paused     atomic.Bool  // changed under mu
	// pace is the time that a record takes, ns, as the last batch had it.
	pace atomic.Int64

	mu      sync.Mutex
	batches []batch
	closed  bool
	gone    bool // nobody takes any more
}

func newInbox(atMost int, pause, resume func()) *inbox {
	b := &inbox{atMost: atMost, pause: pause, resume: resume, more: make(chan struct{}, 1), room: make(chan struct{}, 1)}
	b.pace.Store(math.MaxInt32) // not known: slow
	return b
}

// put adds a batch, or drops it if nobody takes any more.
func (b *inbox) put(got batch) {
	b.mu.Lock()
	if b.gone {
		b.mu.Unlock()
		got.drop(0)
		return
	}
	b.batches = append(b.batches, got)
	b.records.Add(int64(len(got.records)))
	b.mu.Unlock()
	b.tell()
	if b.over() > 0 && !b.paused.Load() && !b.waitForRoom() {
		b.hold()
	}
}

// over is how many records there are too many.
func (b *inbox) over() int64 { return b.records.Load() - int64(b.atMost) }

// waitForRoom waits while there are too many records, if that will not be long; it
// is false if there still are.
func (b *inbox) waitForRoom() bool {
	if time.Duration(b.over()*b.pace.Load()) > inboxPatience {
		return false
	}
	patience := time.NewTimer(inboxPatience)
	defer patience.Stop()
	for b.over() > 0 {
		select {
		case <-b.room:
		case <-patience.C:
			return b.over() <= 0
		}
	}
	return true
}

// hold pauses fetching, unless there is room after all.
func (b *inbox) hold() {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.gone || b.paused.Load() {
		return
	}
	b.paused.Store(true)
	b.pause()
	b.release() // what was done in the meantime saw no pause to end
}

// release resumes fetching if it is paused and there is little left; b.mu is held.
func (b *inbox) release() {
	if b.paused.Load() && b.records.Load() <= int64(b.atMost)/4 {
		b.paused.Store(false)
		b.resume()
	}
}

// abandon drops what is there and what will be put: the worker has ended.
func (b *inbox) abandon() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.gone = true
	for _, left := range b.batches {
		left.drop(0)
	}
	b.batches = nil
}

// take is the next batch; ok is false if there is none. Over means that none will
// come either.
func (b *inbox) take() (got batch, ok, over bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.batches) == 0 {
		return batch{}, false, b.closed
	}
	got = b.batches[0]
	b.batches[0] = batch{}
	b.batches = b.batches[1:]
	return got, true, false
}

// done says that a record was processed.
func (b *inbox) done() {
	switch left := b.records.Add(-1); {
	case left == int64(b.atMost):
		select {
		case b.room <- struct{}{}:
		default:
		}
	case b.paused.Load() && left <= int64(b.atMost)/4:
		b.mu.Lock()
		defer b.mu.Unlock()
		b.release()
	}
}

// took says how long the worker took for some records, for what is to be expected.
func (b *inbox) took(d time.Duration, records int) {
	if records > 0 {
		b.pace.Store(int64(d) / int64(records))
	}
}

// close says that nothing more will be put.
func (b *inbox) close() {
	b.mu.Lock()
	b.closed = true
	b.mu.Unlock()
	b.tell()
}

func (b *inbox) tell() {
	select {
	case b.more <- struct{}{}:
	default:
	}
}
