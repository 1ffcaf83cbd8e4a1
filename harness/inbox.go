package harness

import "sync"

const (
	// pauseAbove and resumeBelow bound the records that a worker holds: a slow
	// stage leaves its backlog on the broker.
	pauseAbove  = 4000
	resumeBelow = 1000
)

// inbox is what a member has polled for one worker and the worker has not begun.
// Putting never blocks, so that a busy worker does not hold up its neighbours;
// fetching the partition is paused instead.
type inbox struct {
	pause, resume func()
	// more has a token when there may be something to take, or it was closed.
	more chan struct{}

	mu      sync.Mutex
	batches []batch
	records int // put and not done
	paused  bool
	closed  bool
}

func newInbox(pause, resume func()) *inbox {
	return &inbox{pause: pause, resume: resume, more: make(chan struct{}, 1)}
}

func (b *inbox) put(got batch) {
	b.mu.Lock()
	b.batches = append(b.batches, got)
	b.records += len(got.records)
	if b.records > pauseAbove && !b.paused {
		b.paused = true
		b.pause()
	}
	b.mu.Unlock()
	b.tell()
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
	if b.paused && b.records < resumeBelow {
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
