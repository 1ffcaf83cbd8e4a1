package results

import (
	"time"

	"github.com/freshet-bench/freshet/results/measure"
)

// trustSkew counts ages below 0, which no clock of one machine gives, and bounds
// how far the clocks of stages are known to be off.
func (a *Analysis) trustSkew() Trust {
	bound := a.slipBound()
	n := a.sumStages(func(s StageWindow) int64 { return s.Negative })
	var off time.Duration
	var where string
	for _, s := range a.rec.Plan.Stages {
		if d := s.ClockAhead.Abs(); d > off {
			off, where = d, s.Name
		}
	}
	t := Trust{
		Name: "Clock skew", Shown: counted(n, "age below 0", "ages below 0"),
		Bound: "no age below 0, clocks at most " + measure.FormatDuration(bound) + " apart",
		OK:    n == 0 && off <= bound, Unknown: true,
	}
	if off > 0 {
		t.Shown += "; the clock of " + where + " is " + measure.FormatDuration(off) + " off"
	} else {
		t.Shown += "; one clock"
	}
	if !t.OK {
		t.Note = "clock skew: " + t.Shown
	}
	return t
}
