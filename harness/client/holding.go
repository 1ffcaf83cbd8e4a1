package client

import (
	"sync"
	"time"
)

// piece is some bytes on their way and when they are to arrive.
type piece struct {
	data []byte
	due  time.Time
}

// holding is the bytes on their way in one direction, in order and bounded.
type holding struct {
	most int

	mu     sync.Mutex
	change sync.Cond
	pieces []piece
	bytes  int
	closed bool
}

func newHolding(most int) *holding {
	h := &holding{most: most}
	h.change.L = &h.mu
	return h
}

// put waits for room; false if the holding is closed.
func (h *holding) put(p piece) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	for h.bytes > 0 && h.bytes+len(p.data) > h.most && !h.closed {
		h.change.Wait()
	}
	if h.closed {
		return false
	}
	h.pieces = append(h.pieces, p)
	h.bytes += len(p.data)
	h.change.Broadcast()
	return true
}

// take waits for the next piece; false if there is none left and the holding is
// closed.
func (h *holding) take() (piece, bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for len(h.pieces) == 0 && !h.closed {
		h.change.Wait()
	}
	if len(h.pieces) == 0 {
		return piece{}, false
	}
	p := h.pieces[0]
	h.pieces = h.pieces[1:]
	h.bytes -= len(p.data)
	h.change.Broadcast()
	return p, true
}

// close lets nothing in any more; what is held can still be taken.
func (h *holding) close() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.closed = true
	h.change.Broadcast()
}
