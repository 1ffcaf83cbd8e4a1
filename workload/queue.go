package workload

import "time"

// delayed is an event that is due later than it happened.
type delayed struct {
	due, action time.Duration
	n           uint64
	copy        uint8
}

func (d *delayed) before(o *delayed) bool {
	if d.due != o.due {
		return d.due < o.due
	}
	if d.n != o.n {
		return d.n < o.n
	}
	return d.copy < o.copy
}

// queue is a binary heap, the first due on top.
type queue []delayed

func (q *queue) push(d delayed) {
	h := append(*q, d)
	i := len(h) - 1
	for i > 0 {
		up := (i - 1) / 2
		if !d.before(&h[up]) {
			break
		}
		h[i] = h[up]
		i = up
	}
	h[i] = d
	*q = h
}

func (q *queue) pop() delayed {
	h := *q
	top, last := h[0], h[len(h)-1]
	h = h[:len(h)-1]
	*q = h
	if len(h) == 0 {
		return top
	}
	i := 0
	for down := 1; down < len(h); down = 2*i + 1 {
		if right := down + 1; right < len(h) && h[right].before(&h[down]) {
			down = right
		}
		if !h[down].before(&last) {
			break
		}
		h[i] = h[down]
		i = down
	}
	h[i] = last
	return top
}
