package scenarios

import (
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/freshet-bench/freshet/results/measure"
)

// slack is by how many standard deviations a Poisson count may exceed its mean
// before more is out of reach.
const slack = 4

// How often gauges are read: oldest unseen, and lag and backlog.
const (
	oldestEvery  = 50 * time.Millisecond
	backlogEvery = time.Second
)

// warnSamples warns of expectations that ask for more samples than the plan has.
func (f *forecast) warnSamples() []string {
	var list []string
	for i := range f.scenario.Expect {
		e := &f.scenario.Expect[i]
		most, counted := f.mostSamples(e)
		asked := float64(max(measure.Floor(e.Stat), e.Samples))
		if counted && asked > most+slack*math.Sqrt(most) {
			list = append(list, fmt.Sprintf("%s: at most about %s samples, %s asked; this will be unknown", e.Text, whole(uint64(most)), whole(uint64(asked))))
		}
	}
	return list
}

// mostSamples is how many samples the schedule gives an expectation at most, on
// average; counted is false for measures whose samples follow from the run alone.
func (f *forecast) mostSamples(e *Expect) (most float64, counted bool) {
	m, ok := measure.Lookup(e.Measure)
	if !ok {
		return 0, false
	}
	parts := f.part(&e.Expectation)
	switch {
	case m.Kind == measure.Gauge:
		every := oldestEvery
		if e.Measure == "lag" || e.Measure == "backlog" {
			every = backlogEvery
		}
		for _, p := range parts {
			most += math.Ceil(float64(p.length()) / float64(every))
		}
		return most, true
	case m.Kind != measure.Sample:
		return 0, false
	case m.Takes(measure.OfDecision):
		return f.mostDecisions(e.Subject, parts), true
	}
	return f.mostEvents(m, &e.Expectation, parts), true
}

// mostDecisions is how many decisions ask in the parts.
func (f *forecast) mostDecisions(name string, parts []interval) float64 {
	for i, d := range f.scenario.Decisions {
		if d.Name == name {
			return f.eventsOf(f.spec.Decisions[i].After, parts) * d.Share
		}
	}
	return 0
}

// mostEvents is how many events of the parts a measure of sources or stages sees;
// of a class, those of the member that sees the fewest, because it decides.
func (f *forecast) mostEvents(m measure.Measure, e *measure.Expectation, parts []interval) float64 {
	s := f.scenario
	least := math.Inf(1)
	about := func(name, class string) bool {
		return name == e.Subject || e.SubjectKind == measure.OfClass && class == e.Subject
	}
	if m.Takes(measure.OfSource) {
		for i := range s.Sources {
			if about(s.Sources[i].Name, s.Sources[i].Class) {
				least = min(least, f.eventsOf(i, parts)*(1+s.Sources[i].Duplicates))
			}
		}
		return least
	}
	for _, stage := range s.Stages {
		if about(stage.Name, stage.Class) {
			least = min(least, f.eventsAt(stage.Reads, m.Name == "erase-age", parts))
		}
	}
	return least
}

// eventsAt is how many events of the parts come by the topics, or of them the
// deletions.
func (f *forecast) eventsAt(topics []string, deletions bool, parts []interval) float64 {
	sum := 0.0
	for _, topic := range topics {
		sum += f.topicFlow(topic, func(i int) float64 {
			source := &f.scenario.Sources[i]
			n := f.eventsOf(i, parts) * (1 + source.Duplicates)
			if deletions {
				n *= source.Deletes
			}
			return n
		}).records
	}
	return sum
}

// eventsOf is how many events of a source are expected in the parts.
func (f *forecast) eventsOf(source int, parts []interval) float64 {
	sum := 0.0
	for _, p := range parts {
		sum += f.work.Count(source, p.from, p.to)
	}
	return sum
}

// interval is a part of the run.
type interval struct{ from, to time.Duration }

func (p interval) length() time.Duration { return max(0, p.to-p.from) }

// part is the longest that the part of the run can be that an expectation is about:
// what recovery takes away is not known yet.
func (f *forecast) part(e *measure.Expectation) []interval {
	s := f.scenario
	begin, end, known := s.EntryWindow(e.Entry)
	begin = max(begin, 0)
	switch e.Qualifier {
	case measure.Overall:
		return []interval{{s.Warmup, s.Duration}}
	case measure.During:
		return []interval{{begin, end}}
	case measure.Before:
		return []interval{{s.Warmup, max(s.Warmup, begin)}}
	case measure.After:
		if !known {
			end = begin // it may be over at once
		}
		return []interval{{end, s.Duration}}
	}
	return f.steady()
}

// steady is the run after the warmup without its entries.
func (f *forecast) steady() []interval {
	s := f.scenario
	left := []interval{{s.Warmup, s.Duration}}
	for i, w := range s.entryWindows() {
		begin, end, known := w.begin, w.end, w.known
		if begin < 0 {
			continue
		}
		if !known && s.Timeline[i].observed() {
			end = begin // it may be over at once
		}
		var next []interval
		for _, p := range left {
			next = append(next, interval{p.from, min(p.to, begin)}, interval{max(p.from, end), p.to})
		}
		left = slices.DeleteFunc(next, func(p interval) bool { return p.to <= p.from })
	}
	return left
}
