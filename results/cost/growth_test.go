package cost

import (
	"math"
	"slices"
	"strings"
	"testing"
)

func TestBreakEvenIsWhereBillsAreEqual(t *testing.T) {
	f := facts(t, "rate=100MB/s,fan-out=3")
	one, _ := FindModel("shared-nothing")
	two, _ := FindModel("shared-storage")
	axis, _ := FindAxis("volume")
	e, err := one.BreakEvens(two, f, Shipped(), Place{Provider: "aws"}, axis)
	if err != nil || len(e.At) != 1 || e.Cheaper != "shared-nothing" {
		t.Fatalf("%+v, %v", e, err)
	}
	g := f.with(Rate, e.At[0])
	g.smooth = true
	a, _ := one.Bill(g, Shipped(), Place{Provider: "aws"})
	b, _ := two.Bill(g, Shipped(), Place{Provider: "aws"})
	if math.Abs(a.Total-b.Total) > 1e-6*a.Total {
		t.Errorf("at %v they cost %v and %v", e.At[0], a.Total, b.Total)
	}
}

func TestNoBreakEvenSaysWhichIsCheaper(t *testing.T) {
	one, _ := FindModel("tiered")
	two, _ := FindModel("shared-storage")
	axis, _ := FindAxis("fan-out")
	e, err := one.BreakEvens(two, facts(t, "rate=100MB/s,fan-out=3"), Shipped(), Place{Provider: "aws"}, axis)
	if err != nil || len(e.At) != 0 || e.Cheaper != "shared-storage" {
		t.Errorf("%+v, %v", e, err)
	}
}

func TestTornadoIsSorted(t *testing.T) {
	m, _ := FindModel("shared-nothing")
	swings, err := m.Tornado(facts(t, "rate=100MB/s,fan-out=3,replay=3x7d/month"), Shipped(), Place{Provider: "aws"})
	if err != nil || len(swings) < 6 {
		t.Fatalf("%v, %v", swings, err)
	}
	if !slices.IsSortedFunc(swings, func(a, b Swing) int { return int(math.Copysign(1, b.width()-a.width())) }) {
		t.Errorf("not sorted: %v", swings)
	}
	if swings[0].Input != "rate" {
		t.Errorf("a bill that is proportional to the load is moved most by it, not by %s", swings[0].Input)
	}
}

func TestAtReportsEveryProblem(t *testing.T) {
	f, err := Assume().At("rate=1GiB/s, retention=7d,fan-out=3,zones=3,replay=3x7d/week,closest-replica=on")
	if err != nil {
		t.Fatal(err)
	}
	if f.value(Rate) != 1<<30 || f.FanOut() != 3 || !f.on(ClosestReplica) || math.Abs(f.value(ReplaysMonthly)-730.0/168) > 1e-9 {
		t.Errorf("%+v", f)
	}
	if f.Fact(Rate).Origin != Given || f.Fact(Headroom).Origin != Assumed {
		t.Error("what is given is marked given, the rest assumed")
	}
	_, err = Assume().At("rate=7,retntion=7d,zones=0,zones=2.5,replay=3,fan-out=-1,closest-replica=maybe,x")
	for _, want := range []string{
		`rate is "7"; expected a throughput, as 10MiB/s`, `there is no input "retntion"; did you mean "retention"?`,
		"zones is 0; expected 1 to 100", "zones is 2.5; expected a whole number", `replay is "3"; expected teams`,
		`fan-out: "-1" is not a quantity`, `closest-replica is "maybe"; expected on or off`, `"x" is not name=value`,
	} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v\nlacks %q", err, want)
		}
	}
}

func FuzzAt(f *testing.F) {
	f.Add("rate=1GiB/s,retention=7d,fan-out=3,zones=3,replay=3x7d/month")
	f.Add("replay=1e300x9999d/day,month=1h,broker-in=1KB/s")
	f.Fuzz(func(t *testing.T, text string) {
		facts, err := Assume().At(text)
		if err != nil {
			return
		}
		for _, i := range Inputs() {
			if s, v := i.Spec(), facts.value(i); !(v >= s.Least && v <= s.Most) {
				t.Errorf("%q sets %s to %v", text, s.Name, v)
			}
		}
	})
}
