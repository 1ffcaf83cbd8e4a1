package harness

import "sync"

// progress follows which offsets of one partition are done, so that a commit
// never passes a record whose output is not acknowledged. Offsets may have gaps.
type progress struct {
	mu    sync.Mutex
	queue []slot // handed out and not yet passed, in offset order
	head  int
	next  int64 // all before it is done
	// committed is the group's offset as far as it is known.
	committed int64
}

type slot struct {
	offset int64
	done   bool
}

// begin hands out a record; records come in offset order.
func (p *progress) begin(offset int64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.queue = append(p.queue, slot{offset: offset})
}

// finish marks a record done and returns the next offset to process; moved is
// false if an earlier record is still under way.
func (p *progress) finish(offset int64) (next int64, moved bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if i := p.find(offset); i < len(p.queue) && p.queue[i].offset == offset {
		p.queue[i].done = true
	}
	for p.head < len(p.queue) && p.queue[p.head].done {
		p.next, moved = p.queue[p.head].offset+1, true
		p.head++
	}
	p.compact()
	return p.next, moved
}

// find is the index of an offset, by binary search.
func (p *progress) find(offset int64) int {
	lo, hi := p.head, len(p.queue)
	for lo < hi {
		mid := (lo + hi) / 2
		if p.queue[mid].offset < offset {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return lo
}

// compact gives back the room of what was passed, now and then.
func (p *progress) compact() {
	if p.head == len(p.queue) {
		p.queue, p.head = p.queue[:0], 0
	} else if p.head > 1024 && p.head > len(p.queue)/2 {
		p.queue = append(p.queue[:0], p.queue[p.head:]...)
		p.head = 0
	}
}

// start begins at the group's committed offset.
func (p *progress) start(offset int64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.next, p.committed = max(p.next, offset), max(p.committed, offset)
}

// rewind forgets what was handed out and not passed: it comes again.
func (p *progress) rewind() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.queue, p.head = p.queue[:0], 0
}

// uncommitted is the offset to commit, if there is one.
func (p *progress) uncommitted() (next int64, ok bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.next, p.next > p.committed
}

// commit notes that the group stands at next.
func (p *progress) commit(next int64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.committed = max(p.committed, next)
}

// position is the next offset to process.
func (p *progress) position() int64 {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.next
}
