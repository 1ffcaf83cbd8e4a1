package results

import (
	"cmp"
	"slices"

	"github.com/freshet-bench/freshet/results/measure"
)

// entryOutcomes is what each timeline entry did.
func (a *Analysis) entryOutcomes() []EntryOutcome {
	out := make([]EntryOutcome, 0, len(a.entries))
	for _, e := range a.entries {
		o := EntryOutcome{Name: e.plan.Name, Verb: e.plan.Verb, Summary: e.plan.Summary, Begun: e.begun, Ended: e.ended, Until: e.until, Moved: e.moved, Notes: e.notes}
		if e.begun {
			o.Begin, o.End = e.begin, e.end
			o.Recovery = e.recovery
			o.Rebalance = a.rebalances(e)
			o.Backfill = a.backfills(e)
			o.Tiers = a.readTiers(e.plan.Name)
			for _, s := range a.rec.Plan.Stages {
				o.Isolation = append(o.Isolation, a.isolation(e, s.Name))
			}
		}
		out = append(out, o)
	}
	return out
}

// stageOutcomes sums up each stage.
func (a *Analysis) stageOutcomes() []StageOutcome {
	out := make([]StageOutcome, 0, len(a.rec.Plan.Stages))
	for _, s := range a.rec.Plan.Stages {
		o := StageOutcome{Name: s.Name}
		for _, p := range a.namedParts() {
			o.Parts = append(o.Parts, Part{
				Name:     p.name,
				Age:      Sum(a.rec.Ages.Hist(TagAge+s.Name, p.in.covers)),
				Platform: Sum(a.rec.Ages.Hist(TagPlatform+s.Name, p.in.covers)),
			})
		}
		a.stageGauges(&o, s)
		a.stageCounters(&o)
		out = append(out, o)
	}
	return out
}

// stageGauges fills in what the gauges reached after the warmup.
func (a *Analysis) stageGauges(o *StageOutcome, s PlanStage) {
	for _, r := range a.oldestReadings(s.Name) {
		if !a.overall.contains(r.at) {
			continue
		}
		v := seconds(r.v)
		if v > o.OldestMax {
			o.OldestMax, o.OldestMaxAt = v, r.at
		}
		if s.Objective > 0 && v > s.Objective {
			o.StaleTime += GaugeEvery
		}
	}
	for _, w := range a.windows {
		if st := w.Stages[s.Name]; a.overall.contains(w.At + w.Length - 1) {
			o.LagMax = max(o.LagMax, st.Lag)
			o.BacklogMax = max(o.BacklogMax, st.Backlog)
		}
	}
}

// stageCounters adds up the counters over the whole run.
func (a *Analysis) stageCounters(o *StageOutcome) {
	for _, w := range a.rec.Windows {
		st := w.Stages[o.Name]
		o.Redelivered += st.Redelivered
		o.Reprocessed += st.Reprocessed
		o.Aborted += st.Aborted
		o.OutOfOrder += st.OutOfOrder
		o.Negative += st.Negative
		o.OverRange += st.OverRange
	}
	for _, e := range a.rec.Events {
		if e.Kind == Rebalance && e.Stage == o.Name {
			o.Rebalances++
		}
	}
}

// sourceOutcomes sums up each source over the whole run.
func (a *Analysis) sourceOutcomes() []SourceOutcome {
	out := make([]SourceOutcome, 0, len(a.rec.Plan.Sources))
	for _, s := range a.rec.Plan.Sources {
		o := SourceOutcome{
			Name:       s.Name,
			Ack:        Sum(a.rec.Ages.Hist(TagAck+s.Name, a.overall.covers)),
			Generator:  Sum(a.rec.Ages.Hist(TagGenerator+s.Name, a.overall.covers)),
			TargetSlip: Sum(a.rec.Ages.Hist(TagTargetSlip+s.Name, a.overall.covers)),
		}
		for _, w := range a.rec.Windows {
			x := w.Sources[s.Name]
			o.Due += x.Due
			o.Sent += x.Sent
			o.Acked += x.Acked
			o.Bytes += x.Bytes
			if w.Length >= WindowLength/2 { // a rate over a sliver is none
				o.PeakRate = max(o.PeakRate, float64(x.Sent)/w.Length.Seconds())
			}
		}
		out = append(out, o)
	}
	return out
}

