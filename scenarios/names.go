package scenarios

import (
	"regexp"
	"strconv"

	"github.com/freshet-bench/freshet/results/measure"
)

var (
	nameForm  = regexp.MustCompile(`^[a-z][a-z0-9-]{0,63}$`)
	topicForm = regexp.MustCompile(`^[a-z][a-z0-9.-]{0,127}$`)
	// wordForm is what a wrong name looks like that can still be spoken of.
	wordForm = regexp.MustCompile(`^[\pL\pN_.-]{1,127}$`)
)

// nameMessage says why a name cannot name a stage, source, decision or entry.
func nameMessage(name string) string {
	switch {
	case !nameForm.MatchString(name):
		return strconv.Quote(name) + " is not a name; expected lower case letters, digits and hyphens, a letter first"
	case measure.Reserved(name):
		return strconv.Quote(name) + " is a word of the expectation grammar; choose another name"
	}
	return ""
}

func topicMessage(name string) string {
	if !topicForm.MatchString(name) {
		return strconv.Quote(name) + " is not a topic name; expected lower case letters, digits, dots and hyphens, a letter first"
	}
	return ""
}

func topics() codec[[]Topic] {
	return atMost(maxNamed, "topics", named("topic", topicMessage, freshTopic, func(t Topic) string { return t.Name }, object(topicFields)))
}

func sources() codec[[]Source] {
	return atMost(maxNamed, "sources", named("source", nameMessage, freshSource, func(s Source) string { return s.Name }, object(sourceFields)))
}

func stages() codec[[]Stage] {
	return atMost(maxNamed, "stages", named("stage", nameMessage, freshStage, func(s Stage) string { return s.Name }, object(stageFields)))
}

func decisions() codec[[]Decision] {
	return atMost(maxNamed, "decisions", named("decision", nameMessage, freshDecision, func(d Decision) string { return d.Name }, object(decisionFields)))
}

// namesOf lists the names of things.
func namesOf[T any](things []T, name func(T) string) []string {
	list := make([]string, len(things))
	for i, t := range things {
		list[i] = name(t)
	}
	return list
}

func (s *Scenario) topicNames() []string {
	return namesOf(s.Topics, func(t Topic) string { return t.Name })
}

func (s *Scenario) sourceNames() []string {
	return namesOf(s.Sources, func(x Source) string { return x.Name })
}

func (s *Scenario) stageNames() []string {
	return namesOf(s.Stages, func(x Stage) string { return x.Name })
}

func (s *Scenario) entryNames() []string {
	return namesOf(s.Timeline, func(e Entry) string { return e.Name })
}

func (s *Scenario) servingNames() []string {
	var list []string
	for _, stage := range s.Stages {
		if stage.Serves != "" {
			list = append(list, stage.Name)
		}
	}
	return list
}

// only is the name that must have been meant where there is a single one, or "".
func only(names []string) string {
	if len(names) != 1 {
		return ""
	}
	return names[0]
}
