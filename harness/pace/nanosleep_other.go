//go:build !linux

package pace

import "time"

// Nanosleep is Timer where the kernel's nanosleep is not at hand, in pauses of at
// most Quantum; expect the error of a runtime timer.
func Nanosleep(d time.Duration) { Timer(min(d, Quantum)) }
