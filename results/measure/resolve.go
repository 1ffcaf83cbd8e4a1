package measure

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Problem is something wrong with an expectation in a topology.
type Problem struct {
	Offset  int // of the offending word in the expectation's text, in bytes
	Message string
	Hint    string // the word that was probably meant; may be ""
}

// Resolve checks an expectation against what it may speak of, and fills in
// SubjectKind, the default statistic and the measure's unit. It returns every
// problem that it finds; the expectation is usable only if there is none. The
// text is parsed anew, so e needs only Text.
func (e Expectation) Resolve(t Topology) (Expectation, []Problem) {
	p, err := parse(e.Text)
	if err != nil {
		return e, []Problem{Problem(*err)}
	}
	r := &resolver{parsed: p, topology: t}
	r.resolve()
	return r.Expectation, r.problems
}

type resolver struct {
	*parsed
	topology Topology
	problems []Problem
}

func (r *resolver) fail(at int, hint, format string, args ...any) {
	r.problems = append(r.problems, Problem{Offset: at, Message: fmt.Sprintf(format, args...), Hint: hint})
}

func (r *resolver) resolve() {
	m, ok := Lookup(r.Measure)
	if !ok {
		r.unknownMeasure()
		return
	}
	called := r.Args != nil
	switch {
	case m.Function && !called:
		r.fail(r.at.measure, "", "%s is a function and needs an argument, as %s", m.Name, example(m.Name))
		return
	case !m.Function && called:
		r.fail(r.at.measure, "", "%s is not a function; write it as ranking.%s", m.Name, m.Name)
		return
	case m.Function:
		r.arguments(m)
	default:
		r.subject(m)
		if !r.stat(m) {
			r.qualifier(m)
			return
		}
	}
	r.value(m)
	r.qualifier(m)
}

func (r *resolver) unknownMeasure() {
	function := r.Args != nil
	switch topic := r.Subject + "." + r.Measure; {
	case slices.Contains(r.topology.Topics, topic):
		r.fail(r.at.subject, "", "%q is a topic; write topics[%s].%s", topic, topic, orWord(r.Stat, "lost"))
	case slices.Contains(planned(), r.Measure):
		r.fail(r.at.measure, "", "%s is not built yet", r.Measure)
	case function:
		r.fail(r.at.measure, Nearest(r.Measure, names(true)), "there is no function %q; there are %s", r.Measure, join(names(true)))
	case isStat(r.Measure):
		r.fail(r.at.measure, "", "%q is a statistic; a measure must stand before it, as %s.platform-age.%s", r.Measure, orWord(r.Subject, "ranking"), r.Measure)
	default:
		hint := Nearest(r.Measure, append(names(false), names(true)...))
		if hint == "" {
			r.fail(r.at.measure, "", "there is no measure %q; there are %s", r.Measure, join(names(false)))
			return
		}
		r.fail(r.at.measure, hint, "there is no measure %q", r.Measure)
	}
}

func (r *resolver) subject(m Measure) {
	if r.Subject == "" {
		r.SubjectKind = OfRun
		if !m.Takes(OfRun) {
			r.fail(r.at.measure, "", "%s needs %s, as %s.%s", m.Name, scopes(m), r.exampleSubject(m), m.Name)
		}
		return
	}
	kinds := r.kinds()
	for _, kind := range kinds {
		if m.Takes(kind) {
			r.SubjectKind = kind
			r.objective(m)
			return
		}
	}
	if len(kinds) > 0 {
		r.SubjectKind = kinds[0]
		r.fail(r.at.subject, "", "%s is a measure of %s, but %q is a %s", m.Name, scopes(m), r.Subject, kinds[0])
		return
	}
	r.unknownSubject(m)
}

// objective refuses to count time above an objective that there is not.
func (r *resolver) objective(m Measure) {
	if stage, ok := r.topology.stage(r.Subject); m.Name == "stale-time" && ok && !stage.Objective {
		r.fail(r.at.subject, "", "stale-time counts time above a stage's objective, and %q has none", r.Subject)
	}
}

// kinds returns what the subject's name can mean: a stage before the class of the
// same name.
func (r *resolver) kinds() []Scope {
	if r.SubjectKind == OfTopic {
		if slices.Contains(r.topology.Topics, r.Subject) {
			return []Scope{OfTopic}
		}
		return nil
	}
	var kinds []Scope
	for _, named := range []struct {
		scope Scope
		names []string
	}{
		{OfStage, r.topology.stages()},
		{OfSource, r.topology.sources()},
		{OfDecision, r.topology.Decisions},
		{OfClass, Classes()},
	} {
		if slices.Contains(named.names, r.Subject) {
			kinds = append(kinds, named.scope)
		}
	}
	return kinds
}

