package scenarios

import (
	"slices"

	"github.com/freshet-bench/freshet/results/measure"
)

// measurable refuses an expectation of what the scenario's stages never have.
func (l *loader) measurable(e *Expect, at string) bool {
	if !l.possible(e, at) || !l.ofClass(e, at) {
		return false
	}
	switch e.Measure {
	case "diverged", "stale-writes":
		return l.ofStore(e, at)
	case "resurrected":
		return l.ofStore(e, at) && (e.SubjectKind != measure.OfStage || l.ofDeletions(e, at))
	case "erase-age":
		return l.ofDeletions(e, at)
	}
	return true
}

// ofStore refuses to ask what a store holds where there is none.
func (l *loader) ofStore(e *Expect, at string) bool {
	serving := l.scenario.servingNames()
	switch {
	case slices.ContainsFunc(l.scenario.stageNames(), l.storeUnknown), l.incomplete("stage"):
		return true
	case e.SubjectKind == measure.OfStage && !slices.Contains(serving, e.Subject):
		return l.fail(l.where(at), only(serving), "%s is about what a store holds, but stage %q serves nothing", e.Measure, e.Subject)
	case len(serving) == 0:
		return l.fail(l.where(at), "", "%s is about what a store holds, but no stage serves", e.Measure)
	}
	return true
}

// storeUnknown reports whether a stage's serves was complained about, or its writes,
// in place of which it may have been meant to serve.
func (l *loader) storeUnknown(stage string) bool {
	return l.paths.refused[stage] || l.badAt(childPath("stages", stage)+".serves")
}

// ofDeletions refuses to judge deletions where none arrives.
func (l *loader) ofDeletions(e *Expect, at string) bool {
	s := l.scenario
	if !l.paths.wired {
		return true
	}
	for _, stage := range s.Stages {
		if stage.Name != e.Subject && (e.SubjectKind != measure.OfClass || stage.Class != e.Subject) {
			continue
		}
		for _, name := range l.reaching(stage.Name) {
			if s.sourceNamed(name).Deletes > 0 || l.badAt(childPath("sources", name)+".deletes") {
				return true
			}
		}
	}
	return l.fail(l.where(at), "", "no deletion reaches %s, so %s would have nothing to judge; give one of its sources deletes, as deletes: 1%%", e.Subject, e.Measure)
}
