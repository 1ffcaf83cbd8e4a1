package results

import (
	"cmp"
	"fmt"
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
}

// settle derives from the ledger how every event ended, by the definition of
// *settled*: at each source topic and at each stage every due event ends in
// exactly one state. audited says which topics the audit read to their end.
func settle(plan Plan, lines []LedgerLine, audited map[string]bool) *settlement {
	s := &settlement{places: map[place]Settled{}}
	for _, t := range plan.Topics {
		if t.Source {
			s.order = append(s.order, place{topic: t.Name})
		}
	}
	for _, st := range plan.Stages {
		s.order = append(s.order, place{stage: st.Name})
	}
	stages := byDepth(plan.Stages)
	ledgers := laneLedgers(lines)
	for _, l := range sortedLanes(ledgers) {
		topic, ok := topicOf(plan, l.source)
		if !ok {
			continue
		}
		ends := settleLane(l, topic, ledgers[l], stages, audited[topic])
		s.add(l, topic, ends)
	}
	for p, sum := range s.places {
		sum.Topic, sum.Stage = p.topic, p.stage
		sum.Unknown = lostUnknown(sum)
		s.places[p] = sum
	}
	for t, done := range sourceTopics(plan, audited) {
		p := place{topic: t}
		if sum := s.places[p]; !done {
			sum.Topic = t
			sum.Unknown = "the audit did not read " + t
			s.places[p] = sum
		}
	}
	s.run.Unknown = s.runUnknown()
	return s
}

// sourceTopics is the topics that sources write, and whether the audit read them.
func sourceTopics(plan Plan, audited map[string]bool) map[string]bool {
	out := map[string]bool{}
	for _, src := range plan.Sources {
		out[src.Topic] = audited[src.Topic]
	}
	return out
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
		return fmt.Sprintf("%d events unsent and %d unread", s.Unsent, s.Unread)
	case s.Unsent > 0:
		return fmt.Sprintf("%d events unsent", s.Unsent)
	case s.Unread > 0:
		return fmt.Sprintf("%d events unread", s.Unread)
	}
	return ""
}

// add puts the endings of a lane into the sums.
func (s *settlement) add(l lane, topic string, ends map[string]ending) {
	var all ending
	for name, e := range ends {
		p := place{stage: name}
		if name == "" {
			p = place{topic: topic}
		}
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
	s.Due += e.due.Count()
	s.Seen += e.seen.Count() - e.skipped
	s.Unsent += e.unsent.Count()
	s.Rejected += e.rejected.Count()
	s.Unconfirmed += e.unconfirmed.Count()
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
