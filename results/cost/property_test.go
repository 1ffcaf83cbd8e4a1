package cost

import (
	"math"
	"testing"

	"github.com/freshet-bench/freshet/results/measure"
	"pgregory.net/rapid"
)

// anyFacts draws a workload: every input within its bounds, also at them.
func anyFacts(t *rapid.T) Facts {
	f := Assume()
	for _, i := range Inputs() {
		s := i.Spec()
		usual := rapid.Float64Range(s.Least, max(s.Least, min(s.Most, 4*s.Default+10)))
		v := rapid.OneOf(usual, rapid.Float64Range(s.Least, s.Most), rapid.SampledFrom([]float64{s.Least, s.Most, s.Default})).Draw(t, s.Name)
		if s.Whole {
			v = math.Trunc(v)
		}
		if err := f.Set(i, max(v, s.Least), Given, ""); err != nil {
			t.Fatal(err)
		}
	}
	return f
}

// usualFacts draws a workload of a size that clusters have.
func usualFacts(t *rapid.T) Facts {
	f := Assume().with(Rate, rapid.Float64Range(0, 2e9).Draw(t, "rate"))
	f = f.with(Retention, rapid.Float64Range(0, 40*day).Draw(t, "retention"))
	f = f.with(Zones, float64(rapid.IntRange(1, 4).Draw(t, "zones")))
	f = f.with(Replication, float64(rapid.IntRange(1, 4).Draw(t, "replication")))
	f = f.with(ClosestReplica, float64(rapid.IntRange(0, 1).Draw(t, "closest")))
	f = f.with(ReplayTeams, float64(rapid.IntRange(0, 5).Draw(t, "teams")))
	f = f.with(ReplaySpan, rapid.Float64Range(0, 40*day).Draw(t, "span"))
	f = f.with(Replacements, rapid.Float64Range(0, 3).Draw(t, "replacements"))
	for _, class := range fanOuts() {
		f = f.with(class, rapid.Float64Range(0, 5).Draw(t, class.String()))
	}
	if rapid.Bool().Draw(t, "metered") {
		for _, i := range append(readCrossings(), CrossingProduce) {
			f = f.with(i, rapid.Float64Range(0, 1).Draw(t, i.String()))
		}
	}
	return f
}

// somewhere draws a provider and one of its models.
func somewhere(t *rapid.T) (Model, Place) {
	place := Place{Provider: rapid.SampledFrom(providers()).Draw(t, "provider")}
	return rapid.SampledFrom(ModelsAt(place.Provider)).Draw(t, "model"), place
}

func mustBill(t *rapid.T, m Model, f Facts, p Place) Bill {
	b, err := m.Bill(f, Shipped(), p)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestBillsAreFinite(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m, p := somewhere(t)
		f := anyFacts(t)
		if p.Provider == "gcp" {
			f = f.with(Endpoints, 0) // the shipped list has no price of one
		}
		b := mustBill(t, m, f, p)
		for _, l := range b.Lines {
			for _, v := range []float64{l.Amount, l.Quantity, l.Prices[0].Price} {
				if math.IsNaN(v) || math.IsInf(v, 0) || v < 0 {
					t.Fatalf("%s: %+v", m.Name, l)
				}
			}
		}
		if math.IsInf(b.Total, 0) || math.IsNaN(b.Total) {
			t.Fatalf("%s costs %v", m.Name, b.Total)
		}
	})
}

// TestBillsGrowWithEveryVolume looks at every volume of every workload that it
// draws: a slip in one line of one model is rarely hit otherwise.
func TestBillsGrowWithEveryVolume(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m, p := somewhere(t)
		f := usualFacts(t)
		priced := p.Provider != "gcp" // whose private endpoints the shipped list has no price of
		if priced {
			f = f.with(Endpoints, float64(rapid.IntRange(0, 2).Draw(t, "endpoints")))
		}
		factor, plus := rapid.Float64Range(1, 3).Draw(t, "factor"), rapid.Float64Range(0, 1).Draw(t, "plus")
		before := mustBill(t, m, f, p).Total
		for _, i := range Inputs() {
			if !i.Spec().Volume || i == Endpoints && !priced {
				continue
			}
			more := f.with(i, f.value(i)*factor+plus)
			if after := mustBill(t, m, more, p).Total; after < before*(1-1e-9) {
				t.Fatalf("%s: %s from %v to %v takes the bill from %v to %v", m.Name, i, f.value(i), more.value(i), before, after)
			}
		}
	})
}

