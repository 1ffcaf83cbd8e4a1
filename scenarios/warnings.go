package scenarios

import (
	"fmt"
	"slices"
	"time"

	"github.com/freshet-bench/freshet/results/measure"
	"github.com/freshet-bench/freshet/workload"
)

func (p *planWriter) warnings() {
	warnings := p.warn(kindEmbedded)
	if len(warnings) == 0 {
		return
	}
	p.line("\nWarnings")
	for _, text := range warnings {
		p.line("  %s", text)
	}
}

// Warnings lists what is allowed in the scenario and probably not meant, a line
// each, on a kind of target: embedded, containers or external. The error is that of
// a scenario that does not compile, which Load would have refused.
func (s *Scenario) Warnings(kind string) ([]string, error) {
	f, err := newForecast(s)
	if err != nil {
		return nil, fmt.Errorf("planning %s: %w", s.Name, err)
	}
	return f.warn(kind), nil
}

// warn lists what is allowed and probably not meant.
func (f *forecast) warn(kind string) []string {
	var list []string
	if kind == kindEmbedded {
		list = f.warnLoad()
	}
	for _, check := range []func() []string{f.warnPopulation, f.warnTraces, f.warnTopics, f.warnStages, f.warnPaths, f.warnTimeline, f.warnSteady, f.warnSamples} {
		list = append(list, check()...)
	}
	return list
}

// kindEmbedded is the kind of target that plans are made for, as it is the default.
const kindEmbedded = "embedded"

// embeddedRate is about what the embedded target takes on two cores, with a stage
// or two behind it, in events per second.
const embeddedRate = 30_000

func (f *forecast) warnLoad() []string {
	peak := 0.0
	for _, t := range f.times {
		now := 0.0
		for i := range f.scenario.Sources {
			now += f.work.RateAt(i, t) * (1 + f.scenario.Sources[i].Duplicates)
		}
		peak = max(peak, now)
	}
	if peak <= embeddedRate {
		return nil
	}
	return []string{fmt.Sprintf("the peak of %s is more than the embedded target usually takes on 2 cores; expect unknown", quantity(peak, measure.PerSec))}
}

func (f *forecast) warnPopulation() []string {
	s := f.scenario
	wanted := s.wantedActive(f.traces())
	if wanted <= s.Population.Users {
		return nil
	}
	return []string{fmt.Sprintf("%s of %s wants %s active users at a time, but the population has %s; users act more often than every %s",
		s.Population.ActiveOf, quantity(float64(wanted)/s.Population.Gap.Seconds(), measure.PerSec), whole(wanted), whole(s.Population.Users), spoken(s.Population.Gap))}
}

func (f *forecast) traces() *traceFiles {
	files := &traceFiles{curves: map[string]*workload.Curve{}}
	for i := range f.spec.Sources {
		files.curves[f.spec.Sources[i].Name] = f.spec.Sources[i].Curve
	}
	return files
}

func (f *forecast) warnTraces() []string {
	var list []string
	for _, source := range f.spec.Sources {
		if source.Curve != nil && source.Curve.Length() < f.scenario.Duration {
			list = append(list, fmt.Sprintf("the trace of %s ends at %s; after that it sends nothing", source.Name, spoken(source.Curve.Length())))
		}
	}
	return list
}

func (f *forecast) warnTopics() []string {
	s := f.scenario
	var list []string
	for _, topic := range s.Topics {
		read, written := false, len(s.sourcesOf(topic.Name)) > 0 || s.writerOf(topic.Name) != nil
		for _, stage := range s.Stages {
			read = read || slices.Contains(stage.Reads, topic.Name)
		}
		switch {
		case !read && !written:
			list = append(list, fmt.Sprintf("nothing writes or reads topic %s", topic.Name))
		case topic.Retention > 0 && topic.History.Span > topic.Retention:
			list = append(list, fmt.Sprintf("topic %s has a history of %s but a retention of %s", topic.Name, spoken(topic.History.Span), spoken(topic.Retention)))
		}
	}
	return list
}

func (f *forecast) warnStages() []string {
	s := f.scenario
	var list []string
	for i := range s.Stages {
		stage := &s.Stages[i]
		partitions := 0
		for _, name := range stage.Reads {
			partitions = max(partitions, int(s.topicNamed(name).Partitions))
		}
		if stage.Members > partitions {
			list = append(list, fmt.Sprintf("stage %s has %d members but at most %d partitions to read; the rest will idle", stage.Name, stage.Members, partitions))
		}
		base, peak := f.utilization(stage, stage.Work.mean())
		switch {
		case base > 1:
			list = append(list, fmt.Sprintf("stage %s is %s busy at the base rate; it cannot keep up", stage.Name, quantity(base, measure.Ratio)))
		case peak > 1:
			list = append(list, fmt.Sprintf("stage %s is %s busy at the peak; it will fall behind", stage.Name, quantity(peak, measure.Ratio)))
		}
		if stage.Name != stage.Class && slices.Contains(measure.Classes(), stage.Name) {
			list = append(list, fmt.Sprintf("stage %s has the name of a class but is %s; in expectations %s is the stage", stage.Name, stage.Class, stage.Name))
		}
	}
	return list
}

func (f *forecast) warnTimeline() []string {
	s := f.scenario
	var list []string
	for i := range s.Timeline {
		e := &s.Timeline[i]
		begin, _, _ := s.EntryWindow(e.Name)
		if begin >= 0 && begin < s.Warmup {
			list = append(list, fmt.Sprintf("%s begins in the warmup", e.Name))
		}
		if e.Slow != nil {
			list = append(list, f.warnSlow(e)...)
		}
		if e.Replay != nil && s.topicNamed(e.Replay.Topic).History.Bytes == 0 {
			list = append(list, fmt.Sprintf("%s replays %s, which has no history; there is only what the run has sent", e.Name, e.Replay.Topic))
		}
	}
	return list
}

// warnSteady warns of expectations without a qualifier where nothing is steady.
func (f *forecast) warnSteady() []string {
	s := f.scenario
	first := s.Duration
	for i := range s.Timeline {
		if begin, _, _ := s.EntryWindow(s.Timeline[i].Name); begin >= 0 {
			first = min(first, begin-time.Second)
		}
	}
	if first > s.Warmup {
		return nil
	}
	for _, e := range s.Expect {
		if m, ok := measure.Lookup(e.Measure); ok && e.Qualifier == measure.Steady && (m.Kind == measure.Sample || m.Kind == measure.Gauge) {
			return []string{"the first entry begins before anything was steady; expectations without a qualifier may have nothing to judge"}
		}
	}
	return nil
}
