package pace

import (
	"time"

	"golang.org/x/sys/unix"
)

// Nanosleep sleeps in the kernel, at most Quantum. Call it from a goroutine that
// is locked to its OS thread (runtime.LockOSThread): the call holds the thread,
// and an unlocked goroutine would have the scheduler hand its processor over each
// time. A signal that interrupts the sleep makes it return early.
func Nanosleep(d time.Duration) {
	if d <= 0 {
		return
	}
	ts := unix.NsecToTimespec(int64(min(d, Quantum)))
	// An interrupted sleep (EINTR) is a short one, which a Sleeper may be.
	_ = unix.Nanosleep(&ts, nil)
}
