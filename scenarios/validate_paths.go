package scenarios

import (
	"slices"
	"strings"
)

// paths is what checks know of the ways of events from topic to topic, gathered
// once for all of them.
type paths struct {
	// refused are the stages whose output was complained about: what they write is
	// not known.
	refused map[string]bool
	// wired is true if every way is known, so that one that is missing is not
	// missing because of another mistake.
	wired bool
	// reaching is the sources whose events reach a stage, as far as asked.
	reaching map[string][]string
}

// outputs checks what stages write, and that no event comes back to where it was.
func (l *loader) outputs() {
	l.paths = paths{refused: map[string]bool{}, reaching: map[string][]string{}}
	writers := map[string]string{}
	for i := range l.scenario.Stages {
		stage := &l.scenario.Stages[i]
		if before := len(l.problems); !l.stageWrites(stage, childPath("stages", stage.Name), writers) {
			l.paths.refused[stage.Name] = len(l.problems) > before
		}
	}
	rings := l.rings()
	for _, ring := range rings {
		l.fail(l.where(childPath("stages", ring[0])+".writes"), "", "a cycle of stages: %s", strings.Join(append(ring, ring[0]), " -> "))
	}
	l.paths.wired = len(rings) == 0 && len(writers) == l.writing() && l.allKnown()
}

// writing is how many stages write.
func (l *loader) writing() int {
	n := 0
	for _, stage := range l.scenario.Stages {
		if stage.Writes != "" {
			n++
		}
	}
	return n
}

// stageWrites checks what a stage writes. Only an output that is right gets into
// writers: the topic, and which stage writes it.
func (l *loader) stageWrites(stage *Stage, at string, writers map[string]string) bool {
	path := at + ".writes"
	if stage.Writes == "" || !l.reference(path, stage.Writes, l.scenario.topicNames(), "topic") {
		return false
	}
	if stage.Serves != "" {
		return l.fail(l.where(at+".serves"), "", "a stage either writes or serves; let another stage serve from %s", stage.Writes)
	}
	if other := writers[stage.Writes]; other != "" {
		return l.fail(l.where(path), "", "stage %s writes topic %s already; one stage a topic", other, stage.Writes)
	}
	if sources := l.scenario.sourcesOf(stage.Writes); len(sources) > 0 {
		return l.fail(l.where(path), "", "source %s writes topic %s too; a topic is either raw or a stage's output", sources[0].Name, stage.Writes)
	}
	writers[stage.Writes] = stage.Name
	return true
}

// allKnown reports whether all references to topics hold.
func (l *loader) allKnown() bool {
	s := l.scenario
	for _, kind := range []string{"topic", "source", "stage"} {
		if l.incomplete(kind) {
			return false
		}
	}
	known := s.topicNames()
	for _, source := range s.Sources {
		if !slices.Contains(known, source.Topic) {
			return false
		}
	}
	for _, stage := range s.Stages {
		at := childPath("stages", stage.Name)
		if len(stage.Reads) == 0 || l.badAt(at+".writes") {
			return false
		}
		for _, topic := range stage.Reads {
			if !slices.Contains(known, topic) {
				return false
			}
		}
	}
	return true
}

// reaching are the names of the sources whose events reach a stage.
func (l *loader) reaching(stage string) []string {
	list, found := l.paths.reaching[stage]
	if !found {
		list = l.scenario.sourcesReaching(stage)
		l.paths.reaching[stage] = list
	}
	return list
}

// rings are the cycles of stages that read, directly or not, what they write: each
// from its first stage by name on. Of cycles that share a stage one is told.
func (l *loader) rings() [][]string {
	w := ringWalk{stages: l.scenario.Stages, readers: map[string][]int{}, colour: make([]colour, len(l.scenario.Stages)), told: map[string]bool{}}
	for i, stage := range w.stages {
		for _, topic := range stage.Reads {
			w.readers[topic] = append(w.readers[topic], i)
		}
	}
	w.dead = l.paths.refused
	for i := range w.stages {
		w.visit(i)
	}
	return w.rings
}

// colour is how far a depth-first search is with a stage.
type colour int

const (
	unseen colour = iota
	onTheWay
	done
)

// ringWalk is a depth-first search along the outputs of stages, which visits each
// stage once.
type ringWalk struct {
	stages  []Stage
	readers map[string][]int // of a topic
	dead    map[string]bool  // stages whose outputs lead nowhere
	colour  []colour
	way     []string
	told    map[string]bool
	rings   [][]string
}

func (w *ringWalk) visit(i int) {
	stage := &w.stages[i]
	switch {
	case w.colour[i] == done:
		return
	case w.colour[i] == onTheWay:
		w.found(w.way[slices.Index(w.way, stage.Name):])
		return
	}
	w.colour[i] = onTheWay
	w.way = append(w.way, stage.Name)
	if stage.Writes != "" && !w.dead[stage.Name] {
		for _, reader := range w.readers[stage.Writes] {
			w.visit(reader)
		}
	}
	w.way = w.way[:len(w.way)-1]
	w.colour[i] = done
}

func (w *ringWalk) found(ring []string) {
	if slices.ContainsFunc(ring, func(name string) bool { return w.told[name] }) {
		return
	}
	for _, name := range ring {
		w.told[name] = true
	}
	first := slices.Index(ring, slices.Min(ring))
	w.rings = append(w.rings, slices.Concat(ring[first:], ring[:first]))
}
