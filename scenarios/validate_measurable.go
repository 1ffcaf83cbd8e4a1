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
	case "imbalance":
		return l.ofSources(e, at)
	}
	return true
}

// ofSources refuses to ask of a topic that stages write what is known of the topics
// of sources alone.
func (l *loader) ofSources(e *Expect, at string) bool {
	var written []string
	for _, x := range l.scenario.Sources {
		written = append(written, x.Topic)
	}
	if slices.Contains(written, e.Subject) || l.incomplete("source") {
		return true
	}
	return l.fail(l.where(at), only(written), "%s is known of topics that a source writes, and none writes %s", e.Measure, e.Subject)
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
