// Package pace is how the harness reads time and waits for it: a run's clock and
// the ways to sleep until an event is due.
package pace

import (
	"sync/atomic"
	"time"
)

// Clock tells how far a run is: the time since its epoch, t = 0, the start of
// load. It reads the monotonic clock, so a step of the wall clock does not move
// it, and it uses the time package alone, so that in a testing/synctest bubble it
// follows the bubble's clock. It is safe for concurrent use.
type Clock struct {
	made  time.Time
	epoch *atomic.Int64 // offset of the epoch from made; 0 = not set
	ahead time.Duration
}

// NewClock returns a clock without an epoch.
func NewClock() *Clock { return &Clock{made: time.Now(), epoch: new(atomic.Int64)} }

// Ahead returns a clock of the same epoch that is d ahead of c, or behind it if
// d < 0, as that of another machine may be.
func (c *Clock) Ahead(d time.Duration) *Clock {
	return &Clock{made: c.made, epoch: c.epoch, ahead: c.ahead + d}
}

// StartIn makes the time d from now, or -d ago if d < 0, the epoch and returns it.
func (c *Clock) StartIn(d time.Duration) time.Time {
	at := time.Since(c.made) + d
	c.epoch.Store(int64(at))
	return c.made.Add(at)
}

// unknown is the time from a clock's making to its epoch as long as nobody knows
// it: so long that the times before an epoch ascend and stay below 0.
const unknown = 1000 * time.Hour

// Now is the time since the epoch, negative before it. As long as there is no
// epoch it counts from a thousand hours before.
func (c *Clock) Now() time.Duration {
	epoch := time.Duration(c.epoch.Load())
	if epoch == 0 {
		epoch = unknown
	}
	return time.Since(c.made) - epoch + c.ahead
}

// At is the wall time of an offset from the epoch; without one, from when the
// clock was made.
func (c *Clock) At(offset time.Duration) time.Time {
	return c.made.Add(time.Duration(c.epoch.Load()) + offset)
}
