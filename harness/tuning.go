package harness

import (
	"runtime"
	"runtime/debug"
	"sync/atomic"
)

const (
	// tunedPercent is how much a heap may grow between collections, in percent of what
	// is live, and plainPercent what Go does by itself.
	tunedPercent, plainPercent = 400, 100
	// tunedHeap is up to how much live heap, in bytes, the former holds: so the heap is
	// hardly ever larger for it than five times this.
	tunedHeap = 128 << 20
	// spareProcs is how many processors the runtime has more than the machine. A source
	// that wakes needs one, and without a spare one would wait until another goroutine
	// lets go of its own; the kernel gives it a core sooner.
	spareProcs = 2
)

// Tuning is how the Go runtime of this process was fitted to generating load.
type Tuning struct {
	cores   int
	spare   bool
	percent atomic.Int64 // as it is now; 0 = it is left alone
}

// Tune fits the Go runtime of this process to generating load: it collects garbage
// more rarely, as long as little is live, and has processors to spare, so that a
// source that wakes finds one. What the environment sets (GOGC, GOMEMLIMIT,
// GOMAXPROCS) is left alone, and so are processors where a quota of the process (a
// container's) allows fewer than the machine has: more at once would use it up in
// bursts. Hand the result to a run in Options, and Restore the runtime after it.
func Tune(getenv func(string) string) *Tuning {
	t := &Tuning{cores: runtime.GOMAXPROCS(0)}
	if getenv("GOMAXPROCS") == "" && t.cores == runtime.NumCPU() {
		t.spare = true
		runtime.GOMAXPROCS(t.cores + spareProcs)
	}
	if getenv("GOGC") == "" && getenv("GOMEMLIMIT") == "" {
		debug.SetGCPercent(tunedPercent)
		t.percent.Store(tunedPercent)
	}
	return t
}

// Restore gives the runtime back its own rules.
func (t *Tuning) Restore() {
	if t.spare {
		runtime.SetDefaultGOMAXPROCS()
	}
	if t.percent.Swap(0) == tunedPercent {
		debug.SetGCPercent(plainPercent)
	}
}

// usableCores is how many cores the process may use.
func (t *Tuning) usableCores() int {
	if t == nil {
		return runtime.GOMAXPROCS(0)
	}
	return t.cores
}

// heap is told the live heap in bytes. With a large one collections go back to Go's
// own rule, for good: each change stops the world.
func (t *Tuning) heap(live int64) {
	if t != nil && live > tunedHeap && t.percent.CompareAndSwap(tunedPercent, plainPercent) {
		debug.SetGCPercent(plainPercent)
	}
}