// decisionOutcomes sums up each decision by part.
func (a *Analysis) decisionOutcomes() []DecisionOutcome {
	out := make([]DecisionOutcome, 0, len(a.rec.Plan.Decisions))
	for _, d := range a.rec.Plan.Decisions {
		o := DecisionOutcome{Name: d.Name}
		for _, p := range a.namedParts() {
			part := a.decisionPart(d.Name, p.in)
			part.Name = p.name
			o.Parts = append(o.Parts, part)
		}
		out = append(out, o)
	}
	return out
}

// decisionPart is a decision over a part of the run, by the time of the page view.
func (a *Analysis) decisionPart(name string, in spans) DecisionPart {
	ages := a.rec.Ages
	p := DecisionPart{
		Asked:      ages.Count(TagAsked+name, in.covers),
		Missed:     ages.Count(TagMissed+name, in.covers),
		Unanswered: ages.Count(TagUnanswered+name, in.covers),
		Staleness:  Sum(ages.Hist(TagStaleness+name, in.covers)),
		Latency:    Sum(ages.Hist(TagLatency+name, in.covers)),
	}
	p.WithEvent = p.Staleness.Count + p.Unanswered
	return p
}

// settledOutcomes is how events ended at each topic and stage, with what the
// audit and the stages counted beside it.
func (a *Analysis) settledOutcomes() []Settled {
	audit := map[string]AuditTopic{}
	if a.rec.Facts != nil && a.rec.Facts.Audit != nil {
		for _, t := range a.rec.Facts.Audit.Topics {
			audit[t.Topic] = t
		}
	}
	out := make([]Settled, 0, len(a.settled.order))
	for _, p := range a.settled.order {
		s := a.settled.places[p]
		s.Topic, s.Stage = p.topic, p.stage
		if p.stage == "" {
			t := audit[p.topic]
			s.Reprocessed, s.OutOfOrder, s.InjectedDisorder = t.Reprocessed, t.OutOfOrder, t.Disorder
			s.ExactlyOnce, s.AbortedRecords = a.exactlyOnce(p.topic), t.Aborted
			s.AbortedReads, _ = a.abortedReads(measure.Expectation{Subject: p.topic, SubjectKind: measure.OfTopic})
			if a.isSource(p.topic) {
				s.LogDuplicates = t.Duplicates
			}
		} else {
			for _, w := range a.rec.Windows {
				s.OutOfOrder += w.Stages[p.stage].OutOfOrder
				s.InjectedDisorder += w.Stages[p.stage].Disorder
			}
		}
		out = append(out, s)
	}
	return out
}

// sumTraffic adds up bytes by role, class, zones and API.
func sumTraffic(lines []TrafficLine) []TrafficSum {
	type key struct{ role, class, zone, brokerZone, api string }
	sums := map[key]*TrafficSum{}
	for _, l := range lines {
		k := key{l.Role, l.Class, l.Zone, l.BrokerZone, l.API}
		s := sums[k]
		if s == nil {
			s = &TrafficSum{Role: l.Role, Class: l.Class, Zone: l.Zone, BrokerZone: l.BrokerZone, API: l.API}
			sums[k] = s
		}
		s.Requests += l.Requests
		s.Sent += l.Sent
		s.Received += l.Received
	}
	out := make([]TrafficSum, 0, len(sums))
	for _, s := range sums {
		out = append(out, *s)
	}
	slices.SortFunc(out, func(x, y TrafficSum) int {
		return cmp.Or(cmp.Compare(x.Role, y.Role), cmp.Compare(x.Zone, y.Zone), cmp.Compare(x.BrokerZone, y.BrokerZone),
			cmp.Compare(x.API, y.API), cmp.Compare(x.Class, y.Class))
	})
	return out
}