func (r *resolver) unknownSubject(m Measure) {
	if r.SubjectKind == OfTopic {
		r.fail(r.at.subject, Nearest(r.Subject, r.topology.Topics), "there is no topic %q", r.Subject)
		return
	}
	var known []string
	if m.Takes(OfStage) {
		known = append(known, r.topology.stages()...)
	}
	if m.Takes(OfSource) {
		known = append(known, r.topology.sources()...)
	}
	if m.Takes(OfDecision) {
		known = append(known, r.topology.Decisions...)
	}
	if m.Takes(OfClass) {
		known = append(known, Classes()...)
	}
	if slices.Contains(r.topology.Topics, r.Subject) {
		r.fail(r.at.subject, "", "%q is a topic; write topics[%s].%s", r.Subject, r.Subject, m.Name)
		return
	}
	r.fail(r.at.subject, Nearest(r.Subject, known), "there is no %s %q", strings.TrimPrefix(strings.TrimPrefix(scopes(m), "a "), "an "), r.Subject)
}

// stat checks the statistic. It reports whether the unit is known by it.
func (r *resolver) stat(m Measure) bool {
	switch {
	case r.Stat == "":
		r.Stat = m.Default
		if m.Default == "" && slices.Contains(m.Stats, "p") {
			r.fail(r.at.measure, "", "%s needs a statistic, as %s.p99; there are %s", m.Name, m.Name, stats(m))
		}
	case len(m.Stats) == 0:
		r.fail(r.at.stat, "", "%s has no statistics; drop .%s", m.Name, r.Stat)
		return false
	case !m.Allows(r.Stat):
		if _, ok := Percentile(r.Stat); !ok && isStat(r.Stat) && r.Stat[0] == 'p' && slices.Contains(m.Stats, "p") {
			r.fail(r.at.stat, "", "%s is not a percentile; N of pN lies above 0 and below 100 (the largest value is max)", r.Stat)
			return false
		}
		r.fail(r.at.stat, Nearest(r.Stat, m.Stats), "%s has no statistic %q; there are %s", m.Name, r.Stat, stats(m))
		return false
	}
	return true
}

// value checks that the value's unit is the measure's. A plain 0 fits every unit,
// and a plain number a ratio, a factor and a count.
func (r *resolver) value(m Measure) {
	unit := m.UnitOf(r.Stat)
	plain := r.Unit == None && (r.Value == 0 || unit == Ratio || unit == Factor || unit == Records || unit == Money)
	if r.Unit != unit && !plain {
		r.fail(r.at.value, "", "%s is in %s; expected %s", r.measured(m), unit, exampleValue(unit))
	}
	r.Unit = unit
}

func (r *resolver) measured(m Measure) string {
	if r.Stat != "" && r.Stat != m.Default {
		return m.Name + "." + r.Stat
	}
	return m.Name
}

func (r *resolver) qualifier(m Measure) {
	if r.Qualifier == Steady {
		return
	}
	switch m.Kind {
	case Ledger:
		r.fail(r.at.qualifier, "", "%s is over the whole run; drop %q", m.Name, r.Qualifier)
	case Derived:
		if m.OfCost() {
			r.fail(r.at.qualifier, "", "%s is of a month; drop %q", m.Name, r.Qualifier)
			break
		}
		r.fail(r.at.qualifier, "", "%s names its entry already; drop %q", m.Name, r.Qualifier)
	}
	if r.Qualifier == Overall {
		return
	}
	if _, ok := r.topology.entry(r.Entry); !ok {
		r.unknownEntry(r.at.entry, r.Entry)
	}
}

func (r *resolver) unknownEntry(at int, name string) {
	if len(r.topology.Entries) == 0 {
		r.fail(at, "", "there is no timeline entry %q; the timeline is empty", name)
		return
	}
	r.fail(at, Nearest(name, r.topology.entries()), "there is no timeline entry %q", name)
}

// teamNumber reads N of "team N".
func teamNumber(arg string) (int, bool) {
	digits, ok := strings.CutPrefix(arg, "team ")
	if !ok {
		return 0, false
	}
	n, err := strconv.Atoi(digits)
	return n, err == nil
}
