package compare

import (
	"github.com/freshet-bench/freshet/results"
	"github.com/freshet-bench/freshet/results/cost"
	"github.com/freshet-bench/freshet/results/measure"
)

// costs are the rows of what the workload costs a month, modelled with list prices:
// all of it, and by item. They are shown only, as they follow from the bytes.
func (c *rowsOf) costs() {
	for _, item := range append([]string{measure.CostTotal}, measure.CostItems()...) {
		m := Measure{ID: "cost(" + item + ")", Section: Costs, Subject: item, Name: "cost", Part: "a month, modelled", Unit: measure.Money, Better: Lower}
		c.quietly(m, func(run Run) Value {
			bill, why := billOf(run)
			switch {
			case why != "":
				return lacking("%s", why)
			case item == measure.CostTotal:
				return exactly(bill.Total)
			}
			return exactly(bill.Of(item))
		})
	}
}

// billOf models the cost of a run, as freshet cost does without flags; or says why
// there is nothing to model.
func billOf(run Run) (bill cost.Bill, why string) {
	if run.bill == nil {
		return bill, "not modelled"
	}
	return run.bill.Bill, run.bill.why
}

// modelled is what a run's workload costs.
type modelled struct {
	cost.Bill
	why string
}

// model models the cost of a run's workload.
func model(rec *results.Record) *modelled {
	facts := results.CostFacts(rec)
	if facts.Fact(cost.Rate).Value == 0 {
		return &modelled{why: "no traffic was metered, so that there is nothing to model"}
	}
	choice, err := results.CostSetting(rec).Choose(facts, cost.Shipped())
	if err != nil {
		return &modelled{why: err.Error()}
	}
	bill, err := choice.Model.Bill(choice.Facts, cost.Shipped(), choice.Place)
	if err != nil {
		return &modelled{why: err.Error()}
	}
	return &modelled{Bill: bill}
}
