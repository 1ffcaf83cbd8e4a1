package harness

import (
	"strings"
	"time"

	"github.com/freshet-bench/freshet/results"
	"github.com/freshet-bench/freshet/scenarios"
	"github.com/freshet-bench/freshet/workload"
)

// newPlan writes down what the run is to do.
func newPlan(sc *scenarios.Scenario, top *topology, work *workload.Workload, prefix string, ahead map[string]time.Duration) results.Plan {
	p := results.Plan{
		Name: sc.Name, About: sc.About, Duration: sc.Duration, Warmup: sc.Warmup, Drain: sc.Drain,
		Zones: sc.Zones, Shards: workload.Shards,
	}
	if len(sc.Zones) > 0 {
		p.FetchFrom = sc.FetchFrom
	}
	if sc.Cost != nil {
		setting := *sc.Cost
		p.Cost = &setting
	}
	for _, t := range top.topics {
		p.Topics = append(p.Topics, results.PlanTopic{
			Name: t.Name, Physical: t.physical, Partitions: t.Partitions, Replication: t.Replication,
			Compact: t.Compact, HistoryBytes: t.History.Bytes, Retention: t.Retention, Source: t.source,
		})
	}
	for i, s := range sc.Sources {
		p.Sources = append(p.Sources, results.PlanSource{
			Name: s.Name, Topic: s.Topic, Class: s.Class, Key: strings.Join(s.Key, "+"),
			Rate: work.Count(i, 0, sc.Duration) / sc.Duration.Seconds(),
			Late: s.LateShare > 0 || reconnects(sc, s.Name), Linger: &s.Client.Linger,
		})
	}
	p.Stages = planStages(sc, top, prefix, ahead)
	for _, d := range sc.Decisions {
		p.Decisions = append(p.Decisions, results.PlanDecision{
			Name: d.Name, Asks: d.Asks, After: d.After, Share: d.Share, Tolerance: d.Tolerance, Window: d.Window,
		})
	}
	for i := range sc.Timeline {
		p.Entries = append(p.Entries, planEntry(&sc.Timeline[i]))
	}
	for _, e := range sc.Expect {
		p.Expect = append(p.Expect, results.PlanExpect{Text: e.Text, Samples: e.Samples, Abort: e.Abort})
	}
	return p
}

func planStages(sc *scenarios.Scenario, top *topology, prefix string, ahead map[string]time.Duration) []results.PlanStage {
	var out []results.PlanStage
	for i, s := range sc.Stages {
		ps := results.PlanStage{
			Name: s.Name, Class: s.Class, Reads: s.Reads, Writes: s.Writes, Serves: s.Serves, Members: s.Members,
			Objective: s.Objective, Commit: s.Commit, Group: prefix + s.Name, Depth: top.depth[i], ClockAhead: ahead[s.Name],
			FetchFrom: s.FetchFrom,
		}
		if s.Writes != "" {
			ps.Linger = &s.Client.Linger
		}
		for _, src := range top.reaches[i] {
			ps.Sources = append(ps.Sources, sc.Sources[src].Name)
		}
		out = append(out, ps)
	}
	return out
}

// reconnects reports whether an entry of the timeline delays a source's events.
func reconnects(sc *scenarios.Scenario, source string) bool {
	for _, e := range sc.Timeline {
		if e.Reconnect != nil && e.Reconnect.Source == source {
			return true
		}
	}
	return false
}

// planEntry writes down an entry.
func planEntry(e *scenarios.Entry) results.PlanEntry {
	p := results.PlanEntry{Name: e.Name, Verb: e.Verb, Summary: e.Summary(), Begin: e.At, After: e.After, Delays: delays(e)}
	if e.After != "" {
		p.Begin = -1
	}
	switch {
	case e.Burst != nil:
		p.Source = e.Burst.Source
	case e.Reconnect != nil:
		p.Source = e.Reconnect.Source
	case e.Rebuild != nil:
		p.Stage = e.Rebuild.Stage
	case e.Slow != nil:
		p.Stage = e.Slow.Stage
	case e.Members != nil:
		p.Stage = e.Members.Stage
	}
	return p
}

// delays is true for what brokers or the network suffer: it explains that the target takes
// records late.
func delays(e *scenarios.Entry) bool {
	return e.Stall != nil || e.Outage != nil || e.Replace != nil || e.Move != nil || e.Scale != nil ||
		e.Cut != nil || e.Delay != nil || e.Limit != nil
}

func seconds(s float64) time.Duration { return time.Duration(s * float64(time.Second)) }
