package harness

import (
	"sync/atomic"
	"time"
)

// clock tells the run's time: the offset from the epoch, t = 0, at which load
// begins. Before the epoch is set it counts from an hour hence, so that times
// before the load are negative. It reads the monotonic clock.
type clock struct {
	start time.Time
	epoch atomic.Int64 // offset of the epoch from start
}

func newClock() *clock {
	c := &clock{start: time.Now()}
	c.epoch.Store(int64(time.Hour))
	return c
}

// setEpoch makes now + lead the epoch and returns it as wall time.
func (c *clock) setEpoch(lead time.Duration) time.Time {
	at := time.Since(c.start) + lead
	c.epoch.Store(int64(at))
	return c.start.Add(at)
}

func (c *clock) now() time.Duration {
	return time.Since(c.start) - time.Duration(c.epoch.Load())
}

// wall is the wall time of an offset from the epoch.
func (c *clock) wall(at time.Duration) time.Time {
	return c.start.Add(time.Duration(c.epoch.Load()) + at)
}
