package harness

import "sync"

// inboxAtMost bounds the records that a worker holds, give or take a poll: a slow
// stage leaves its backlog on the broker.
const inboxAtMost = 4000

// inbox is what a member has polled for one worker and the worker has not begun.
// Putting never blocks, so that a busy worker does not hold up its neighbours;
// fetching the partition is paused instead.
type inbox struct {
	pause, resume func()
	atMost        int // records; above it fetching is paused, at a quarter resumed
	// more has a token when there may be something to take, or it was closed.
	more chan struct{}

	mu      sync.Mutex
	batches []batch
	records int // put and not done
	paused  bool
	closed  bool
	gone    bool // nobody takes any more
}

func newInbox(atMost int, pause, resume func()) *inbox {
	return &inbox{atMost: atMost, pause: pause, resume: resume, more: make(chan struct{}, 1)}
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
	b.records += len(got.records)
	if b.records > b.atMost && !b.paused {
		b.paused = true
		b.pause()
	}
	b.mu.Unlock()
	b.tell()
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
	b.mu.Lock()
	defer b.mu.Unlock()
	b.records--
	if b.paused && b.records <= b.atMost/4 {
		b.paused = false
		b.resume()
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
