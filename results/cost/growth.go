package cost

import (
	"cmp"
	"math"
	"slices"

	"github.com/freshet-bench/freshet/results/measure"
)

// Curve is what a bill is along an axis, all else as at the user's point.
type Curve struct {
	Model  string  `json:"model"`
	Axis   string  `json:"axis"`
	Points []Point `json:"points"`
}

// Point is a total at a value of the axis.
type Point struct {
	At    float64 `json:"at"`
	Total float64 `json:"total"`
}

// Curve draws the model's bill along an axis. It fails where a price is missing,
// and has no points where the axis has none: a load of 0 does not grow.
func (m Model) Curve(f Facts, list *List, place Place, a Axis) (Curve, error) {
	c := Curve{Model: m.Name, Axis: a.Name}
	for _, x := range a.points(f) {
		g := a.set(f, x)
		b, err := m.Bill(g, list, place)
		if err != nil {
			return c, err
		}
		c.Points = append(c.Points, Point{a.get(g), b.Total})
	}
	return c, nil
}

// BreakEven is where two models cost the same.
type BreakEven struct {
	Axis string `json:"axis"`
	// Model and Other are compared between From and To.
	Model string  `json:"model"`
	Other string  `json:"other"`
	From  float64 `json:"from"`
	To    float64 `json:"to"`
	// At are the values of the axis at which one begins to be cheaper than the other;
	// none if the same one is all the way.
	At []float64 `json:"at,omitempty"`
	// Cheaper is the one that is cheaper below the first of them; "" if they always
	// cost the same.
	Cheaper string `json:"cheaper"`
}

// gridPoints are looked at for a change of sign before it is narrowed down.
const gridPoints = 120

// BreakEvens finds where two models cost the same along an axis, brokers counted in
// fractions so that steps do not cross more than once.
func (m Model) BreakEvens(other Model, f Facts, list *List, place Place, a Axis) (BreakEven, error) {
	from, to := a.bounds(f)
	out := BreakEven{Axis: a.Name, Model: m.Name, Other: other.Name, From: from, To: to}
	f.smooth = true
	var failed error
	difference := func(x float64) float64 {
		g := a.set(f, x)
		one, err1 := m.Bill(g, list, place)
		two, err2 := other.Bill(g, list, place)
		failed = cmp.Or(failed, err1, err2)
		if d := one.Total - two.Total; math.Abs(d) > 1e-9*(one.Total+two.Total) {
			return d
		}
		return 0
	}
	x, d := from, 0.0 // the last point at which they differ, and by how much
	for i := 0; i <= gridPoints && failed == nil; i++ {
		next := a.between(from, to, float64(i)/gridPoints)
		e := difference(next)
		if e == 0 {
			continue
		}
		switch {
		case d == 0 && e < 0:
			out.Cheaper = m.Name
		case d == 0:
			out.Cheaper = other.Name
		case math.Signbit(d) != math.Signbit(e):
			out.At = append(out.At, bisect(difference, x, next, d))
		}
		x, d = next, e
	}
	return out, failed
}

// bounds are where break-even points are searched.
func (a Axis) bounds(f Facts) (from, to float64) {
	if a.relative {
		return a.from * a.get(f), a.to * a.get(f)
	}
	return a.from, a.to
}

// between is a point of the range: by factors where it begins above 0.
func (a Axis) between(from, to, share float64) float64 {
	if from <= 0 {
		return from + (to-from)*share
	}
	return from * math.Pow(to/from, share)
}

// bisect finds where a function that is d at lo crosses 0 before hi.
func bisect(f func(float64) float64, lo, hi, d float64) float64 {
	for range 60 {
		mid := lo + (hi-lo)/2
		e := f(mid)
		if e == 0 {
			return mid
		}
		if math.Signbit(e) == math.Signbit(d) {
			lo = mid
			continue
		}
		hi = mid
	}
	return lo + (hi-lo)/2
}

// Swing is how far one input moves the bill: halved and doubled, switched off and
// on, a zone fewer and one more.
type Swing struct {
	Input string `json:"input"`
	// Low and High are the values, for people; LowTotal and HighTotal what they cost.
	Low       string  `json:"low"`
	High      string  `json:"high"`
	LowTotal  float64 `json:"low_total"`
	HighTotal float64 `json:"high_total"`
}

// width is how far apart the totals are.
func (s Swing) width() float64 { return math.Abs(s.HighTotal - s.LowTotal) }

// Tornado is the inputs that move the model's bill, the one that moves it most
// first. Those that move it by less than a thousandth are left out.
func (m Model) Tornado(f Facts, list *List, place Place) ([]Swing, error) {
	var out []Swing
	for _, v := range variations(f) {
		low, err := m.Bill(v.low, list, place)
		if err != nil {
			return nil, err
		}
		high, err := m.Bill(v.high, list, place)
		if err != nil {
			return nil, err
		}
		s := Swing{Input: v.name, Low: v.lowText, High: v.highText, LowTotal: low.Total, HighTotal: high.Total}
		if s.width() > 1e-3*max(low.Total, high.Total) {
			out = append(out, s)
		}
	}
	slices.SortStableFunc(out, func(x, y Swing) int { return cmp.Compare(y.width(), x.width()) })
	return out, nil
}

// variation is an input at two values.
type variation struct {
	name              string
	low, high         Facts
	lowText, highText string
}

// variations are every input that has a value to vary; fan-out is one.
func variations(f Facts) []variation {
	var out []variation
	if g := f.FanOut(); g > 0 {
		out = append(out, variation{
			"fan-out", f.WithFanOut(g / 2), f.WithFanOut(2 * g),
			measure.FormatQuantity(g/2, measure.Factor), measure.FormatQuantity(2*g, measure.Factor),
		})
	}
	for _, i := range Inputs() {
		s, v := i.Spec(), f.value(i)
		low, high := v/2, 2*v
		switch {
		case slices.Contains(fanOuts(), i), i == ReplaySpan, i == ReplaysMonthly, i == Month, i == Events, f.derived(i):
			continue // together, above; as the teams do; no choice of the user's; in no bill; as the zones do
		case s.Unit == onOff:
			low, high = 0, 1
		case i == Zones:
			low, high = v-1, v+1
		case v == 0:
			continue
		}
		a, b := f.with(i, low), f.with(i, high)
		out = append(out, variation{s.Name, a, b, s.Format(a.value(i)), s.Format(b.value(i))})
	}
	return out
}
