package compare

import (
	"slices"

	"github.com/freshet-bench/freshet/results"
	"github.com/freshet-bench/freshet/results/measure"
)

// Parts of a run, as outcomes name them.
const (
	partSteady  = "steady"
	partOverall = "overall"
	partDuring  = "during "
	partWhole   = "whole run"
)

// ages are the rows of a stage's ages: platform ages in the steady part and during
// each entry, and ages since the action where devices are late.
func (c *rowsOf) ages(s results.PlanStage) {
	for _, stat := range []string{"p50", "p99", "p99.9", "max"} {
		c.age(s, "platform-age", stat, partSteady, "", c.isEnd(s) && stat == "p99" || c.judged(s) && stat == "p50")
	}
	if c.late(s) {
		c.age(s, "age", "p50", partSteady, "", false)
		c.age(s, "age", "p99", partSteady, "", false)
	}
	for _, e := range c.entries {
		for _, stat := range []string{"p50", "p99", "p99.9", "max"} {
			c.age(s, "platform-age", stat, partDuring+e.Name, e.Name, c.isEnd(s) && stat == "p99")
		}
	}
}

// late reports whether devices delay events that reach a stage, so that their age is
// not the platform's.
func (c *rowsOf) late(s results.PlanStage) bool {
	return slices.ContainsFunc(c.plan.Sources, func(src results.PlanSource) bool {
		return src.Late && slices.Contains(s.Sources, src.Name)
	})
}

func (c *rowsOf) age(s results.PlanStage, name, stat, part, entry string, tested bool) {
	m := Measure{
		ID: identify(s.Name+"."+name+"."+stat, part), Section: Ages, Subject: s.Name, Name: name, Stat: stat,
		Part: part, Entry: entry, Unit: measure.Seconds, Better: Lower, Tested: tested,
	}
	c.add(m, func(run Run) Value {
		q, why := agePart(run, s.Name, name, part)
		if why != "" {
			return lacking("%s", why)
		}
		return quantile(run, q, stat, part)
	})
}

// agePart is the ages of a stage in a part of a run, or why there is none.
func agePart(run Run, stage, name, part string) (q results.Quantiles, why string) {
	s := byName(run.Outcome.Stages, stage, func(s *results.StageOutcome) string { return s.Name })
	if s == nil {
		return q, "the run has no stage " + stage
	}
	p := byName(s.Parts, part, func(p *results.Part) string { return p.Name })
	switch {
	case p == nil:
		return q, "the run has no part " + part
	case name == "age":
		return p.Age, ""
	}
	return p.Platform, ""
}

// identify is a measure and its part in the grammar of expectations.
func identify(what, part string) string {
	if part == partSteady || part == partWhole {
		return what
	}
	return what + " " + part
}

// acks are the rows of what a source sees of the target: how long writes take, and
// whether the load was taken.
func (c *rowsOf) acks(s results.PlanSource) {
	source := func(run Run) *results.SourceOutcome {
		return byName(run.Outcome.Sources, s.Name, func(s *results.SourceOutcome) string { return s.Name })
	}
	of := func(name, stat string, unit measure.Unit, better Better, tested bool, value func(Run, *results.SourceOutcome) Value) {
		m := Measure{
			ID: identify(s.Name+"."+name+"."+stat, partOverall), Section: Ages, Subject: s.Name, Name: name, Stat: stat,
			Part: partOverall, Unit: unit, Better: better, Tested: tested,
		}
		c.add(m, func(run Run) Value {
			if o := source(run); o != nil {
				return value(run, o)
			}
			return lacking("the run has no source %s", s.Name)
		})
	}
	for _, stat := range []string{"p50", "p99"} {
		of("ack-age", stat, measure.Seconds, Lower, stat == "p99" && s.Class == "serving", func(run Run, o *results.SourceOutcome) Value {
			return quantile(run, o.Ack, stat, partOverall)
		})
	}
	of("acked", "rate", measure.PerSec, Higher, false, func(run Run, o *results.SourceOutcome) Value {
		length := run.Outcome.Loaded - run.Record.Plan.Warmup
		if length <= 0 {
			return lacking("no load after the warmup")
		}
		return exactly(float64(o.Ack.Count) / length.Seconds())
	})
}
