package results

import (
	"fmt"
	"strings"

	"github.com/freshet-bench/freshet/results/cost"
	"github.com/freshet-bench/freshet/results/measure"
)

// across is bytes between clients and brokers, in the direction that carries
// records: all, those of which both ends have a known zone, and of these those
// that go from one zone to another.
type across struct{ all, placed, crossing float64 }

func (a *across) add(l TrafficLine, bytes int64) {
	n := float64(bytes)
	a.all += n
	if l.Zone == "" || l.BrokerZone == "" {
		return
	}
	a.placed += n
	if l.Zone != l.BrokerZone {
		a.crossing += n
	}
}

// share is what crosses of what has zones.
func (a *across) share() float64 { return a.crossing / a.placed }

// note says what the share is of.
func (a *across) note(what string) string {
	text := measure.FormatQuantity(a.crossing, measure.Bytes) + " of " + measure.FormatQuantity(a.placed, measure.Bytes) + " " + what + " crossed zones"
	if a.placed < 0.995*a.all {
		text += ", by those " + measure.FormatQuantity(a.placed/a.all, measure.Ratio) + " whose both ends have a known zone"
	}
	return text
}

// costZones is what a run shows of zones: how many there are, the share of bytes
// that crosses them by what they are for, and whether consumers that ask for the
// closest replica get it.
type costZones struct {
	*costWorkload
	shares map[cost.Input]*across
	// closest and leader are what consumers in zones fetched, by what they ask for.
	closest, leader across
}

// zones notes what is known of zones.
func (w *costWorkload) zones() {
	z := &costZones{costWorkload: w, shares: map[cost.Input]*across{}}
	z.count()
	z.meter()
	z.closestReplica()
	z.crossings()
}

// count is the zones of the scenario, or those of the brokers.
func (z *costZones) count() {
	if n := len(z.rec.Plan.Zones); n > 0 {
		z.set(cost.Zones, float64(n), cost.Given, "of the scenario")
		return
	}
	named := map[string]bool{}
	for _, b := range z.rec.Run.Target.Brokers {
		if b.Zone != "" {
			named[b.Zone] = true
		}
	}
	if len(named) > 1 {
		z.set(cost.Zones, float64(len(named)), cost.Given, "of the target's brokers")
	}
}

// meter adds up the records' bytes by what they are for.
func (z *costZones) meter() {
	asks := z.fetchFrom()
	for _, l := range z.rec.Traffic {
		input, bytes, ok := crossingInput(l)
		if !ok {
			continue
		}
		if z.shares[input] == nil {
			z.shares[input] = &across{}
		}
		z.shares[input].add(l, bytes)
		switch asks[l.Role] {
		case FetchClosest:
			z.closest.add(l, bytes)
		case FetchLeader:
			z.leader.add(l, bytes)
		}
	}
}

// crossingInput is the share that a line counts for, and its bytes of records; ok
// is false of what carries none.
func crossingInput(l TrafficLine) (i cost.Input, bytes int64, ok bool) {
	kind, _, _ := strings.Cut(l.Role, "/")
	switch {
	case l.API == "Produce":
		return cost.CrossingProduce, l.Sent, true
	case l.API == "Fetch" && kind == "replay":
		return cost.CrossingReplay, l.Received, true
	case l.API == "Fetch" && kind == "stage":
		i, ok = map[string]cost.Input{
			"serving": cost.CrossingServing, "analytics": cost.CrossingAnalytics, "background": cost.CrossingBackground,
		}[l.Class]
		return i, l.Received, ok
	}
	return 0, 0, false
}

// fetchFrom is which replica each role that reads asks for, by the plan.
func (z *costZones) fetchFrom() map[string]string {
	asks := map[string]string{}
	for _, s := range z.rec.Plan.Stages {
		asks["stage/"+s.Name] = s.FetchFrom
	}
	for _, e := range z.rec.Plan.Entries {
		asks["replay/"+e.Name] = z.rec.Plan.FetchFrom
	}
	return asks
}

// origin is that of what was metered between zones.
func (z *costZones) origin() cost.Origin {
	if z.rec.Run.Target.Kind == kindEmbedded {
		return cost.Simulated
	}
	return cost.Measured
}

// closestReplica is on if most of what is read is by consumers that ask for the
// closest replica, and they get it. That is measured by what of it crossed zones:
// nearer to what it is from the closest replica than to what it is from leaders.
func (z *costZones) closestReplica() {
	if z.closest.all+z.leader.all == 0 {
		return
	}
	const how = "fetch-from of the plan, by what was read"
	if z.closest.all < z.leader.all {
		z.set(cost.ClosestReplica, 0, cost.Given, how)
		return
	}
	zones, replication := z.facts.Fact(cost.Zones).Value, z.facts.Fact(cost.Replication).Value
	fromLeader := 1 - 1/zones
	fromClosest := max(0, 1-replication/zones)
	if z.closest.placed <= 0 || fromClosest == fromLeader {
		z.set(cost.ClosestReplica, 1, cost.Given, how)
		return
	}
	got, note := 1.0, z.closest.note("fetched by consumers that ask for the closest replica")
	if z.closest.share() > (fromLeader+fromClosest)/2 {
		got, note = 0, note+": they read from leaders"
		if z.origin() == cost.Simulated {
			note += ", as the embedded target has no other replicas"
		}
	}
	z.set(cost.ClosestReplica, got, z.origin(), "%s", note)
}

// crossings are the shares that were metered.
func (z *costZones) crossings() {
	for i, a := range z.shares {
		if a.placed <= 0 {
			continue
		}
		what := "fetched"
		if i == cost.CrossingProduce {
			what = "sent to produce"
		}
		note := a.note(what)
		if z.origin() == cost.Simulated {
			note += fmt.Sprintf(", which the %s target only simulates", z.rec.Run.Target.Name)
		}
		z.set(i, a.share(), z.origin(), "%s", note)
	}
}
