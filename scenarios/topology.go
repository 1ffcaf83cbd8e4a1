package scenarios

import "github.com/freshet-bench/freshet/results/measure"

// Topology is what the scenario's expectations may speak of.
func (s *Scenario) Topology() measure.Topology {
	t := measure.Topology{Topics: s.topicNames()}
	for _, stage := range s.Stages {
		t.Stages = append(t.Stages, measure.Stage{Name: stage.Name, Class: stage.Class, Objective: stage.Objective > 0})
	}
	for _, source := range s.Sources {
		t.Sources = append(t.Sources, measure.Source{Name: source.Name, Class: source.Class})
	}
	for _, d := range s.Decisions {
		t.Decisions = append(t.Decisions, d.Name)
	}
	for _, e := range s.Timeline {
		entry := measure.Entry{Name: e.Name, Verb: e.Verb}
		if e.Replay != nil {
			entry.Teams = e.Replay.Teams
		}
		t.Entries = append(t.Entries, entry)
	}
	return t
}

// MinInSync is how many replicas of the topic must have a record before a write
// with acks: all is acknowledged: as the scenario says, else one less than there
// are replicas, so that one broker may be away, and at least one.
func (t Topic) MinInSync() int16 {
	if t.MinISR > 0 {
		return t.MinISR
	}
	return max(t.Replication-1, 1)
}
