package scenarios

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/freshet-bench/freshet/results/measure"
)

// validate checks everything that concerns more than one value. What could not be
// read is left alone.
func (l *loader) validate() {
	s := l.scenario
	if message := nameMessage(s.Name); s.Name != "" && message != "" {
		l.fail(l.where("name"), "", "%s", message)
	}
	switch {
	case l.tooShort():
	case s.Duration > 0 && s.Warmup >= s.Duration:
		l.fail(l.where("warmup"), "", "warmup %s leaves nothing of the duration of %s", durationText(s.Warmup), durationText(s.Duration))
	}
	l.zones()
	l.distinctNames()
	l.population()
	l.sources()
	l.topics()
	l.outputs()
	l.stages()
	l.keyedByUser()
	l.decisions()
	l.cost()
	before := len(l.problems)
	l.timeline()
	l.expectations(len(l.problems) == before && !l.shortened())
}

// reference checks that the name at a path is one of the known names.
func (l *loader) reference(path, name string, known []string, kind string) bool {
	if l.badAt(path) || name == "" {
		return false
	}
	if slices.Contains(known, name) {
		return true
	}
	if l.lost(kind, name, known) {
		return false
	}
	if len(known) == 0 {
		return l.fail(l.where(path), "", "there is no %s %q; there are none at all", kind, name)
	}
	hint := measure.Nearest(name, known)
	if hint != "" {
		return l.fail(l.where(path), hint, "there is no %s %q", kind, name)
	}
	return l.fail(l.where(path), "", "there is no %s %q; there are %s", kind, name, listed(known))
}

