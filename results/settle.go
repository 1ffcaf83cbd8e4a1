package results

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
)

// place is a topic or a stage.
type place struct{ topic, stage string }

// settlement is how every event ended at every place.
type settlement struct {
	places map[place]Settled
	order  []place // topics, then stages, as in the plan
	// run is over all places: an event that is lost at three stages is one lost event.
	run Settled
	// audited says which topics the audit read to their end.
	audited map[string]bool
}

func notAudited(topic string) string { return "the audit did not read " + topic }

// unaudited is why a count of a topic, or of the run, leaves out what the audit
// would have told; "" if it does not.
func (s *settlement) unaudited(topic string) string {
	for _, p := range s.order {
		if p.topic != "" && !s.audited[p.topic] && (topic == "" || topic == p.topic) {
			return notAudited(p.topic)
		}
	}
	return ""
}

// settle derives from the ledger how every event ended, by the definition of
// *settled*: at each topic and at each stage every due event ends in exactly one
// state. What is due at a stage's output topic is what the stage wrote there.
// audited says which topics the audit read to their end.
func settle(plan Plan, lines []LedgerLine, audited map[string]bool) *settlement {
	s := &settlement{places: map[place]Settled{}}
	for _, t := range plan.Topics {
		if t.Source || writes(plan, t.Name) {
			s.order = append(s.order, place{topic: t.Name})
		}
	}
	for _, st := range plan.Stages {
		s.order = append(s.order, place{stage: st.Name})
	}
	s.audited = withOutputs(plan, lines, audited)
	stages := byDepth(plan.Stages)
	ledgers := laneLedgers(lines)
	for _, l := range sortedLanes(ledgers) {
		if topic, ok := topicOf(plan, l.source); ok {
			s.add(l, topic, settleLane(l, topic, ledgers[l], stages, s.audited))
		}
	}
	for _, p := range s.order {
		sum := s.places[p]
		sum.Topic, sum.Stage = p.topic, p.stage
		sum.Unknown = lostUnknown(sum)
		if p.topic != "" && !s.audited[p.topic] {
			sum.Unknown = notAudited(p.topic)
		}
		s.places[p] = sum
	}
	for _, t := range plan.Topics {
		if sum, ok := s.places[place{topic: t.Name}]; ok && t.Source {
			sum.Partitions = byPartition(t, lines)
			s.places[place{topic: t.Name}] = sum
		}
	}
	s.run.Unknown = s.runUnknown()
	return s
}

// withOutputs is audited without the output topics of which the ledger does not
// say what the audit found: it was left for dead before, or is of a time when the
// audit looked at the sources' topics only.
func withOutputs(plan Plan, lines []LedgerLine, audited map[string]bool) map[string]bool {
	has := map[[2]string]bool{} // stage and state
	for _, l := range lines {
		has[[2]string{l.Stage, l.State}] = true
	}
	out := maps.Clone(audited)
	for _, st := range plan.Stages {
		if has[[2]string{st.Name, StateAvailable}] && !has[[2]string{st.Name, StateAudited}] {
			delete(out, st.Writes)
		}
	}
	return out
}

// writes reports whether a stage of the plan writes a topic.
func writes(plan Plan, topic string) bool {
	return slices.ContainsFunc(plan.Stages, func(st PlanStage) bool { return st.Writes == topic })
}

// doubt takes back what a ledger that is not whole cannot say: that an event was
// lost. Such events are unread as far as anybody knows.
func (s *settlement) doubt(why string) {
	for p, sum := range s.places {
		sum.doubt(why)
		s.places[p] = sum
	}
	s.run.doubt(why)
}

func (s *Settled) doubt(why string) {
	s.Unread, s.Lost, s.Examples, s.Unknown = s.Unread+s.Lost, 0, nil, why
}

func (s *settlement) runUnknown() string {
	for _, p := range s.order {
		if u := s.places[p].Unknown; u != "" {
			return u
		}
	}
	return ""
}

// lostUnknown says why lost is only a lower bound.
func lostUnknown(s Settled) string {
	switch {
	case s.Unsent > 0 && s.Unread > 0:
		return fmt.Sprintf("%s unsent and %s unread", counted(s.Unsent, "event", "events"), number(s.Unread))
	case s.Unsent > 0:
		return counted(s.Unsent, "event", "events") + " unsent"
	case s.Unread > 0:
		return counted(s.Unread, "event", "events") + " unread"
	}
	return ""
}

// add puts the endings of a lane into the sums.
func (s *settlement) add(l lane, topic string, ends map[place]ending) {
	var all ending
	for p, e := range ends {
		sum := s.places[p]
		sum.count(e)
		sum.examples(l, topic, e.lost)
		s.places[p] = sum
		all.union(e)
	}
	s.run.count(all)
	s.run.examples(l, topic, all.lost)
}

func (s *Settled) count(e ending) {
	s.Due += e.due.Count() - e.unwritten
	s.Seen += e.seen.Count() - e.skipped - e.unwritten
	s.Unsent += e.unsent.Count()
	s.Rejected += e.rejected.Count()
	s.Unconfirmed += e.unconfirmed.Count()
	s.Aborted += e.aborted.Count()
	s.Expired += e.expired.Count()
	s.Superseded += e.superseded.Count()
	s.Unread += e.unread.Count()
	s.NotEmitted += e.notEmitted.Count() + e.skipped
	s.Lost += e.lost.Count()
}

// maxExamples is how many lost events are named.
const maxExamples = 5

func (s *Settled) examples(l lane, topic string, lost Intervals) {
	for _, i := range lost {
		for v := i.First; v <= i.Last; v++ {
			if len(s.Examples) == maxExamples {
				return
			}
			s.Examples = append(s.Examples, fmt.Sprintf("%s/%d seq=%d %s/%d", l.source, l.shard, v, topic, l.partition))
		}
	}
}

// byDepth is the stages in an order in which each follows those it reads from.
func byDepth(stages []PlanStage) []PlanStage {
	out := slices.Clone(stages)
	slices.SortStableFunc(out, func(a, b PlanStage) int { return cmp.Compare(a.Depth, b.Depth) })
	return out
}

func topicOf(plan Plan, source string) (string, bool) {
	for _, s := range plan.Sources {
		if s.Name == source {
			return s.Topic, true
		}
	}
	return "", false
}
