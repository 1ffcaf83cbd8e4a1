package compare

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/freshet-bench/freshet/results"
	"github.com/freshet-bench/freshet/results/measure"
)

// Gate is a condition on a difference that fails a comparison: that a measure of the
// other sides is above, or below, that of the first by more than a bound.
type Gate struct {
	// Text is the gate as written.
	Text string `json:"text"`
	// Measure is the measure in the grammar of expectations: what stands before the
	// comparison, with the part of the run that stands behind the bound.
	Measure string `json:"measure"`
	// Above is true for >, which fails on what is higher, false for <.
	Above bool `json:"above"`
	// Bound is relative to the first side's values (0.1 for +10%) if Relative is true,
	// else in the measure's base unit.
	Bound    float64 `json:"bound"`
	Relative bool    `json:"relative"`

	unit measure.Unit // of the measure
	// written is the unit of the bound as written, and at where it stands.
	written measure.Unit
	at      int
	// probe is an expectation on the measure that is worst where the gate is.
	probe string
}

// GateResult is a gate decided for one side.
type GateResult struct {
	Gate
	// Side is the index of the side in Comparison.Sides.
	Side int `json:"side"`
	// First and Other are the measure on both sides.
	First Sample       `json:"first"`
	Other Sample       `json:"other"`
	Unit  measure.Unit `json:"unit"`
	// Absolute, Relative and Interval are as of a Pair.
	Absolute        *float64  `json:"absolute,omitempty"`
	RelativeDiff    *float64  `json:"relative_difference,omitempty"`
	DifferenceBound Bound     `json:"difference_bound,omitempty"`
	Interval        *Interval `json:"interval,omitempty"`
	// P is that of the one-sided Mann-Whitney test of the other side's values against
	// those of the first, moved by the bound; Adjusted that after Holm's correction
	// over all gates and sides. nil where there is none.
	P        *float64        `json:"p,omitempty"`
	Adjusted *float64        `json:"p_adjusted,omitempty"`
	Verdict  results.Verdict `json:"verdict"`
	Reason   string          `json:"reason,omitempty"`
}

// Verdict is that of all gates: fail beats unknown beats pass; pass without any.
func (c *Comparison) Verdict() results.Verdict {
	out := results.Pass
	for _, g := range c.Gates {
		if worse(g.Verdict, out) {
			out = g.Verdict
		}
	}
	return out
}

// gates decides the gates, or says what is wrong with them.
func (c *Comparison) gates(list []Gate) error {
	var problems []string
	plan := c.Sides[0].Runs[0].Record.Plan
	plan.Entries = timeline(c.Sides)
	list = slices.Clone(list)
	for i := range list {
		if why := list[i].resolve(plan.Topology()); why != "" {
			problems = append(problems, why)
		}
	}
	if len(problems) > 0 {
		return &GateError{problems}
	}
	for _, g := range list {
		samples := make([]Sample, len(c.Sides))
		for i, s := range c.Sides {
			samples[i] = g.sample(s)
			samples[i].sum(c.Method.bootstrap(), g.Measure, i)
		}
		for n := 1; n < len(c.Sides); n++ {
			c.Gates = append(c.Gates, c.gate(g, samples, n))
		}
	}
	c.adjustGates()
	return nil
}

// GateError is what is wrong with gates, given what the runs have.
type GateError struct{ Problems []string }

func (e *GateError) Error() string { return strings.Join(e.Problems, "\n") }

// sample is the gate's measure in the runs of a side.
func (g Gate) sample(s Side) Sample {
	var out Sample
	for _, r := range s.Runs {
		check, err := results.Analyze(r.Record).Evaluate(g.probe)
		switch {
		case err != nil:
			out.Values = append(out.Values, lacking("%s", err))
		case check.Measured == nil:
			out.Values = append(out.Values, lacking("%s", check.Reason))
		default:
			v := Value{Value: check.Measured, Censored: check.Censored, Resolution: g.resolution(r, *check.Measured)}
			if !g.counts() {
				v = r.timed(v)
			}
			out.Values = append(out.Values, v)
		}
	}
	return out
}

func (g Gate) kind() measure.Kind {
	e, err := measure.Parse(g.probe)
	if err != nil {
		return ""
	}
	m, _ := measure.Lookup(e.Measure)
	return m.Kind
}

// counts reports whether the measure is of counts of events or of money, which late
// clocks leave alone.
func (g Gate) counts() bool {
	return g.kind() == measure.Ledger || slices.Contains([]measure.Unit{measure.Records, measure.PerSec, measure.Money}, g.unit)
}

