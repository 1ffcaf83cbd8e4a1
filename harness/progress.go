package harness

import "sync"

// progress follows which offsets of one partition are done, so that a commit
// never passes a record whose output is not acknowledged. Offsets may have gaps.
type progress struct {
	mu      sync.Mutex
	queue   []slot // handed out and not yet passed, in offset order
	head    int
	next    int64 // all before it is done
	touched bool  // next moved since take
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
		p.next, p.touched, moved = p.queue[p.head].offset+1, true, true
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

// take returns the offset to commit if it moved since the last call.
func (p *progress) take() (next int64, ok bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	ok = p.touched
	p.touched = false
	return p.next, ok
}

// position is the next offset to process; ok is false if nothing was passed yet.
func (p *progress) position() (next int64, ok bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.next, p.next > 0
}
