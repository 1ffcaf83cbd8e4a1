package harness

import (
	"sync/atomic"
	"time"
)

// pollWatch follows how long a member is away from its client after a poll. What
// it waits for there by design (a freeze, a commit before processing) is left out
// by beginning anew.
type pollWatch struct {
	since   atomic.Int64 // when it went away, ns; never = it polls
	longest atomic.Int64 // since the last look, ns
}

// polling is the since of a member that polls.
const polling = -1 << 62

func newPollWatch() *pollWatch {
	w := &pollWatch{}
	w.since.Store(polling)
	return w
}

// away says that the member has something to do since now, or begins anew.
func (w *pollWatch) away(now time.Duration) { w.since.Store(int64(now)) }

// back says that the member polls again.
func (w *pollWatch) back(now time.Duration) {
	w.note(now)
	w.since.Store(polling)
}

// recent is the longest since the last call, as far as now if it is away.
func (w *pollWatch) recent(now time.Duration) time.Duration {
	w.note(now)
	return time.Duration(w.longest.Swap(0))
}

func (w *pollWatch) note(now time.Duration) {
	since := w.since.Load()
	if since == polling {
		return
	}
	for gap := int64(now) - since; ; {
		longest := w.longest.Load()
		if gap <= longest || w.longest.CompareAndSwap(longest, gap) {
			return
		}
	}
}
