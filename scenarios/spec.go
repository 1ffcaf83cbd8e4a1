package scenarios

import (
	"math"
	"os"

	"github.com/freshet-bench/freshet/workload"
)

// Spec is the scenario's traffic, ready for workload.Compile. Trace files were
// read by Load; for a Scenario that was built otherwise they are read now.
func (s *Scenario) Spec() (workload.Spec, error) {
	traces := s.traces
	if traces == nil {
		var problems Problems
		if traces, problems = s.readTraces(os.Getenv, readFile); len(problems) > 0 {
			return workload.Spec{}, problems
		}
	}
	spec := workload.Spec{Seed: s.Seed, Duration: s.Duration}
	for i := range s.Sources {
		spec.Sources = append(spec.Sources, s.sourceSpec(&s.Sources[i], traces))
	}
	spec.Population = s.populationSpec(traces)
	for _, d := range s.Decisions {
		after := -1
		for i := range s.Sources {
			if s.Sources[i].Name == d.After {
				after = i
			}
		}
		spec.Decisions = append(spec.Decisions, workload.Decision{Name: d.Name, After: after, Share: d.Share, Think: d.Think.Workload()})
	}
	return spec, nil
}

func (s *Scenario) populationSpec(traces *traceFiles) workload.Population {
	p := s.Population
	return workload.Population{
		Users:   p.Users,
		Active:  min(p.Users, s.wantedActive(traces)),
		Session: p.Session,
		Tenants: workload.Skewed{Count: p.Tenants.Count, Zipf: p.Tenants.Zipf},
		Items:   workload.Skewed{Count: p.Items.Count, Zipf: p.Items.Zipf},
	}
}

// wantedActive is the active set before it is cut to the population: the base rate
// of the source times the gap.
func (s *Scenario) wantedActive(traces *traceFiles) uint64 {
	source := s.sourceNamed(s.Population.ActiveOf)
	if source == nil {
		return 1
	}
	rate := source.meanRate()
	if curve := traces.curves[source.Name]; curve != nil {
		rate = curve.Total() / curve.Length().Seconds()
	}
	return uint64(max(1, math.Round(rate*s.Population.Gap.Seconds())))
}

func (s *Scenario) sourceSpec(source *Source, traces *traceFiles) workload.Source {
	spec := workload.Source{
		Name: source.Name, Topic: source.Topic, Key: workload.Key{Attributes: source.Key},
		Rate: source.Rate, Arrivals: source.Arrivals.spec(),
		Curve: traces.curves[source.Name], KeyTrace: traces.keys[source.Name],
		Late:       workload.Late{Share: source.LateShare, By: source.LateBy.Workload()},
		Duplicates: source.Duplicates, Deletes: source.Deletes,
		Size:    source.Size.Workload(),
		Payload: workload.Payload{Schema: source.Schema, Compressibility: source.Compressibility},
	}
	if topic := s.topicNamed(source.Topic); topic != nil {
		spec.Partitions = topic.Partitions
		spec.History = workload.History{Bytes: s.historyShare(source, topic), Span: topic.History.Span}
	}
	for i, w := range s.entryWindows() {
		e, begin := &s.Timeline[i], w.begin
		switch {
		case e.Burst != nil && e.Burst.Source == source.Name:
			b := e.Burst
			spec.Bursts = append(spec.Bursts, workload.Burst{
				Begin: begin, To: b.To, Ramp: b.Ramp, Hold: b.Hold, Decay: b.Decay,
				FocusTenant: b.FocusTenant, FocusShare: b.FocusShare,
			})
		case e.Reconnect != nil && e.Reconnect.Source == source.Name:
			r := e.Reconnect
			spec.Reconnects = append(spec.Reconnects, workload.Reconnect{Begin: begin, Devices: r.Devices, Silent: r.Silent, Flush: r.Flush})
		}
	}
	return spec
}

// historyShare is a source's part of its topic's history, by rate.
func (s *Scenario) historyShare(source *Source, topic *Topic) int64 {
	if topic.History.Bytes == 0 {
		return 0
	}
	mine, all := 0.0, 0.0
	for i := range s.Sources {
		if s.Sources[i].Topic == topic.Name {
			weight := max(s.Sources[i].meanRate(), 1)
			all += weight
			if s.Sources[i].Name == source.Name {
				mine = weight
			}
		}
	}
	return int64(math.Round(float64(topic.History.Bytes) * mine / all))
}

func (a Arrivals) spec() workload.Arrivals {
	switch a.Kind {
	case poisson:
		return workload.Poisson{}
	case batch:
		return workload.Batch{Size: a.Batch, Every: a.Every}
	case trace:
		return workload.Stratified{}
	}
	return workload.Even{}
}

// Workload is the distribution as the workload draws from it.
func (v Dist) Workload() workload.Dist {
	kind := workload.Constant
	switch v.Kind {
	case logNormal:
		kind = workload.LogNormal
	case exp:
		kind = workload.Exponential
	}
	return workload.Dist{Kind: kind, Median: v.Median, Sigma: v.Sigma}
}
