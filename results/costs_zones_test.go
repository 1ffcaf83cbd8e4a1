package results

import (
	"math"
	"strings"
	"testing"

	"github.com/freshet-bench/freshet/results/cost"
)

// zonedRun is metered between three zones: a quarter of what is produced crosses,
// of what serving groups read from the closest replica as much as crossed says,
// half of what analytics read from leaders, and nothing of two replaying teams.
func zonedRun(crossed int64) testRun {
	r := healthyRun()
	r.plan.Zones, r.plan.FetchFrom = []string{"a", "b", "c"}, FetchClosest
	r.plan.Topics[0].Replication, r.plan.Topics[1].Replication = 3, 3
	r.plan.Stages[0].FetchFrom, r.plan.Stages[1].FetchFrom, r.plan.Stages[2].FetchFrom = FetchClosest, FetchClosest, FetchLeader
	r.plan.Entries = append(r.plan.Entries, PlanEntry{Name: "replay", Verb: "replay", Begin: 40 * sec})
	line := func(role, class, api, zone, broker string, bytes int64) TrafficLine {
		l := TrafficLine{Role: role, Class: class, API: api, Zone: zone, BrokerZone: broker, Sent: bytes}
		if api == "Fetch" {
			l.Sent, l.Received = 1e5, bytes // requests carry no records
		}
		return l
	}
	r.traffic = []TrafficLine{
		line("source/clicks", "", "Produce", "a", "a", 30e6), line("source/clicks", "", "Produce", "a", "c", 10e6),
		line("stage/ranking", "serving", "Fetch", "b", "b", 40e6-crossed), line("stage/ranking", "serving", "Fetch", "b", "a", crossed),
		line("stage/analytics", "analytics", "Fetch", "c", "c", 10e6), line("stage/analytics", "analytics", "Fetch", "c", "b", 10e6),
		line("replay/replay", "replay", "Fetch", "a", "a", 50e6),
		line("control", "", "Metadata", "", "b", 90e6),
	}
	return r
}

func TestCostTakesWhatCrossedZones(t *testing.T) {
	for name, c := range map[string]struct {
		kind            string
		crossed         int64
		serving, closer float64
		origin          cost.Origin
		says            string
	}{
		"the closest replica is read":     {"containers", 4e5, 0.01, 1, cost.Measured, "fetched by consumers that ask for the closest replica crossed zones"},
		"some of it is read from leaders": {"external", 8e6, 0.2, 1, cost.Measured, "fetched"},
		"zones are simulated":             {"embedded", 4e5, 0.01, 1, cost.Simulated, "fetched"},
	} {
		t.Run(name, func(t *testing.T) {
			r := zonedRun(c.crossed)
			r.run.Target.Kind = c.kind
			f := CostFacts(r.memory())
			for input, want := range map[cost.Input]cost.Fact{
				cost.CrossingProduce:    {Value: 0.25, Origin: c.origin},
				cost.CrossingServing:    {Value: c.serving, Origin: c.origin},
				cost.CrossingAnalytics:  {Value: 0.5, Origin: c.origin},
				cost.CrossingBackground: {Value: 0, Origin: cost.Assumed}, // by closest-replica
				cost.CrossingReplay:     {Value: 0, Origin: c.origin},
				cost.ClosestReplica:     {Value: c.closer, Origin: c.origin},
				cost.Zones:              {Value: 3, Origin: cost.Given},
			} {
				got := f.Fact(input)
				if math.Abs(got.Value-want.Value) > 1e-9 || got.Origin != want.Origin || got.Note == "" {
					t.Errorf("%s is %+v, want %v, %s", input, got, want.Value, want.Origin)
				}
			}
			if note := f.Fact(cost.ClosestReplica).Note; !strings.Contains(note, c.says) {
				t.Errorf("closest-replica says %q", note)
			}
		})
	}
}

// Consumers that ask for the closest replica and read from leaders nevertheless,
// for want of a selector or of replicas.
func TestClosestReplicaIsOffWhereItIsNotGot(t *testing.T) {
	for kind, want := range map[string]cost.Origin{"external": cost.Measured, "embedded": cost.Simulated} {
		r := zonedRun(30e6)
		r.run.Target.Kind = kind
		r.traffic = r.traffic[:len(r.traffic)-2] // without the replay
		got := CostFacts(r.memory()).Fact(cost.ClosestReplica)
		if got.Value != 0 || got.Origin != want || !strings.Contains(got.Note, "they read from leaders") {
			t.Errorf("%s: %+v", kind, got)
		}
	}
}

// Where no end has a zone, nothing was measured of it, and the plan's fetch-from is
// what is known.
func TestCostWithoutMeasuredZones(t *testing.T) {
	r := zonedRun(4e5)
	for i := range r.traffic {
		r.traffic[i].BrokerZone = ""
	}
	f := CostFacts(r.memory())
	if got := f.Fact(cost.ClosestReplica); got.Value != 1 || got.Origin != cost.Given {
		t.Errorf("closest-replica is %+v", got)
	}
	if got := f.Fact(cost.CrossingProduce); math.Abs(got.Value-2.0/3) > 1e-12 || got.Origin != cost.Assumed {
		t.Errorf("crossing-produce is %+v", got)
	}
	for i := range r.plan.Stages {
		r.plan.Stages[i].FetchFrom = FetchLeader
	}
	r.plan.FetchFrom = FetchLeader
	if got := CostFacts(r.memory()).Fact(cost.ClosestReplica); got.Value != 0 || got.Origin != cost.Given {
		t.Errorf("from leaders, closest-replica is %+v", got)
	}
}

// What has no zone is left out of a share, and the note says how much that is.
func TestShareOfWhatHasZones(t *testing.T) {
	r := zonedRun(4e5)
	r.traffic = append(r.traffic, TrafficLine{Role: "source/clicks", API: "Produce", Zone: "a", Sent: 60e6})
	got := CostFacts(r.memory()).Fact(cost.CrossingProduce)
	if math.Abs(got.Value-0.25) > 1e-12 || !strings.Contains(got.Note, "by those 40 % whose both ends have a known zone") {
		t.Errorf("%+v", got)
	}
}
