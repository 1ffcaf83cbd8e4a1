package pace_test

import (
	"runtime"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/freshet-bench/freshet/harness/pace"
)

func TestClockFollowsABubble(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := pace.NewClock()
		pace.Timer(time.Minute)
		if now := c.Now(); now != time.Minute-1000*time.Hour {
			t.Errorf("without an epoch: %v", now)
		}
		if at := c.StartIn(2 * time.Second); !at.Equal(time.Now().Add(2 * time.Second)) {
			t.Errorf("epoch %v, it is %v", at, time.Now())
		}
		if now := c.Now(); now != -2*time.Second {
			t.Errorf("before the epoch: %v", now)
		}
		pace.Timer(5 * time.Minute)
		if now := c.Now(); now != 4*time.Minute+58*time.Second {
			t.Errorf("after five minutes: %v", now)
		}
		if at := c.At(c.Now()); !at.Equal(time.Now()) {
			t.Errorf("wall time of now: %v, it is %v", at, time.Now())
		}
	})
}

func TestSleepersReturnAtOnceWithoutADuration(t *testing.T) {
	for name, sleep := range sleepers {
		begin := time.Now()
		for range 10_000 {
			sleep(0)
			sleep(-time.Second)
		}
		if took := time.Since(begin); took > 10*time.Second {
			t.Errorf("%s: 20,000 empty pauses took %v", name, took)
		}
	}
}

func TestSleepersReachADueTime(t *testing.T) {
	for name, sleep := range sleepers {
		c := pace.NewClock()
		c.StartIn(5 * time.Millisecond)
		calls := 0
		for d := -c.Now(); d > 0; d = -c.Now() {
			sleep(d)
			calls++
		}
		if name == "Nanosleep" && calls < 2 {
			t.Errorf("%s: one pause of 5 ms, expected quanta of %v", name, pace.Quantum)
		}
	}
}

var sleepers = map[string]pace.Sleeper{"Nanosleep": pace.Nanosleep, "Timer": pace.Timer}

// BenchmarkPacing waits for a due time a millisecond, on an absolute schedule, and
// tells how late it woke and, where the kernel tells, what the thread used of a core.
func BenchmarkPacing(b *testing.B) {
	for name, sleep := range sleepers {
		b.Run(name, func(b *testing.B) {
			runtime.LockOSThread()
			defer runtime.UnlockOSThread()
			late := make([]time.Duration, 0, b.N)
			c := pace.NewClock()
			c.StartIn(time.Millisecond)
			used := threadCPU(b)
			for i := range b.N {
				due := time.Duration(i) * time.Millisecond
				for d := due - c.Now(); d > 0; d = due - c.Now() {
					sleep(d)
				}
				late = append(late, c.Now()-due)
			}
			b.ReportMetric((threadCPU(b)-used).Seconds()/(time.Duration(b.N)*time.Millisecond).Seconds(), "cores")
			slices.Sort(late)
			for label, q := range map[string]float64{"p50-ms": 0.5, "p99-ms": 0.99, "max-ms": 1} {
				b.ReportMetric(late[int(q*float64(len(late)-1))].Seconds()*1e3, label)
			}
		})
	}
}
