package cost

import (
	"fmt"
	"slices"
	"strings"

	"github.com/freshet-bench/freshet/results/measure"
)

// Model is a way to run a stream, and what its bill consists of. One file each.
type Model struct {
	Name  string
	About string
	// Provider is the only one that has it; "" for a model of any cloud.
	Provider string
	lines    func(*calculation)
}

// Models returns every model, the usual one first.
func Models() []Model {
	return []Model{sharedNothing(), tiered(), sharedStorage(), msk(), mskExpress()}
}

// ModelsAt returns the models that a provider has.
func ModelsAt(provider string) []Model {
	return slices.DeleteFunc(Models(), func(m Model) bool { return m.Provider != "" && m.Provider != provider })
}

// FindModel returns the model of a name. The error lists what there is.
func FindModel(name string) (Model, error) {
	var names []string
	for _, m := range Models() {
		if m.Name == name {
			return m, nil
		}
		names = append(names, m.Name)
	}
	if near := measure.Nearest(name, names); near != "" {
		return Model{}, fmt.Errorf("there is no cost model %q; did you mean %q?", name, near)
	}
	return Model{}, fmt.Errorf("there is no cost model %q; there are %s", name, strings.Join(names, ", "))
}
