package harness

import "sync"

// transaction is what a member has processed since its last commit. It counts
// when it is committed, all of it or nothing.
type transaction struct {
	// handed counts the records that workers were given and have not dealt with.
	handed sync.WaitGroup

	mu      sync.Mutex
	effects []*output
	broken  bool
}

// give notes n records that workers are about to be given. A nil transaction, that
// of a stage without any, takes no notice of this, of done and of fail.
func (t *transaction) give(n int) {
	if t != nil {
		t.handed.Add(n)
	}
}

// done notes that a worker has dealt with n records.
func (t *transaction) done(n int) {
	if t != nil {
		t.handed.Add(-n)
	}
}

// add takes in what processing a record led to.
func (t *transaction) add(o *output) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.effects = append(t.effects, o)
}

// fail has the transaction aborted: something in it was not done.
func (t *transaction) fail() {
	if t == nil {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.broken = true
}

// failed reports whether it can no longer be committed.
func (t *transaction) failed() bool {
	if t == nil {
		return false
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.broken
}

// all is what is in it. Call it when every record is dealt with.
func (t *transaction) all() []*output {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.effects
}

// drop has the records from the i-th on not processed, so that their transaction
// is aborted.
func (b batch) drop(i int) {
	if n := len(b.records) - i; n > 0 {
		b.tx.fail()
		b.tx.done(n)
	}
}
