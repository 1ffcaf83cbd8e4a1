package scenarios

import (
	"slices"

	"github.com/freshet-bench/freshet/results/measure"
)

// collection is the key of the scenario that holds the things of a kind.
func collection(kind string) string {
	if kind == "timeline entry" {
		return "timeline"
	}
	return kind + "s"
}

// lost reports whether a name that is not among the known of its kind may be that of
// a thing that could not be read, or of one whose own name is the mistake.
func (l *loader) lost(kind, name string, known []string) bool {
	near := measure.Nearest(name, known)
	return l.incomplete(kind) || near != "" && l.badNodes[l.keys[childPath(collection(kind), near)]]
}

// incomplete reports whether things of a kind could not all be read, so that a name
// that is missing among them is not to be complained about.
func (l *loader) incomplete(kind string) bool {
	path := collection(kind)
	switch {
	case l.badAt(path) || l.partial[path]:
		return true
	case kind == "topic" || kind == "source":
		return !l.given(path) // that it is missing has been said
	case kind == "timeline entry":
		return l.timelineBad()
	}
	return false
}

// topology is what expectations may speak of, with what could not be read taken for
// right. assumed is true if a name that e says had to be taken for granted.
func (l *loader) topology(known measure.Topology, e *Expect) (t measure.Topology, assumed bool) {
	t = known
	if l.incomplete("timeline entry") {
		t = assumeEntry(t, e)
	}
	for _, name := range []string{e.Subject, e.Call().Stage} {
		if name == "" || slices.Contains(measure.Classes(), name) {
			continue
		}
		missing := func(kind string, known []string) bool {
			return !slices.Contains(known, name) && l.lost(kind, name, known)
		}
		if missing("stage", l.scenario.stageNames()) {
			t.Stages, assumed = append(slices.Clip(t.Stages), measure.Stage{Name: name, Objective: true}), true
		}
		if missing("source", l.scenario.sourceNames()) {
			t.Sources, assumed = append(slices.Clip(t.Sources), measure.Source{Name: name}), true
		}
		if missing("decision", known.Decisions) {
			t.Decisions, assumed = append(slices.Clip(t.Decisions), name), true
		}
		if missing("topic", known.Topics) {
			t.Topics, assumed = append(slices.Clip(t.Topics), name), true
		}
	}
	return t, assumed
}

// readable is the scenario's topology; an objective that could not be read is one.
func (l *loader) readable() measure.Topology {
	t := l.scenario.Topology()
	for i := range t.Stages {
		stage := &t.Stages[i]
		stage.Objective = stage.Objective || l.badAt(childPath("stages", stage.Name)+".objective")
	}
	return t
}
