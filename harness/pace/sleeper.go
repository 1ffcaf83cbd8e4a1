package pace

import "time"

// Sleeper waits for d, or for a part of it: a Sleeper may return early, so call it
// in a loop that reads the clock. It returns at once if d <= 0.
//
// The pause of a Go timer is rounded up to 1 ms by the runtime's poller, which is a
// lot beside the age of a signal; Nanosleep wakes within a tenth of that and costs
// more processor time, a system call a Quantum. How late BenchmarkPacing wakes for
// a due time each millisecond (2 cores that other work kept busy):
//
//	            p50       p99      max
//	Nanosleep   0.06 ms   1.0 ms    4 ms
//	Timer       0.56 ms   3.7 ms   18 ms
type Sleeper func(d time.Duration)

// Quantum is the longest pause of one Nanosleep call: a pacer that looks at the
// clock this often notices a closed gate or a moved due time soon.
const Quantum = 250 * time.Microsecond

// Timer sleeps on the runtime's timers. It is the Sleeper for a testing/synctest
// bubble, whose clock a nanosleep does not move.
func Timer(d time.Duration) {
	if d > 0 {
		time.Sleep(d)
	}
}
