package scenarios

import (
	"strings"

	"github.com/freshet-bench/freshet/results/cost"
	"github.com/freshet-bench/freshet/results/measure"
)

// cost refuses a setting that no bill can be made of with the shipped prices.
func (l *loader) cost() {
	if l.scenario.Cost == nil || l.badAt("cost") {
		return
	}
	s := *l.scenario.Cost
	for _, field := range []struct {
		name    string
		setting cost.Setting
	}{
		{"provider", cost.Setting{Model: s.Model, Provider: s.Provider}},
		{"region", cost.Setting{Model: s.Model, Provider: s.Provider, Region: s.Region}},
		{"at", cost.Setting{At: s.At}},
	} {
		at := childPath("cost", field.name)
		if l.badAt(childPath("cost", "model")) || l.badAt(childPath("cost", "provider")) || l.badAt(at) || !l.given(at) {
			continue
		}
		if _, err := field.setting.Choose(cost.Assume(), cost.Shipped()); err != nil {
			l.fail(l.where(at), "", "%s", strings.ReplaceAll(err.Error(), "\n", "; "))
			return
		}
	}
}

// costsDecidable refuses expectations of the cost that have no value in the plan,
// and so would have none in a run.
func (l *loader) costsDecidable() {
	var choice *cost.Choice
	for i := range l.scenario.Expect {
		e := &l.scenario.Expect[i]
		if m, _ := measure.Lookup(e.Measure); !m.OfCost() {
			continue
		}
		if choice == nil {
			facts, err := l.scenario.CostFacts()
			if err != nil {
				return // what is wrong with the traffic is said elsewhere
			}
			c, err := l.scenario.CostSetting().Choose(facts, cost.Shipped())
			if err != nil {
				return
			}
			choice = &c
		}
		at := indexPath("expect", i)
		if l.given(at + ".that") {
			at += ".that"
		}
		if _, err := choice.Value(e.Measure, e.Args[0], cost.Shipped()); err != nil {
			l.fail(l.where(at), "", "cannot be decided: %s", strings.ReplaceAll(err.Error(), "\n", "; "))
		}
	}
}
