package compare

import (
	"slices"

	"github.com/freshet-bench/freshet/results"
	"github.com/freshet-bench/freshet/results/measure"
)

// imbalance are the rows of how unevenly the partitions of the sources' topics were
// filled: tested where the scenario expects something of it, as one about keys does.
func (c *rowsOf) imbalance() {
	for _, t := range c.plan.Topics {
		if !t.Source {
			continue
		}
		m := Measure{
			ID: "topics[" + t.Name + "].imbalance", Section: Correctness, Subject: t.Name, Name: "imbalance", Part: partWhole,
			Unit: measure.Factor, Better: Lower, Tested: c.asksImbalance(t.Name),
		}
		c.quietly(m, func(run Run) Value {
			at := slices.IndexFunc(run.Outcome.Settled, func(s results.Settled) bool { return s.Topic == t.Name })
			if at < 0 {
				return lacking("the run has no topic %s", t.Name)
			}
			factor, ok := run.Outcome.Settled[at].Imbalance()
			if !ok {
				return lacking("no event of a source was acknowledged")
			}
			return exactly(factor)
		})
	}
}

// asksImbalance reports whether the scenario expects something of a topic's imbalance.
func (c *rowsOf) asksImbalance(topic string) bool {
	return slices.ContainsFunc(c.plan.Expect, func(p results.PlanExpect) bool {
		e, err := measure.Parse(p.Text)
		return err == nil && e.Measure == "imbalance" && e.Subject == topic
	})
}
