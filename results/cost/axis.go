package cost

import (
	"fmt"
	"math"

	"github.com/freshet-bench/freshet/results/measure"
)

// Axis is a quantity that a bill grows with.
type Axis struct {
	// Name is one of measure's axes: retention, volume, fan-out, zones, replays.
	Name string
	// About is what grows, for people: "retained time".
	About string
	Unit  measure.Unit
	get   func(Facts) float64
	set   func(Facts, float64) Facts
	// from and to bound the search for break-even points; a bound that is relative
	// counts from the user's point.
	from, to float64
	relative bool
}

// Axes returns the quantities that a bill grows with.
func Axes() []Axis {
	of := func(i Input) (func(Facts) float64, func(Facts, float64) Facts) {
		return func(f Facts) float64 { return f.value(i) }, func(f Facts, v float64) Facts { return f.with(i, v) }
	}
	retention := Axis{Name: measure.AxisRetention, About: "retained time", Unit: measure.Seconds, from: 3600, to: 366 * day}
	retention.get, retention.set = of(Retention)
	volume := Axis{Name: measure.AxisVolume, About: "produced bytes a second", Unit: measure.BytesSec, from: 1e-3, to: 1e3, relative: true}
	volume.get, volume.set = of(Rate)
	fanOut := Axis{Name: measure.AxisFanOut, About: "fan-out", Unit: measure.Factor, from: 0, to: 100, get: Facts.FanOut, set: Facts.WithFanOut}
	zones := Axis{Name: measure.AxisZones, About: "zones", Unit: measure.None, from: 1, to: 6}
	zones.get, zones.set = of(Zones)
	replays := Axis{Name: measure.AxisReplays, About: "replaying teams", Unit: measure.None, from: 0, to: 100, set: Facts.withTeams}
	replays.get, _ = of(ReplayTeams)
	return []Axis{retention, volume, fanOut, zones, replays}
}

// FindAxis returns the axis of a name; false if there is none.
func FindAxis(name string) (Axis, bool) {
	for _, a := range Axes() {
		if a.Name == name {
			return a, true
		}
	}
	return Axis{}, false
}

// withTeams is the facts with another number of replaying teams. Where no replay
// is known, a team reads all that is retained.
func (f Facts) withTeams(teams float64) Facts {
	if f.value(ReplaySpan) == 0 {
		f = f.with(ReplaySpan, f.value(Retention))
	}
	return f.with(ReplayTeams, teams)
}

// Format writes a value on the axis for people.
func (a Axis) Format(v float64) string { return measure.FormatQuantity(v, a.Unit) }

// At is the user's point on the axis.
func (a Axis) At(f Facts) float64 { return a.get(f) }

// points are where a curve is drawn: an eighth of the user's point to eight times
// as much, or what is usual where the point is 0 or comes whole.
func (a Axis) points(f Facts) []float64 {
	x := a.get(f)
	switch {
	case a.Name == measure.AxisZones:
		return steps(1, 6, 5)
	case a.Name == measure.AxisReplays:
		return steps(0, max(8, 2*x), 8)
	case x <= 0 && a.Name == measure.AxisFanOut:
		return steps(0, 8, 8)
	case x <= 0:
		return nil
	}
	const each = 10 // points to either side
	out := make([]float64, 0, 2*each+1)
	for i := -each; i <= each; i++ {
		out = append(out, x*math.Pow(8, float64(i)/each))
	}
	return out
}

// steps are n+1 even points from a to b.
func steps(a, b float64, n int) []float64 {
	out := make([]float64, 0, n+1)
	for i := range n + 1 {
		out = append(out, a+(b-a)*float64(i)/float64(n))
	}
	return out
}

// Elasticity is how a bill answers to one quantity at the user's point.
type Elasticity struct {
	Axis string `json:"axis"`
	// Slope is d ln(cost) / d ln(quantity), brokers counted in fractions above their
	// minimum since steps have no slope: 1 = the bill grows as the quantity does.
	Slope float64 `json:"slope"`
	// Doubling is what doubling the quantity adds to the bill, with whole brokers:
	// 0.31 = 31 %.
	Doubling float64 `json:"doubling"`
}

// Elasticity is the elasticity of a model's bill to a quantity. It fails where there
// is none: at a quantity of 0, a bill of 0, or a price that is missing.
func (m Model) Elasticity(f Facts, list *List, place Place, a Axis) (Elasticity, error) {
	x := a.get(f)
	if x <= 0 {
		return Elasticity{}, fmt.Errorf("%s is 0, so that it cannot grow by a share", a.Name)
	}
	smooth := f
	smooth.smooth = true
	const step = 1.01
	var totals [4]float64
	for i, g := range []Facts{a.set(smooth, x/step), a.set(smooth, x*step), f, a.set(f, 2*x)} {
		b, err := m.Bill(g, list, place)
		if err != nil {
			return Elasticity{}, err
		}
		totals[i] = b.Total
	}
	if totals[0] <= 0 || totals[2] <= 0 {
		return Elasticity{}, fmt.Errorf("the bill of %s is 0, so that it cannot grow by a share", m.Name)
	}
	return Elasticity{
		Axis: a.Name, Slope: math.Log(totals[1]/totals[0]) / (2 * math.Log(step)), Doubling: totals[3]/totals[2] - 1,
	}, nil
}
