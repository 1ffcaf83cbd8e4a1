package harness

import (
	"sync"
	"time"

	"github.com/freshet-bench/freshet/workload"
)

const ackTimesSize = 1 << 16

// ackTimes remembers when a source's latest events were sent and acknowledged,
// for the list of the oldest signals. Older entries are overwritten.
type ackTimes struct {
	mu   sync.Mutex
	ring []ackTime
}

type ackTime struct {
	n           uint64
	copy        uint8
	known       bool
	sent, acked time.Duration
}

func (a *ackTimes) put(ev *workload.Event, sent, acked time.Duration) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.ring == nil {
		a.ring = make([]ackTime, ackTimesSize)
	}
	a.ring[ev.N%ackTimesSize] = ackTime{n: ev.N, copy: ev.Copy, known: true, sent: sent, acked: acked}
}

// get is when an event was sent and acknowledged; ok is false if it is not, or
// no longer, known.
func (a *ackTimes) get(ev *workload.Event) (sent, acked time.Duration, ok bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.ring == nil {
		return 0, 0, false
	}
	t := a.ring[ev.N%ackTimesSize]
	return t.sent, t.acked, t.known && t.n == ev.N && t.copy == ev.Copy
}
