package scenarios

import (
	"math"

	"github.com/freshet-bench/freshet/results/measure"
)

// possible refuses an expectation that holds whatever happens, or never.
func (l *loader) possible(e *Expect, at string) bool {
	m, ok := measure.Lookup(e.Measure)
	if !ok {
		return true
	}
	share := m.UnitOf(e.Stat) == measure.Ratio
	whole := m.Kind == measure.Ledger || e.Stat == "count"
	switch equality := e.Op == measure.Equal || e.Op == measure.NotEqual; {
	case whole && equality && e.Value != math.Trunc(e.Value):
		return l.decided(e, at, e.Op == measure.NotEqual, "is a whole number")
	case share && (e.Value > 1 || e.Value == 1 && (e.Op == measure.LessEqual || e.Op == measure.Greater)):
		return l.decided(e, at, e.Op == measure.Less || e.Op == measure.LessEqual || e.Op == measure.NotEqual, "is at most 100%")
	case e.Value == 0 && (e.Op == measure.GreaterEqual || e.Op == measure.Less):
		return l.decided(e, at, e.Op == measure.GreaterEqual, "is never below 0")
	}
	return true
}

func (l *loader) decided(e *Expect, at string, holds bool, why string) bool {
	if holds {
		return l.fail(l.where(at), "", "%q cannot fail: %s %s", e.Text, e.Measure, why)
	}
	return l.fail(l.where(at), "", "%q can never hold: %s %s", e.Text, e.Measure, why)
}

// ofClass refuses to judge a class that nothing is of.
func (l *loader) ofClass(e *Expect, at string) bool {
	if e.SubjectKind != measure.OfClass {
		return true
	}
	m, _ := measure.Lookup(e.Measure)
	kind, members, known := "stage", 0, !l.incomplete("stage")
	for _, stage := range l.scenario.Stages {
		if stage.Class == e.Subject {
			members++
		}
		known = known && !l.badAt(childPath("stages", stage.Name)+".class")
	}
	if m.Takes(measure.OfSource) {
		kind, members, known = "source", 0, !l.incomplete("source")
		for _, source := range l.scenario.Sources {
			if source.Class == e.Subject {
				members++
			}
			known = known && !l.badAt(childPath("sources", source.Name)+".class")
		}
	}
	if !known || members > 0 {
		return true
	}
	return l.fail(l.where(at), "", "no %s is of the class %s, so there is nothing to judge", kind, e.Subject)
}
