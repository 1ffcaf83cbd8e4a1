package results

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/freshet-bench/freshet/results/measure"
)

// Checker judges one expectation. There is one implementation for each kind of
// expectation.
type Checker interface {
	// Check evaluates the expectation on a record.
	Check(a *Analysis) Check
	// asked is the expectation.
	asked() expectation
}

// expectation is what every checker knows.
type expectation struct {
	measure.Expectation
	// samples is the least number of samples asked for; 0 = the statistic's own.
	samples int64
}

func (e expectation) asked() expectation { return e }

// newChecker chooses the checker of a resolved expectation.
func newChecker(e expectation) (Checker, error) {
	m, ok := measure.Lookup(e.Measure)
	if !ok {
		return nil, fmt.Errorf("%q is not a measure that this program knows", e.Measure)
	}
	switch {
	case m.Kind == measure.Sample && (e.Measure == "missed" || e.Measure == "unanswered"):
		return shareCheck{e}, nil
	case m.Kind == measure.Sample:
		return sampleCheck{e}, nil
	case m.Kind == measure.Gauge:
		return gaugeCheck{e}, nil
	case e.Measure == "imbalance":
		return imbalanceCheck{e}, nil
	case m.Kind == measure.Ledger:
		return ledgerCheck{e}, nil
	case e.Measure == "recovery":
		return recoveryCheck{e}, nil
	case e.Measure == "backfill":
		return backfillCheck{e}, nil
	case e.Measure == "isolation":
		return isolationCheck{e}, nil
	case m.OfCost():
		return costCheck{e}, nil
	}
	return nil, fmt.Errorf("%q cannot be judged by this program", e.Measure)
}

// resolve parses an expectation of the plan and chooses its checker.
func resolve(p PlanExpect, t measure.Topology) (Checker, error) {
	parsed, err := measure.Parse(p.Text)
	if err != nil {
		return nil, err
	}
	resolved, problems := parsed.Resolve(t)
	if len(problems) > 0 {
		return nil, fmt.Errorf("%s", problems[0].Message)
	}
	return newChecker(expectation{resolved, p.Samples})
}

// topology is what the plan's expectations may speak of. Teams are not in the
// plan and were checked when the scenario was read.
func topology(p Plan) measure.Topology {
	const anyTeam = 1 << 20
	var t measure.Topology
	for _, s := range p.Stages {
		t.Stages = append(t.Stages, measure.Stage{Name: s.Name, Class: s.Class, Objective: s.Objective > 0})
	}
	for _, s := range p.Sources {
		t.Sources = append(t.Sources, measure.Source{Name: s.Name, Class: s.Class})
	}
	for _, d := range p.Decisions {
		t.Decisions = append(t.Decisions, d.Name)
	}
	for _, x := range p.Topics {
		t.Topics = append(t.Topics, x.Name)
	}
	for _, e := range p.Entries {
		t.Entries = append(t.Entries, measure.Entry{Name: e.Name, Verb: e.Verb, Teams: anyTeam})
	}
	return t
}

// subjects is the stages or sources that the expectation is about: the one that
// it names, or all of its class.
func (e expectation) subjects(a *Analysis) []string {
	if e.SubjectKind != measure.OfClass {
		return []string{e.Subject}
	}
	m, _ := measure.Lookup(e.Measure)
	var out []string
	if m.Takes(measure.OfSource) {
		for _, s := range a.rec.Plan.Sources {
			if s.Class == e.Subject {
				out = append(out, s.Name)
			}
		}
		return out
	}
	for _, s := range a.rec.Plan.Stages {
		if s.Class == e.Subject {
			out = append(out, s.Name)
		}
	}
	return out
}

// finding is what was measured of one subject.
type finding struct {
	subject string
	value   float64
	has     bool // there is a value
	samples int64
	shown   string // "" = the value with its unit
	// censored is true if the value is only a lower bound.
	censored bool
	verdict  Verdict
	reason   string
}

// judge compares a finding's value with what was asked.
func (e expectation) judge(f finding) finding {
	f.has = true
	f.verdict = Fail
	if e.Op.Holds(f.value, e.Value) {
		f.verdict = Pass
	}
	return f
}

// unknown is a finding without a value.
func unknown(subject string, samples int64, format string, args ...any) finding {
	return finding{subject: subject, samples: samples, verdict: Unknown, reason: fmt.Sprintf(format, args...)}
}

// overSubjects makes a Check of what find finds for each subject in the part of
// the run that is asked for.
func (e expectation) overSubjects(a *Analysis, find func(a *Analysis, subject string, in spans, part string) finding) Check {
	in, name, missing := a.part(e.Expectation)
	var found []finding
	for _, subject := range e.subjects(a) {
		if missing != "" {
			found = append(found, unknown(subject, 0, "%s", missing))
			continue
		}
		found = append(found, find(a, subject, in, name))
	}
	return e.check(name, found)
}

// check makes a Check of the findings of all subjects: the worst verdict counts,
// and among equals the value furthest on the wrong side.
func (e expectation) check(during string, findings []finding) Check {
	c := Check{Text: e.Text, During: during, Unit: e.Unit, Verdict: Unknown, Shown: "none"}
	if len(findings) == 0 {
		c.Reason = "there is nothing that this is about"
		return c
	}
	worst := slices.MinFunc(findings, func(x, y finding) int {
		return cmp.Or(cmp.Compare(rank(x.verdict), rank(y.verdict)), e.compare(x, y))
	})
	c.Verdict, c.Reason, c.Samples = worst.verdict, worst.reason, worst.samples
	if worst.has {
		c.Measured, c.Censored = &worst.value, worst.censored
		c.Shown = measure.FormatQuantity(worst.value, e.Unit)
	}
	if worst.shown != "" {
		c.Shown = worst.shown
	}
	if len(findings) > 1 {
		if c.Reason != "" {
			c.Reason = worst.subject + ": " + c.Reason
		} else {
			c.Reason = worst.subject
		}
	}
	return c
}

// compare orders findings, the worse first.
func (e expectation) compare(x, y finding) int {
	if e.Op == measure.Greater || e.Op == measure.GreaterEqual {
		return cmp.Compare(x.value, y.value)
	}
	return cmp.Compare(y.value, x.value)
}

// rank orders verdicts: fail beats unknown beats pass.
func rank(v Verdict) int {
	switch v {
	case Fail:
		return 0
	case Unknown:
		return 1
	}
	return 2
}
