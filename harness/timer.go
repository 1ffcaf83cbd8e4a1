package harness

import (
	"runtime"
	"slices"
	"time"

	"github.com/freshet-bench/freshet/harness/pace"
	"github.com/freshet-bench/freshet/results"
)

const (
	timerPauses = 25     // to measure the timer with
	clockReads  = 10_000 // to see the clock step
)

// measureTimer measures how late the pauses of a sleeper end, as a source makes
// them, and the step of the clock.
func measureTimer(sleep pace.Sleeper) *results.Timer {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	late := make([]time.Duration, timerPauses)
	for i := range late {
		begin := time.Now()
		sleep(pace.Quantum)
		late[i] = max(time.Since(begin)-pace.Quantum, 0)
	}
	slices.Sort(late)
	return &results.Timer{Pause: pace.Quantum, Late: late[timerPauses/2], Step: clockStep()}
}

// clockStep is the smallest step between two readings of the clock; 0 if it stood
// still, as it does in a testing/synctest bubble.
func clockStep() time.Duration {
	var least time.Duration
	last := time.Now()
	for range clockReads {
		now := time.Now()
		if d := now.Sub(last); d > 0 && (least == 0 || d < least) {
			least = d
		}
		last = now
	}
	return least
}