// listed is the first of a list of names, and how many more there are.
func listed(names []string) string {
	const most = 10
	if len(names) <= most {
		return strings.Join(names, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(names[:most], ", "), len(names)-most)
}

// distinctNames refuses a name that stands for two things that an expectation
// could mean.
func (l *loader) distinctNames() {
	s := l.scenario
	kinds := map[string]string{}
	for _, group := range []struct {
		kind, path string
		names      []string
	}{
		{"source", "sources", s.sourceNames()},
		{"stage", "stages", s.stageNames()},
		{"decision", "decisions", namesOf(s.Decisions, func(d Decision) string { return d.Name })},
	} {
		for _, name := range group.names {
			if other := kinds[name]; other != "" {
				l.fail(l.key(childPath(group.path, name)), "", "%q is already the name of a %s; expectations could not tell them apart", name, other)
			}
			kinds[name] = group.kind
		}
	}
}

func (l *loader) population() {
	s := l.scenario
	l.reference("population.active.of", s.Population.ActiveOf, s.sourceNames(), "source")
}

func (l *loader) sources() {
	s := l.scenario
	if len(s.Sources) == 0 && !l.incomplete("source") {
		l.fail(l.where("sources"), "", "a scenario needs at least one source")
	}
	for i := range s.Sources {
		source := &s.Sources[i]
		at := childPath("sources", source.Name)
		l.reference(at+".topic", source.Topic, s.topicNames(), "topic")
		l.sourceRate(source, at)
		l.client(&source.Client, at+".client")
		l.inZone(at, source.Zone)
		if l.given(at+".late") && !l.badAt(at+".late") && source.LateShare > 0 && source.LateBy.Kind == "" {
			l.fail(l.where(at+".late"), "", "late needs by, as by: {p50: 5s, p99: 10m}")
		}
		if source.Keys != nil && l.given(at+".key") {
			l.fail(l.where(at+".key"), "", "keys come from a file already; drop key")
		}
	}
}

// sourceRate checks that exactly one thing tells the rate.
func (l *loader) sourceRate(source *Source, at string) {
	ownRate := source.Arrivals.Kind == batch || source.Arrivals.Kind == trace
	switch {
	case l.badAt(at) || l.badAt(at+".rate") || l.badAt(at+".arrivals"):
	case l.given(at+".arrivals.mean") && l.given(at+".arrivals.times") && source.Arrivals.Trace.Times != 1:
		l.fail(l.where(at+".arrivals.times"), "", "mean and times exclude each other")
	case ownRate && l.given(at+".rate"):
		l.fail(l.where(at+".rate"), "", "arrivals: %s states the rate already; drop rate%s", source.Arrivals.Kind, traceMean(source.Arrivals.Kind))
	case !ownRate && !l.given(at+".rate"):
		l.fail(l.key(at), "", "%s.rate is missing", at)
	case source.Rate > maxRate:
		l.fail(l.where(at+".rate"), "", "%s is above the highest rate that Freshet can plan, %s", rateText(source.Rate), rateText(maxRate))
	}
}

func traceMean(kind string) string {
	if kind == trace {
		return ", or write it as arrivals.mean"
	}
	return ""
}

func (l *loader) client(c *Client, at string) {
	if c.Idempotent && c.Acks != "all" {
		l.fail(l.where(at+".idempotent"), "", "an idempotent producer needs acks: all")
	}
}

// sourceUnknown reports whether a source, or the topic of one, could not be read.
func (l *loader) sourceUnknown() bool {
	known := l.scenario.topicNames()
	return l.incomplete("source") || slices.ContainsFunc(l.scenario.Sources, func(s Source) bool { return !slices.Contains(known, s.Topic) })
}

// topics checks who writes each.
func (l *loader) topics() {
	s := l.scenario
	for i := range s.Topics {
		topic := &s.Topics[i]
		at := childPath("topics", topic.Name)
		if topic.History.Bytes > 0 && len(s.sourcesOf(topic.Name)) == 0 && !l.sourceUnknown() {
			l.fail(l.where(at+".history"), "", "a history needs a source that writes %s", topic.Name)
		}
		if topic.MinISR > topic.Replication {
			l.fail(l.where(at+".min-isr"), "", "min-isr %d with %s: nothing could be written with acks: all", topic.MinISR, plural(int(topic.Replication), "replica"))
		}
	}
}

// sourcesOf are the sources that write a topic.
func (s *Scenario) sourcesOf(topic string) []*Source {
	var list []*Source
	for i := range s.Sources {
		if s.Sources[i].Topic == topic {
			list = append(list, &s.Sources[i])
		}
	}
	return list
}

// writerOf is the stage that writes a topic, or nil.
func (s *Scenario) writerOf(topic string) *Stage {
	for i := range s.Stages {
		if s.Stages[i].Writes == topic {
			return &s.Stages[i]
		}
	}
	return nil
}

func (l *loader) decisions() {
	s := l.scenario
	for i := range s.Decisions {
		d := &s.Decisions[i]
		at := childPath("decisions", d.Name)
		known := l.reference(at+".after", d.After, s.sourceNames(), "source")
		if !l.reference(at+".asks", d.Asks, s.stageNames(), "stage") {
			continue
		}
		if s.stageNamed(d.Asks).Serves == "" {
			if l.storeUnknown(d.Asks) {
				continue
			}
			l.fail(l.where(at+".asks"), only(s.servingNames()), "stage %q serves nothing, so it cannot be asked", d.Asks)
			continue
		}
		if known && l.paths.wired && !slices.Contains(l.reaching(d.Asks), d.After) {
			l.fail(l.where(at+".after"), "", "no event of source %q reaches stage %q", d.After, d.Asks)
		}
	}
}

// sourcesReaching are the names of the sources whose events reach a stage, in the
// order of the file.
func (s *Scenario) sourcesReaching(stage string) []string {
	var list []string
	topics := map[string]bool{}
	s.upstream(stage, topics)
	for i := range s.Sources {
		if topics[s.Sources[i].Topic] {
			list = append(list, s.Sources[i].Name)
		}
	}
	return list
}

// upstream gathers the topics on the way to a stage.
func (s *Scenario) upstream(stage string, topics map[string]bool) {
	st := s.stageNamed(stage)
	if st == nil {
		return
	}
	for _, topic := range st.Reads {
		if topics[topic] {
			continue
		}
		topics[topic] = true
		if writer := s.writerOf(topic); writer != nil {
			s.upstream(writer.Name, topics)
		}
	}
}

// inRun reports whether a moment lies within the run.
func (s *Scenario) inRun(t time.Duration) bool { return t >= 0 && t < s.Duration }
