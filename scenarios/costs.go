package scenarios

import (
	"fmt"

	"github.com/freshet-bench/freshet/results/cost"
	"github.com/freshet-bench/freshet/results/measure"
)

// CostFacts is what the scenario states of its workload's cost, before anything is
// run: given, and assumed for the rest. Its bytes are those of records in the log,
// uncompressed.
func (s *Scenario) CostFacts() (cost.Facts, error) {
	f, err := newForecast(s)
	if err != nil {
		return cost.Facts{}, fmt.Errorf("working out the cost of %s: %w", s.Name, err)
	}
	return f.costFacts(), nil
}

func (f *forecast) costFacts() cost.Facts {
	w := &costWorkload{forecast: f, facts: cost.Assume()}
	w.load()
	w.fanOut()
	w.replays()
	w.topics()
	w.zones()
	return w.facts
}

// CostSetting is how the scenario wants its cost to be modelled.
func (s *Scenario) CostSetting() cost.Setting {
	if s.Cost == nil {
		return cost.Setting{}
	}
	return *s.Cost
}

// costWorkload collects the facts of a plan.
type costWorkload struct {
	*forecast
	facts cost.Facts
	bytes float64 // produced in the run, by sources and stages
}

// set notes what the scenario gives; what is beyond any cluster stays assumed.
func (w *costWorkload) set(i cost.Input, v float64, note string) {
	_ = w.facts.Set(i, v, cost.Given, note)
}

func (w *costWorkload) load() {
	events := 0.0
	for i := range w.scenario.Sources {
		events += w.sourceEvents(i)
	}
	for _, t := range w.scenario.Topics {
		w.bytes += w.topicFlow(t.Name, w.sourceEvents).bytes
	}
	length := w.scenario.Duration.Seconds()
	w.set(cost.Rate, w.bytes/length, "of the plan, mean over the load, bursts included, before compression")
	w.set(cost.Events, events/length, "of the plan, mean over the load")
}

// fanOut is what the stages will read for a produced byte, by class.
func (w *costWorkload) fanOut() {
	if w.bytes == 0 {
		return
	}
	for class, input := range map[string]cost.Input{
		"serving": cost.FanOutServing, "analytics": cost.FanOutAnalytics, "background": cost.FanOutBackground,
	} {
		read, groups := 0.0, 0
		for _, stage := range w.scenario.Stages {
			if stage.Class != class {
				continue
			}
			groups++
			for _, topic := range stage.Reads {
				read += w.topicFlow(topic, w.sourceEvents).bytes
			}
		}
		note := "no group of this class"
		if groups > 0 {
			note = "what " + plural(groups, "group") + " will read"
		}
		w.set(input, read/w.bytes, note)
	}
}

// replays is how many teams will replay, and how much each, as time of production.
func (w *costWorkload) replays() {
	teams, bytes := 0, 0.0
	for _, e := range w.scenario.Timeline {
		if e.Replay == nil {
			continue
		}
		teams += e.Replay.Teams
		bytes += w.replayed(e)
	}
	if teams == 0 || w.bytes == 0 {
		return
	}
	rate := w.bytes / w.scenario.Duration.Seconds()
	w.set(cost.ReplayTeams, float64(teams), "of the timeline")
	w.set(cost.ReplaySpan, bytes/float64(teams)/rate, measure.FormatQuantity(bytes/float64(teams), measure.Bytes)+" a team, at the rate of production")
}

// replayed is what all teams of a replay will read.
func (w *costWorkload) replayed(e Entry) float64 {
	past := w.history(e.Replay.Topic).bytes
	if begin, _, _ := w.scenario.EntryWindow(e.Name); begin > 0 {
		share := begin.Seconds() / w.scenario.Duration.Seconds()
		past += w.topicFlow(e.Replay.Topic, w.sourceEvents).bytes * share
	}
	return past * float64(e.Replay.Teams)
}

// topics is replication and retention, weighted by the bytes of each topic.
func (w *costWorkload) topics() {
	var replication, retention, all, kept float64
	for _, t := range w.scenario.Topics {
		weight := max(w.topicFlow(t.Name, w.sourceEvents).bytes, 1)
		all += weight
		replication += weight * float64(t.Replication)
		if t.Retention > 0 {
			kept += weight
			retention += weight * t.Retention.Seconds()
		}
	}
	if all > 0 {
		w.set(cost.Replication, replication/all, "of the topics, by bytes")
	}
	if kept > 0 {
		w.set(cost.Retention, retention/kept, "of the topics that have one, by bytes")
	}
}

// zones are the scenario's, and which replica most of what is read is to come from.
func (w *costWorkload) zones() {
	n := len(w.scenario.Zones)
	if n == 0 {
		return
	}
	w.set(cost.Zones, float64(n), "of the scenario")
	asked := map[string]float64{}
	for _, stage := range w.scenario.Stages {
		for _, topic := range stage.Reads {
			asked[stage.FetchFrom] += w.topicFlow(topic, w.sourceEvents).bytes
		}
	}
	for _, e := range w.scenario.Timeline {
		if e.Replay != nil {
			asked[w.scenario.FetchFrom] += w.replayed(e)
		}
	}
	closest := 0.0
	if asked[FetchClosest] >= asked[FetchLeader] {
		closest = 1
	}
	w.set(cost.ClosestReplica, closest, "fetch-from of the scenario, by what will be read; that brokers send consumers there is up to them")
}

func modelNames() []string {
	var names []string
	for _, m := range cost.Models() {
		names = append(names, m.Name)
	}
	return names
}

func providerNames() []string {
	var names []string
	for _, s := range cost.Shapes() {
		names = append(names, s.Provider)
	}
	return names
}

// modelledCost is the cost of the plan's workload in a line; "" where there is no
// bill for it, which freshet cost explains.
func (f *forecast) modelledCost() string {
	facts := f.costFacts()
	choice, err := f.scenario.CostSetting().Choose(facts, cost.Shipped())
	if err != nil {
		return ""
	}
	bill, err := choice.Model.Bill(choice.Facts, cost.Shipped(), choice.Place)
	if err != nil {
		return ""
	}
	return fmt.Sprintf("modelled cost of such a stream: %s %s a month as %s at %s in %s; freshet cost says how it comes about",
		quantity(bill.Total, measure.Money), bill.Currency, bill.Model, bill.Place.Provider, bill.Place.Region)
}