// resolution is how far two values of the measure must be apart in a run.
func (g Gate) resolution(r Run, v float64) float64 {
	switch kind := g.kind(); {
	case g.unit != measure.Seconds:
		return 0
	case kind == measure.Sample:
		return r.resolution(seconds(v)).Seconds()
	default:
		return results.GaugeEvery.Seconds()
	}
}

// gate compares a side with the first one, up to the p-value.
func (c *Comparison) gate(g Gate, samples []Sample, n int) GateResult {
	first, other := samples[0], samples[n]
	out := GateResult{Gate: g, Side: n, First: first, Other: other, Unit: g.unit, Verdict: results.Unknown}
	var p Pair
	p.difference(&first, &other)
	out.Absolute, out.RelativeDiff, out.DifferenceBound = p.Absolute, p.Relative, p.Bound
	x, boundX := g.moved(&first)
	y, boundY := other.usable()
	out.Interval, _ = c.Method.bootstrap().difference(&first, &other)
	switch {
	case len(x) == 0:
		out.Reason = c.Sides[0].lacks(&first)
	case len(y) == 0:
		out.Reason = c.Sides[n].lacks(&other)
	case min(len(x), len(y)) < MinTest:
		out.Reason = fmt.Sprintf("%d and %d runs; a p-value needs %d a side", len(x), len(y), MinTest)
	case max(observed(x), observed(y)) > min(boundX, boundY):
		out.Reason = "a run ended with it still under way, and another may have taken longer: their order is not known"
	case math.IsInf(min(slices.Min(x), slices.Min(y)), 1):
		out.Reason = "every run of both sides ended with it still under way"
	default:
		p := g.p(x, y)
		out.P = &p
	}
	return out
}

// moved is the first side's values that count and the least of its censored ones, as
// of Sample.usable, moved by the bound: so far a run of the first side was watched.
func (g Gate) moved(first *Sample) (values []float64, bound float64) {
	values, bound = first.usable()
	for i, v := range values {
		values[i] = g.move(v)
	}
	return values, g.move(bound)
}

// p is how likely values at least as far beyond the bound are, if they are not; x are
// those of the first side, moved by the bound.
func (g Gate) p(x, y []float64) float64 {
	if g.Above {
		return above(x, y)
	}
	return above(y, x)
}

// move is a value of the first side, moved by the bound.
func (g Gate) move(v float64) float64 {
	switch {
	case math.IsInf(v, 0):
		return v
	case g.Relative:
		return v * (1 + g.Bound)
	}
	return v + g.Bound
}

// adjustGates corrects for the number of gates and gives the verdicts.
func (c *Comparison) adjustGates() {
	var raw []float64
	var tested []*GateResult
	for i := range c.Gates {
		if g := &c.Gates[i]; g.P != nil {
			raw, tested = append(raw, *g.P), append(tested, g)
		}
	}
	for i, adjusted := range holm(raw) {
		tested[i].Adjusted = &adjusted
		tested[i].decide(len(raw), c.Method.Alpha)
	}
}

// decide gives a gate with a p-value its verdict.
func (g *GateResult) decide(tests int, alpha float64) {
	coarse := max(g.First.resolution(), g.Other.resolution())
	beyond := g.beyond()
	switch {
	case *g.Adjusted <= alpha && math.Abs(beyond) <= coarse:
		g.Verdict, g.Reason = results.Pass, "beyond the bound by no more than can be measured, "+measure.FormatQuantity(coarse, g.Unit)
	case *g.Adjusted <= alpha:
		g.Verdict = results.Fail
	case leastP(g.First.N, g.Other.N)/2*float64(tests) > alpha:
		g.Reason = fmt.Sprintf("%d and %d runs cannot show it among %s", g.First.N, g.Other.N, counted(tests, "gate", "gates"))
	default:
		g.Verdict = results.Pass
		if beyond > coarse {
			g.Reason = "beyond the bound, but not for certain"
		}
	}
}

// beyond is how far the other side's median is beyond the bound, below 0 if it is
// within: without end where a median is censored and it is so whatever that would have
// become, else NaN, which is neither.
func (g *GateResult) beyond() float64 {
	if g.Absolute == nil {
		return math.NaN()
	}
	far := g.Other.Median.Value - g.move(g.First.Median.Value)
	switch {
	case g.DifferenceBound == Exact:
	case g.DifferenceBound == AtLeast && far > 0:
		far = math.Inf(1)
	case g.DifferenceBound == AtMost && far < 0:
		far = math.Inf(-1)
	default:
		far = math.NaN()
	}
	if !g.Above {
		return -far
	}
	return far
}
