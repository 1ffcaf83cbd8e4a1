package results

import (
	"math"
	"strings"
	"testing"
	"time"

	"github.com/freshet-bench/freshet/results/cost"
)

// meteredRun is a healthy run whose clients metered 60 MB produced by the source
// and 30 MB by a stage, read in all by two serving groups and half by analytics,
// and replayed by two teams.
func meteredRun() testRun {
	r := healthyRun()
	r.plan.Zones = []string{"a", "b"}
	r.plan.Topics[0].Replication, r.plan.Topics[1].Replication = 3, 1
	r.plan.Topics[0].Retention = 24 * time.Hour
	r.plan.Entries = append(r.plan.Entries, PlanEntry{Name: "replay", Verb: "replay", Begin: 40 * sec})
	r.windows[45].Replays = map[string][]TeamWindow{"replay": {{Read: 1}, {Read: 1}}}
	r.facts.Audit.Topics[0].Bytes, r.facts.Audit.Topics[1].Bytes = 3e6, 1e6
	r.traffic = []TrafficLine{
		{Role: "source/clicks", API: "Produce", Sent: 60e6}, {Role: "source/clicks", API: "Metadata", Sent: 5e6},
		{Role: "stage/enrich", Class: "serving", API: "Produce", Sent: 30e6},
		{Role: "stage/enrich", Class: "serving", API: "Fetch", Received: 60e6}, {Role: "stage/ranking", Class: "serving", API: "Fetch", Received: 30e6},
		{Role: "stage/analytics", Class: "analytics", API: "Fetch", Received: 45e6},
		{Role: "replay/replay", Class: "replay", API: "Fetch", Received: 180e6},
		{Role: "control", API: "Fetch", Received: 1e9},
	}
	return r
}

func TestCostFactsOfARun(t *testing.T) {
	f := CostFacts(meteredRun().memory())
	for input, want := range map[cost.Input]cost.Fact{
		cost.Rate:             {Value: 1.5e6, Origin: cost.Measured},
		cost.Events:           {Value: 100, Origin: cost.Measured},
		cost.Compression:      {Value: 60 * 51200 / 60e6, Origin: cost.Measured},
		cost.FanOutServing:    {Value: 1, Origin: cost.Measured},
		cost.FanOutAnalytics:  {Value: 0.5, Origin: cost.Measured},
		cost.FanOutBackground: {Value: 0, Origin: cost.Given},
		cost.ReplayTeams:      {Value: 2, Origin: cost.Measured},
		cost.ReplaySpan:       {Value: 60, Origin: cost.Measured},
		cost.ReplaysMonthly:   {Value: 1, Origin: cost.Assumed},
		cost.Replication:      {Value: 2.5, Origin: cost.Given},
		cost.Retention:        {Value: 86400, Origin: cost.Given},
		cost.Zones:            {Value: 2, Origin: cost.Given},
		cost.Headroom:         {Value: 2, Origin: cost.Assumed},
	} {
		got := f.Fact(input)
		if math.Abs(got.Value-want.Value) > 1e-9*(1+want.Value) || got.Origin != want.Origin {
			t.Errorf("%s is %v, %s; want %v, %s", input, got.Value, got.Origin, want.Value, want.Origin)
		}
		if got.Origin != cost.Assumed && got.Note == "" {
			t.Errorf("%s does not say where it comes from", input)
		}
	}
}

func TestCostChecks(t *testing.T) {
	for text, want := range map[string]Verdict{
		"cost(total) < 9000":                Pass,
		"cost(total) < 1":                   Fail,
		"cost(object-storage) == 0":         Pass,
		"cost-share(replay) < 10%":          Pass,
		"cost-share(replay) > 10%":          Fail,
		"cost-elasticity(volume) <= 1.05":   Pass,
		"cost-elasticity(volume) < 0.01":    Fail,
		"cost-elasticity(retention) < 1.0x": Pass,
	} {
		c := meteredRun().expect(t, text)[0]
		if c.Verdict != want || c.During != duringMonth || c.Measured == nil {
			t.Errorf("%s: %s over %q, %s %s; want %s", text, c.Verdict, c.During, c.Shown, c.Reason, want)
		}
	}
}

func TestCostChecksFollowTheSetting(t *testing.T) {
	r := meteredRun()
	r.plan.Cost = &cost.Setting{Model: "tiered", Provider: "gcp", At: "rate=1GiB/s"}
	if c := r.expect(t, "cost(total) > 50000")[0]; c.Verdict != Pass {
		t.Errorf("%+v", c)
	}
	r.plan.Cost, r.run.Target.StorageModel = nil, "shared"
	if c := r.expect(t, "cost(replication) == 0")[0]; c.Verdict != Pass {
		t.Errorf("with shared storage, as the target's profile says: %+v", c)
	}
	r.plan.Cost = &cost.Setting{Provider: "gcp"}
	r.plan.Cost.Region = "moon"
	if c := r.expect(t, "cost(total) > 0")[0]; c.Verdict != Unknown || !strings.Contains(c.Reason, `no prices of gcp in "moon"`) {
		t.Errorf("%+v", c)
	}
}

func TestCostIsUnknownWithoutTraffic(t *testing.T) {
	c := healthyRun().expect(t, "cost(total) < 9000")[0]
	if c.Verdict != Unknown || !strings.Contains(c.Reason, "no traffic was metered") {
		t.Errorf("%+v", c)
	}
}

// What OpenWorkload leaves out is nothing that the cost rests on.
func TestCostFactsNeedOnlyTheWorkload(t *testing.T) {
	whole := meteredRun().write(t)
	part, err := OpenWorkload(whole.Dir)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := CostFacts(part), CostFacts(whole); got != want || want.Fact(cost.ReplayTeams).Value != 2 {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
	if len(part.Ages.Tags()) > 0 || len(whole.Ages.Tags()) == 0 {
		t.Error("the ages were read as well")
	}
	if _, err := OpenWorkload(t.TempDir()); err == nil {
		t.Error("an empty folder is taken for a record")
	}
}
