package cost

import "github.com/freshet-bench/freshet/results/measure"

// Study is everything that is said of a workload's cost: the bills of all models
// side by side, and how that of one of them grows.
type Study struct {
	Facts   Facts
	Place   Place
	Chosen  string
	Bills   []Bill
	Refused []Refusal
	// Curves are of every model that has a bill, by axis.
	Curves       []Curve
	Elasticities []ModelElasticity
	// BreakEvens are of the chosen model against each other, Tornado is of it.
	BreakEvens []BreakEven
	Tornado    []Swing
}

// Refusal is a model without a bill, and why.
type Refusal struct {
	Model string `json:"model"`
	Why   string `json:"why"`
}

// ModelElasticity is an elasticity of a model's bill.
type ModelElasticity struct {
	Model string `json:"model"`
	Elasticity
}

// NewStudy works out the bills of every model that the provider has, and the growth
// of the chosen one. It fails if the chosen model has no bill.
func NewStudy(f Facts, list *List, place Place, chosen Model) (Study, error) {
	first, err := chosen.Bill(f, list, place)
	if err != nil {
		return Study{}, err
	}
	s := Study{Facts: f, Place: first.Place, Chosen: chosen.Name}
	var models []Model
	for _, m := range ModelsAt(s.Place.Provider) {
		b, err := m.Bill(f, list, s.Place)
		if err != nil {
			s.Refused = append(s.Refused, Refusal{m.Name, err.Error()})
			continue
		}
		s.Bills = append(s.Bills, b)
		models = append(models, m)
	}
	for _, a := range Axes() {
		for _, m := range models {
			s.grow(list, m, a)
			if m.Name != chosen.Name {
				s.compare(list, chosen, m, a)
			}
		}
	}
	s.Tornado, err = chosen.Tornado(f, list, s.Place)
	return s, err
}

// grow adds a model's curve and elasticity along an axis, where it has them.
func (s *Study) grow(list *List, m Model, a Axis) {
	if c, err := m.Curve(s.Facts, list, s.Place, a); err == nil && len(c.Points) > 0 {
		s.Curves = append(s.Curves, c)
	}
	if a.Name == measure.AxisZones {
		return
	}
	if e, err := m.Elasticity(s.Facts, list, s.Place, a); err == nil {
		s.Elasticities = append(s.Elasticities, ModelElasticity{m.Name, e})
	}
}

// compare adds where two models cost the same along an axis.
func (s *Study) compare(list *List, m, other Model, a Axis) {
	if a.Name == measure.AxisZones || a.At(s.Facts) <= 0 && a.relative {
		return
	}
	if b, err := m.BreakEvens(other, s.Facts, list, s.Place, a); err == nil {
		s.BreakEvens = append(s.BreakEvens, b)
	}
}

// Bill is the bill of the chosen model.
func (s Study) Bill() Bill {
	for _, b := range s.Bills {
		if b.Model == s.Chosen {
			return b
		}
	}
	return Bill{}
}
