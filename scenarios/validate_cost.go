package scenarios

import (
	"strings"

	"github.com/freshet-bench/freshet/results/cost"
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
