package results

import (
	"github.com/freshet-bench/freshet/results/measure"
)

// gaugeCheck judges a gauge by the readings observed in its part.
type gaugeCheck struct{ expectation }

var _ Checker = gaugeCheck{}

// Check evaluates the statistic for each stage.
func (c gaugeCheck) Check(a *Analysis) Check {
	return c.overSubjects(a, c.find)
}

func (c gaugeCheck) find(a *Analysis, stage string, in spans, part string) finding {
	values := within(c.readings(a, stage), in)
	n := int64(len(values))
	if floor := max(measure.Floor(c.Stat), c.samples); n < floor {
		return tooFew(stage, n, floor, c.Stat, part)
	}
	f := finding{subject: stage, samples: n}
	if c.Measure == "stale-time" {
		s, _ := a.stage(stage)
		if s.Objective <= 0 {
			return unknown(stage, n, "%s has no objective", stage)
		}
		f.value = above(values, s.Objective.Seconds())
		return c.judge(f)
	}
	percentile, _ := measure.Percentile(c.Stat)
	f.value = stat(values, percentile, c.Stat)
	return c.judge(f)
}

// above is the time in seconds during which the samples of the oldest-unseen
// gauge were above the objective.
func above(values []float64, objective float64) float64 {
	n := 0
	for _, v := range values {
		if v > objective {
			n++
		}
	}
	return float64(n) * GaugeEvery.Seconds()
}

func (c gaugeCheck) readings(a *Analysis, stage string) []reading {
	switch c.Measure {
	case "lag":
		return a.windowReadings(stage, func(w StageWindow) float64 { return w.Lag.Seconds() })
	case "backlog":
		return a.windowReadings(stage, func(w StageWindow) float64 { return float64(w.Backlog) })
	}
	return a.oldestReadings(stage)
}
