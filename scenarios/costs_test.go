package scenarios

import (
	"math"
	"strings"
	"testing"

	"github.com/freshet-bench/freshet/results/cost"
)

// costed is a source of 100 records a second, into a topic that a stage reads and
// writes half of on, and that two teams replay.
const costed = `
name: costed
duration: 100s
zones: [a, b, c, d]
topics:
  raw: {partitions: 6, retention: 8d, history: {size: 840KB, span: 7d}}
  out: {partitions: 6, replication: 1, cleanup: compact}
sources:
  clicks: {topic: raw, rate: 100/s, size: 840B}
stages:
  features:  {reads: raw, writes: out, emits: 50%, objective: 500ms}
  ranking:   {reads: out, serves: user, objective: 500ms}
  analytics: {reads: raw, class: analytics}
timeline:
  - {at: 10s, replay: {topic: raw, from: beginning, teams: 2}}
`

func TestCostFactsOfAScenario(t *testing.T) {
	f, err := load(t, costed).CostFacts()
	if err != nil {
		t.Fatal(err)
	}
	for input, want := range map[cost.Input]float64{
		cost.Rate:            150_000, // 1000 B a record with its overhead, half of them twice
		cost.Events:          100,
		cost.FanOutServing:   1,
		cost.FanOutAnalytics: 2.0 / 3,
		cost.Retention:       8 * 86400,
		cost.Replication:     (2*3 + 1) / 3.0,
		cost.Zones:           4,
		cost.ReplayTeams:     2,
		cost.ReplaySpan:      (1e6 + 1e6) / 150_000, // the history, and 10 s of clicks
	} {
		got := f.Fact(input)
		if math.Abs(got.Value-want) > 0.01*want || got.Origin != cost.Given || got.Note == "" {
			t.Errorf("%s is %+v, want %v given", input, got, want)
		}
	}
}

// Which replica consumers fetch from goes by the bytes that each of them will read.
func TestCostTakesFetchFrom(t *testing.T) {
	for add, want := range map[string]float64{
		"": 1, "fetch-from: leader\n": 0, "fetch-from: closest\n": 1,
	} {
		f, err := load(t, add+costed).CostFacts()
		if err != nil {
			t.Fatal(err)
		}
		if got := f.Fact(cost.ClosestReplica); got.Value != want || got.Origin != cost.Given || got.Note == "" {
			t.Errorf("%q: %+v, want %v given", add, got, want)
		}
	}
	mixed := strings.Replace(costed, "class: analytics}", "class: analytics, fetch-from: leader}", 1)
	mixed = mixed[:strings.Index(mixed, "timeline:")]
	for scenario, want := range map[string]float64{
		mixed: 1, // 150 kB/s of it from the closest, 100 kB/s from leaders
		strings.Replace(mixed, "objective: 500ms}", "objective: 500ms, fetch-from: leader}", 1): 0,
	} {
		f, err := load(t, scenario).CostFacts()
		if err != nil {
			t.Fatal(err)
		}
		if got := f.Fact(cost.ClosestReplica).Value; got != want {
			t.Errorf("%s: %v, want %v", scenario, got, want)
		}
	}
	f, err := load(t, strings.Replace(costed, "zones: [a, b, c, d]", "", 1)).CostFacts()
	if got := f.Fact(cost.ClosestReplica); err != nil || got.Origin != cost.Assumed || got.Value != 0 {
		t.Errorf("without zones: %+v, %v", got, err)
	}
}

func TestPlanHasTheModelledCost(t *testing.T) {
	var b strings.Builder
	if err := load(t, costed+"cost: {model: tiered, provider: gcp, at: rate=10MB/s}\n").WritePlan(&b); err != nil {
		t.Fatal(err)
	}
	if want := "USD a month as tiered at gcp in us-central1"; !strings.Contains(b.String(), want) {
		t.Errorf("%s\nlacks %q", b.String(), want)
	}
}

func TestCostSettingSurvivesResolving(t *testing.T) {
	s := load(t, costed+"cost: {model: msk, at: \"rate=10MB/s,fan-out=3\"}\n")
	again := load(t, string(s.Resolved))
	if again.Cost == nil || *again.Cost != *s.Cost || again.Cost.At != "rate=10MB/s,fan-out=3" {
		t.Errorf("%+v", again.Cost)
	}
}

func TestCheckRefusesACostThatCannotBeDecided(t *testing.T) {
	got := problems(t, costed+"cost: {provider: gcp, at: endpoints=1}\nexpect: [cost(total) < 9000]\n")
	const want = "x.yaml:17:10: cannot be decided: the shipped price list has no price of endpoint.hour (private endpoints) at gcp in us-central1"
	if len(got) != 1 || !strings.HasPrefix(got[0], want) {
		t.Errorf("%q, want one line that begins with %q", got, want)
	}
}
