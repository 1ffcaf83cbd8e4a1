package results

import (
	"fmt"
	"time"

	"github.com/freshet-bench/freshet/results/measure"
)

// What this process did to the times that it took. Where the target is part of
// the process, its slip says it better, and these decide nothing.

// trustScheduling bounds how long goroutines waited for a processor: what stands
// between a record's arrival and its stamp.
func (a *Analysis) trustScheduling() Trust {
	return a.pauses("Wait for a processor, p99.9", a.slipBound(), "goroutines of this process waited for a processor",
		func(w Window) time.Duration { return w.Process.SchedP999 })
}

// trustGC bounds the pauses for garbage collection.
func (a *Analysis) trustGC() Trust {
	return a.pauses("Garbage collection pause", max(gcPauseBound, a.slipBound()), "garbage collection stopped this process",
		func(w Window) time.Duration { return w.Process.GCPauseMax })
}

// pauses is a row of something that held the process up.
func (a *Analysis) pauses(name string, bound time.Duration, what string, value func(Window) time.Duration) Trust {
	return a.delays(name, bound, a.rec.Run.Target.Kind != kindEmbedded, what+" for more than %s in %s windows, so its times cannot be trusted", value)
}

// trustPolls bounds how long our own consumers were away from their clients: a
// record that waits for that is older than the target made it.
func (a *Analysis) trustPolls() Trust {
	const broken = "a consumer of this process did not poll for more than %s in %s windows, so what it read is older than the target made it"
	return a.delays("Time since a poll", a.slipBound(), true, broken, func(w Window) time.Duration {
		var worst time.Duration
		for _, s := range w.Stages {
			worst = max(worst, s.PollGapMax)
		}
		return worst
	})
}

// trustTimer bounds the resolution of the pauses that pace the load.
func (a *Analysis) trustTimer() Trust {
	bound := a.slipBound()
	t := Trust{Name: "Timer resolution", Shown: "not recorded", Bound: measure.FormatDuration(bound), OK: true}
	timer := a.rec.Run.Machine.Timer
	if timer == nil {
		return t
	}
	t.Unknown, t.OK = true, timer.Late <= bound && timer.Step <= bound
	t.Shown = fmt.Sprintf("a pause of %s ends %s late", measure.FormatDuration(timer.Pause), measure.FormatDuration(timer.Late))
	if timer.Step > 0 {
		t.Shown += ", the clock steps by " + measure.FormatDuration(timer.Step)
	}
	if !t.OK {
		t.Note = "this machine's timer is too coarse for the objective: " + t.Shown
	}
	return t
}
