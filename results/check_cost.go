package results

import (
	"github.com/freshet-bench/freshet/results/cost"
)

// costCheck judges cost(item), cost-share(item) and cost-elasticity(quantity), with
// the shipped prices.
type costCheck struct{ expectation }

var _ Checker = costCheck{}

// duringMonth is the part of a run that a cost is of: none, but a month like it.
const duringMonth = "a month, modelled"

// Check models the cost of the run's workload and compares it.
func (c costCheck) Check(a *Analysis) Check {
	facts := CostFacts(a.rec)
	if facts.Fact(cost.Rate).Value == 0 {
		return c.check(duringMonth, []finding{unknown("", 0, "no traffic was metered, so that there is nothing to model")})
	}
	choice, err := CostSetting(a.rec).Choose(facts, cost.Shipped())
	if err != nil {
		return c.check(duringMonth, []finding{unknown("", 0, "%s", err.Error())})
	}
	v, err := choice.Value(c.Measure, c.Args[0], cost.Shipped())
	if err != nil {
		return c.check(duringMonth, []finding{unknown("", 0, "%s", err.Error())})
	}
	return c.check(duringMonth, []finding{c.judge(finding{value: v})})
}
