package scenarios

import (
	"fmt"
	"slices"
)

// warnPaths warns of stages that one event reaches by two topics.
func (f *forecast) warnPaths() []string {
	s := f.scenario
	var list []string
	into := map[string][]string{}
	for _, topic := range s.Topics {
		into[topic.Name] = s.sourcesInto(topic.Name)
	}
	for _, stage := range s.Stages {
		first := map[string]string{} // by which topic the events of a source come
		for _, topic := range stage.Reads {
			for _, source := range into[topic] {
				if other, seen := first[source]; seen {
					list = append(list, fmt.Sprintf("stage %s gets the events of %s by %s and by %s; the second arrival of an event counts as reprocessed",
						stage.Name, source, other, topic))
					continue
				}
				first[source] = topic
			}
		}
	}
	return list
}

// sourcesInto are the names of the sources whose events come into a topic, directly
// or through stages, in the order of the file.
func (s *Scenario) sourcesInto(topic string) []string {
	var through []string
	if writer := s.writerOf(topic); writer != nil {
		through = s.sourcesReaching(writer.Name)
	}
	var list []string
	for _, source := range s.Sources {
		if source.Topic == topic || slices.Contains(through, source.Name) {
			list = append(list, source.Name)
		}
	}
	return list
}
