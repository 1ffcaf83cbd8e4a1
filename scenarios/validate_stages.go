package scenarios

import (
	"slices"
	"strings"
)

func (l *loader) stages() {
	s := l.scenario
	for i := range s.Stages {
		stage := &s.Stages[i]
		at := childPath("stages", stage.Name)
		l.stageReads(stage, at)
		l.client(&stage.Client, at+".client")
		l.inZone(at, stage.Zone)
		l.fetchFrom(at + ".fetch-from")
		l.needsOutput(stage, at)
		l.transaction(stage, at)
	}
}

func (l *loader) stageReads(stage *Stage, at string) {
	s := l.scenario
	if l.badAt(at + ".reads") {
		return
	}
	if l.given(at+".reads") && len(stage.Reads) == 0 {
		l.fail(l.where(at+".reads"), "", "a stage reads at least one topic")
	}
	for j, topic := range stage.Reads {
		path := indexPath(at+".reads", j)
		if !l.reference(path, topic, s.topicNames(), "topic") {
			continue
		}
		switch {
		case slices.Contains(stage.Reads[:j], topic):
			l.fail(l.where(path), "", "topic %s stands here a second time", topic)
		case l.paths.wired && len(s.sourcesOf(topic)) == 0 && s.writerOf(topic) == nil:
			l.fail(l.where(path), "", "nothing writes topic %s, so the stage would wait for ever", topic)
		}
	}
}

// needsOutput refuses settings that mean nothing without an output or a store.
func (l *loader) needsOutput(stage *Stage, at string) {
	for _, setting := range []struct {
		name  string
		needs string
		ok    bool
	}{
		{"emits", "writes", stage.Writes != ""},
		{"key", "writes", stage.Writes != ""},
		{"apply", "serves", stage.Serves != ""},
		{"store", "serves", stage.Serves != ""},
	} {
		path := at + "." + setting.name
		if l.given(path) && !setting.ok && !l.badAt(at+"."+setting.needs) {
			l.fail(l.key(path), "", "%s has no effect in a stage without %s", setting.name, setting.needs)
		}
	}
}

// keyedByUser refuses a serving stage whose input is not partitioned by user: the
// store of a user would be in several places.
func (l *loader) keyedByUser() {
	s := l.scenario
	for i := range s.Stages {
		stage := &s.Stages[i]
		at := childPath("stages", stage.Name)
		if stage.Serves == "" || l.badAt(at+".reads") {
			continue
		}
		for j, topic := range stage.Reads {
			path := indexPath(at+".reads", j)
			if key, writer := s.keyOf(topic); key != "" && key != stage.Serves {
				l.fail(l.where(path), "", "stage %s serves user, but topic %s is keyed by %s (%s); key it by user", stage.Name, topic, key, writer)
			}
			if first := s.topicNamed(stage.Reads[0]); j > 0 && first != nil {
				if other := s.topicNamed(topic); other != nil && other.Partitions != first.Partitions {
					l.fail(l.where(path), "", "topic %s has %d partitions and %s has %d; a serving stage needs equal numbers, so that a user is in one place", topic, other.Partitions, first.Name, first.Partitions)
				}
			}
		}
	}
}

// keyOf is what a topic's records are keyed by and who says so; the first writer
// that does not key by user decides. "" if nobody known writes it.
func (s *Scenario) keyOf(topic string) (key, writer string) {
	return s.keyedBy(topic, map[string]bool{})
}

// keyedBy visits a topic once: seen before, it has nothing against user.
func (s *Scenario) keyedBy(topic string, seen map[string]bool) (key, writer string) {
	if seen[topic] {
		return "", ""
	}
	seen[topic] = true
	for _, source := range s.sourcesOf(topic) {
		key, writer = strings.Join(source.Key, "+"), "source "+source.Name
		if source.Keys != nil {
			key = "the " + source.Keys.Key + " of a file"
		}
		if key != "user" {
			return key, writer
		}
	}
	stage := s.writerOf(topic)
	switch {
	case stage == nil:
		return key, writer
	case stage.Key != "":
		return stage.Key, "stage " + stage.Name
	}
	for _, input := range stage.Reads {
		if key, writer = s.keyedBy(input, seen); key != "" && key != "user" {
			return key, writer
		}
	}
	return key, writer
}
