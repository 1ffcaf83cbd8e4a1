// Package pace is how the harness reads time and waits for it: a run's clock and
// the ways to sleep until an event is due.
package pace

import "time"

// Clock tells how far a run is: the time since its epoch, t = 0, the start of
// load. It reads the monotonic clock, so a step of the wall clock does not move
// it, and it uses the time package alone, so that in a testing/synctest bubble it
// follows the bubble's clock. The zero Clock has no epoch; make one with StartIn or
// set Epoch to a time that carries a monotonic reading (time.Now().Add(d) does).
type Clock struct {
	// Epoch is t = 0.
	Epoch time.Time
}

// StartIn returns a clock whose epoch is d from now; until then Now is negative.
func StartIn(d time.Duration) Clock { return Clock{Epoch: time.Now().Add(d)} }

// Now is the time since the epoch; negative before it.
func (c Clock) Now() time.Duration { return time.Since(c.Epoch) }

// At is the wall time of an offset from the epoch.
func (c Clock) At(offset time.Duration) time.Time { return c.Epoch.Add(offset) }
