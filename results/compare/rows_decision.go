package compare

import (
	"github.com/freshet-bench/freshet/results"
	"github.com/freshet-bench/freshet/results/measure"
)

// decision are the rows of a decision: what was missed, and how fast answers were.
func (c *rowsOf) decision(d results.PlanDecision) {
	c.share(d.Name, "missed", partOverall, "", true, func(p *results.DecisionPart) int64 { return p.Missed })
	for _, e := range c.entries {
		c.share(d.Name, "missed", partDuring+e.Name, e.Name, false, func(p *results.DecisionPart) int64 { return p.Missed })
	}
	c.share(d.Name, "unanswered", partOverall, "", false, func(p *results.DecisionPart) int64 { return p.Unanswered })
	c.decided(d.Name, "staleness", func(p *results.DecisionPart) results.Quantiles { return p.Staleness })
	c.decided(d.Name, "latency", func(p *results.DecisionPart) results.Quantiles { return p.Latency })
}

// share is the row of a share of decisions, of those with an event in their window.
func (c *rowsOf) share(name, what, part, entry string, tested bool, count func(*results.DecisionPart) int64) {
	m := Measure{
		ID: identify(name+"."+what, part), Section: Decisions, Subject: name, Name: what, Part: part, Entry: entry,
		Unit: measure.Ratio, Better: Lower, Tested: tested,
	}
	c.add(m, func(run Run) Value {
		p := decisionPart(run, name, part)
		if p == nil || p.WithEvent == 0 {
			return lacking("no decision with an event in %s", part)
		}
		of := float64(p.WithEvent)
		return run.timed(within(float64(count(p))/of, 1/of))
	})
}

// decided is the row of the 99th percentile of a decision's times.
func (c *rowsOf) decided(name, what string, times func(*results.DecisionPart) results.Quantiles) {
	m := Measure{
		ID: identify(name+"."+what+".p99", partOverall), Section: Decisions, Subject: name, Name: what, Stat: "p99",
		Part: partOverall, Unit: measure.Seconds, Better: Lower,
	}
	c.add(m, func(run Run) Value {
		if p := decisionPart(run, name, partOverall); p != nil {
			return quantile(run, times(p), "p99", partOverall)
		}
		return lacking("the run has no decision %s", name)
	})
}

func decisionPart(run Run, name, part string) *results.DecisionPart {
	d := byName(run.Outcome.Decisions, name, func(d *results.DecisionOutcome) string { return d.Name })
	if d == nil {
		return nil
	}
	return byName(d.Parts, part, func(p *results.DecisionPart) string { return p.Name })
}