// No input becomes what is no number, or beyond its bounds.
func TestInputsStayWithinTheirBounds(t *testing.T) {
	for _, i := range Inputs() {
		s := i.Spec()
		for _, v := range []float64{math.NaN(), math.Inf(1), math.Inf(-1), s.Least - 1, 2 * s.Most} {
			f := Assume()
			if err := f.Set(i, v, Given, ""); err == nil || f != Assume() {
				t.Errorf("%s may be set to %v", i, v)
			}
			if got := Assume().with(i, v).value(i); !(got >= s.Least && got <= s.Most) {
				t.Errorf("%s with %v is %v", i, v, got)
			}
		}
	}
}

// TestNoLoadCostsNothing: brokers are counted from the load, so that without any
// there is nothing to pay for but what is stated to be there: brokers, endpoints.
func TestNoLoadCostsNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m, p := somewhere(t)
		f := usualFacts(t).with(Rate, 0)
		if b := mustBill(t, m, f, p); b.Total != 0 || len(b.Lines) != 0 {
			t.Fatalf("%s: %+v", m.Name, b)
		}
		if b := mustBill(t, m, f.with(Brokers, 3), p); b.Of(measure.ItemCompute) == 0 {
			t.Fatalf("%s: three brokers are stated and cost nothing", m.Name)
		}
	})
}

// TestBillsAreAdditive: two sources cost together what they cost apart, in all that
// is billed by the byte. Brokers come whole, and so do write-ahead logs and the
// objects that they write at an interval; tiers are cheaper together.
func TestBillsAreAdditive(t *testing.T) {
	byTheByte := []string{measure.ItemIngest, measure.ItemProduce, measure.ItemReplication, measure.ItemConsume, measure.ItemReplay}
	rapid.Check(t, func(t *rapid.T) {
		m, p := somewhere(t)
		f := usualFacts(t)
		share := rapid.Float64Range(0, 1).Draw(t, "share")
		one, two := f.with(Rate, f.value(Rate)*share), f.with(Rate, f.value(Rate)*(1-share))
		both, a, b := mustBill(t, m, f, p), mustBill(t, m, one, p), mustBill(t, m, two, p)
		items := byTheByte
		if m.Name != "shared-storage" {
			items = append(items, measure.ItemBlockStorage, measure.ItemRequests)
		}
		if p.Provider != "azure" { // whose object storage has tiers
			items = append(items, measure.ItemObjectStorage)
		}
		for _, item := range items {
			if got, want := a.Of(item)+b.Of(item), both.Of(item); math.Abs(got-want) > 1e-6*(1+want) {
				t.Fatalf("%s: %s costs %v apart and %v together", m.Name, item, got, want)
			}
		}
		if a.Total+b.Total < both.Total*(1-1e-9) {
			t.Fatalf("%s: %v apart, and more together: %v", m.Name, a.Total+b.Total, both.Total)
		}
	})
}

// TestElasticityIsTheSlope holds the slope to a bill's own small step, where no
// broker is added.
func TestElasticityIsTheSlope(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m, p := somewhere(t)
		f := usualFacts(t).with(Rate, rapid.Float64Range(1e6, 1e9).Draw(t, "rate"))
		for _, a := range Axes() {
			e, err := m.Elasticity(f, Shipped(), p, a)
			if err != nil {
				continue // at 0
			}
			if math.IsNaN(e.Slope) || e.Slope < -1e-9 && a.Name != measure.AxisZones || e.Doubling < -1e-9 && a.Name != measure.AxisZones {
				t.Fatalf("%s: %+v", m.Name, e)
			}
			if a.Name == measure.AxisVolume && e.Slope > 1+1e-6 {
				t.Fatalf("%s: the bill grows faster than volume: %+v", m.Name, e)
			}
		}
	})
}
