package compare

import (
	"github.com/freshet-bench/freshet/results"
	"github.com/freshet-bench/freshet/results/measure"
)

// gauges are the rows of what a stage's gauges reached after the warmup. They are
// shown only: the highest reading of a run is of one moment.
func (c *rowsOf) gauges(s results.PlanStage) {
	of := func(name, stat string, unit measure.Unit, value func(Run, *results.StageOutcome) Value) {
		what := s.Name + "." + name
		if stat != "" {
			what += "." + stat
		}
		m := Measure{
			ID: identify(what, partOverall), Section: Lag, Subject: s.Name, Name: name, Stat: stat, Part: partOverall, Unit: unit, Better: Lower,
		}
		c.add(m, func(run Run) Value {
			if o := stageOf(run, s.Name); o != nil {
				return value(run, o)
			}
			return lacking("the run has no stage %s", s.Name)
		})
	}
	of("oldest-unseen", "max", measure.Seconds, func(run Run, o *results.StageOutcome) Value {
		return gauged(run, o.OldestMax, results.GaugeEvery)
	})
	if s.Objective > 0 {
		of("stale-time", "", measure.Seconds, func(run Run, o *results.StageOutcome) Value {
			return gauged(run, o.StaleTime, results.GaugeEvery)
		})
	}
	of("lag", "max", measure.Seconds, func(run Run, o *results.StageOutcome) Value {
		return gauged(run, o.LagMax, results.GaugeEvery)
	})
	of("backlog", "max", measure.Records, func(_ Run, o *results.StageOutcome) Value { return exactly(float64(o.BacklogMax)) })
}

func stageOf(run Run, name string) *results.StageOutcome {
	return byName(run.Outcome.Stages, name, func(s *results.StageOutcome) string { return s.Name })
}
