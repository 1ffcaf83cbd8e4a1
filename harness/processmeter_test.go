package harness

import (
	"runtime"
	"runtime/debug"
	"sync"
	"testing"
	"time"
)

// TestAProcessWithoutAFreeProcessorIsNoticed keeps every processor busy, with many
// goroutines that want one.
func TestAProcessWithoutAFreeProcessorIsNoticed(t *testing.T) {
	p := newProcessMeter()
	p.read()
	until := time.Now().Add(200 * time.Millisecond)
	var busy sync.WaitGroup
	for range 20 * runtime.GOMAXPROCS(0) {
		busy.Go(func() {
			for time.Now().Before(until) {
				runtime.Gosched()
			}
		})
	}
	busy.Wait()
	if w := p.read(); w.SchedP999 <= 0 {
		t.Errorf("nobody waited for a processor: %+v", w)
	}
}

// TestAPauseIsSeen makes the runtime stop.
func TestAPauseIsSeen(t *testing.T) {
	p := newProcessMeter()
	p.read()
	debug.FreeOSMemory()
	if w := p.read(); w.GCPauseMax <= 0 {
		t.Errorf("no pause was seen: %+v", w)
	}
}

func TestAPollWatchSeesWhoIsStillAway(t *testing.T) {
	w := newPollWatch()
	if got := w.recent(time.Second); got != 0 {
		t.Errorf("before the first poll: %v", got)
	}
	w.away(1 * time.Second)
	w.back(3 * time.Second)
	w.away(4 * time.Second)
	w.back(5 * time.Second)
	if got := w.recent(6 * time.Second); got != 2*time.Second {
		t.Errorf("the longest was %v, want 2s", got)
	}
	w.away(7 * time.Second)
	for at := 8; at < 10; at++ {
		if got, want := w.recent(time.Duration(at)*time.Second), time.Duration(at-7)*time.Second; got != want {
			t.Errorf("away for %v, want %v", got, want)
		}
	}
}
