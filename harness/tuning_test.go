package harness

import (
	"runtime"
	"runtime/debug"
	"testing"
)

// gcPercent is the process's; it can only be read by setting it.
func gcPercent() int {
	was := debug.SetGCPercent(plainPercent)
	debug.SetGCPercent(was)
	return was
}

func TestTuningLeavesAloneWhatTheEnvironmentSets(t *testing.T) {
	procs, percent := runtime.GOMAXPROCS(0), gcPercent()
	t.Cleanup(func() {
		runtime.GOMAXPROCS(procs)
		debug.SetGCPercent(percent)
	})
	debug.SetGCPercent(plainPercent)
	more := procs
	if procs == runtime.NumCPU() { // else a quota or the environment allows fewer
		more += spareProcs
	}
	for _, c := range []struct {
		set            string
		procs, percent int
	}{
		{"", more, tunedPercent},
		{"GOMAXPROCS", procs, tunedPercent},
		{"GOGC", more, plainPercent},
		{"GOMEMLIMIT", more, plainPercent},
	} {
		tuning := Tune(func(name string) string {
			if name == c.set {
				return "1"
			}
			return ""
		})
		if got := runtime.GOMAXPROCS(0); got != c.procs {
			t.Errorf("%q set: %d processors, want %d", c.set, got, c.procs)
		}
		if got := gcPercent(); got != c.percent {
			t.Errorf("%q set: collections at %d %%, want %d", c.set, got, c.percent)
		}
		if got := tuning.usableCores(); got != procs {
			t.Errorf("%q set: %d usable cores, want %d", c.set, got, procs)
		}
		tuning.Restore()
		if got := runtime.GOMAXPROCS(0); got != procs || gcPercent() != plainPercent {
			t.Errorf("%q set: %d processors, %d %% after it", c.set, got, gcPercent())
		}
	}
}

func TestALargeHeapIsCollectedAsUsual(t *testing.T) {
	percent := gcPercent()
	t.Cleanup(func() { debug.SetGCPercent(percent) })
	tuning := Tune(func(name string) string {
		if name == "GOMAXPROCS" {
			return "2"
		}
		return ""
	})
	defer tuning.Restore()
	tuning.heap(tunedHeap)
	if got := gcPercent(); got != tunedPercent {
		t.Errorf("a small heap: %d %%", got)
	}
	tuning.heap(tunedHeap + 1)
	if got := gcPercent(); got != plainPercent {
		t.Errorf("a large heap: %d %%", got)
	}
	// What somebody else set since is not touched again.
	debug.SetGCPercent(300)
	tuning.heap(1 << 40)
	if got := gcPercent(); got != 300 {
		t.Errorf("a second time: %d %%", got)
	}
	var none *Tuning
	none.heap(1 << 40)
	if got := none.usableCores(); got != runtime.GOMAXPROCS(0) {
		t.Errorf("without tuning: %d cores", got)
	}
}
