package results

import (
	"fmt"
	"slices"
	"strings"

	"github.com/freshet-bench/freshet/results/measure"
)

// Judge derives the outcome of a record: everything that a report shows. It
// depends on nothing but the record, so the same record gives the same outcome.
// Where the record holds an outcome already, checks whose verdict is now another
// say so in Changed.
func Judge(rec *Record) *Outcome {
	a := Analyze(rec)
	o := &Outcome{
		Format: Format, Definitions: Definitions,
		Status: a.status, Failure: a.failure, Loaded: a.loadEnd,
		Trust:        a.trust(),
		Segments:     a.segments(),
		Entries:      a.entryOutcomes(),
		Stages:       a.stageOutcomes(),
		Sources:      a.sourceOutcomes(),
		Decisions:    a.decisionOutcomes(),
		Settled:      a.settledOutcomes(),
		Traffic:      sumTraffic(rec.Traffic),
		TrafficParts: a.trafficParts(),
		Usage:        a.usageOutcome(),
		Storage:      a.storageOutcome(),
		Warnings:     warnings(rec),
	}
	o.SettledRun = a.settled.run
	if rec.Facts != nil {
		o.Audit, o.State = rec.Facts.Audit, withEraseAges(rec.Facts.State, rec.Ages)
	}
	a.slip = untrusted(o.Trust)
	o.Checks = a.checks()
	o.Verdict, o.Reason = a.verdict(o.Checks)
	if rec.Stored != nil {
		markChanged(rec.Stored, o)
	}
	return o
}

// withEraseAges is the facts of the stores with the ages of their deletions, of
// the whole run as their number is.
func withEraseAges(state []StateFacts, ages *Ages) []StateFacts {
	out := slices.Clone(state)
	for i, s := range out {
		out[i].EraseAge = Sum(ages.Hist(TagErase+s.Stage, nil))
	}
	return out
}

// untrusted is why times cannot be trusted; "" if they can.
func untrusted(rows []Trust) string {
	var why []string
	for _, t := range rows {
		if t.Unknown && !t.OK && !slices.Contains(why, t.Note) {
			why = append(why, t.Note)
		}
	}
	return strings.Join(why, "; ")
}

// Untrusted is why the times of the run cannot be trusted: the generator was late,
// for example. "" if they can.
func (o *Outcome) Untrusted() string { return untrusted(o.Trust) }

// Evaluate measures what an expectation asks for, whatever the scenario expects. The
// verdict is that of the value alone: it leaves out whether the run as a whole can be
// trusted. It fails if the text is no expectation, or of something that the run does
// not have.
func (a *Analysis) Evaluate(text string) (Check, error) {
	checker, err := resolve(PlanExpect{Text: text}, topology(a.rec.Plan))
	if err != nil {
		return Check{}, err
	}
	return checker.Check(a), nil
}

// Topology is what an expectation on a run of the plan may speak of.
func (p Plan) Topology() measure.Topology { return topology(p) }

// checks judges every expectation of the plan.
func (a *Analysis) checks() []Check {
	top := topology(a.rec.Plan)
	out := make([]Check, 0, len(a.rec.Plan.Expect))
	for _, p := range a.rec.Plan.Expect {
		checker, err := resolve(p, top)
		if err != nil {
			out = append(out, Check{Text: p.Text, Verdict: Unknown, Shown: "none", Reason: "not understood: " + err.Error()})
			continue
		}
		out = append(out, a.doubt(checker.Check(a), checker.asked()))
	}
	return out
}

// doubt makes a verdict unknown that the run cannot carry. Slip spoils times in
// both directions and leaves failed counts standing; a run that is not whole can
// still show that something failed for good, but not that it passed.
func (a *Analysis) doubt(c Check, e expectation) Check {
	ledger := e.kind() == measure.Ledger
	switch {
	case c.Verdict == Unknown:
	case a.slip != "" && (c.Verdict == Pass || !ledger):
		c.Verdict, c.Reason = Unknown, a.slip
	case a.short == "":
	case c.Verdict == Pass && ledger && a.verified():
	case c.Verdict == Pass || !e.failedForGood(c, a.verified()):
		c.Verdict, c.Reason = Unknown, a.short
	}
	return c
}

// verified reports whether a run that ended early was still drained and audited,
// so that its counts are whole.
func (a *Analysis) verified() bool {
	return a.rec.reached(PhaseDone) && (a.status == Stopped || a.status == Aborted)
}

// verdict is that of the run: the worst of its checks, and unknown at best if the
// run itself cannot be trusted or is not whole.
func (a *Analysis) verdict(checks []Check) (Verdict, string) {
	failed, open, why := 0, 0, ""
	for _, c := range checks {
		switch {
		case c.Verdict == Fail:
			failed++
		case c.Verdict == Unknown:
			open++
			if why == "" {
				why = c.Text + ": " + c.Reason
			}
		}
	}
	switch {
	case failed > 0:
		return Fail, fmt.Sprintf("%s of %s failed", number(int64(failed)), counted(int64(len(checks)), "expectation", "expectations"))
	case a.failure != "":
		return Unknown, a.failure
	case a.short != "":
		return Unknown, a.short
	case a.slip != "":
		return Unknown, a.slip
	case open > 0:
		return Unknown, why
	}
	return Pass, ""
}

// markChanged notes where a verdict is no longer the stored one.
func markChanged(stored, now *Outcome) {
	was := map[string]Verdict{}
	for _, c := range stored.Checks {
		was[c.Text] = c.Verdict
	}
	for i, c := range now.Checks {
		if v, ok := was[c.Text]; ok && v != c.Verdict {
			now.Checks[i].Changed = "was " + string(v)
		} else if !ok {
			now.Checks[i].Changed = "was not judged"
		}
	}
}

// warnings is what the run warned of, and what could not be read of its record.
func warnings(rec *Record) []string {
	var out []string
	for _, e := range rec.Events {
		if e.Kind == Warning {
			out = append(out, e.Text)
		}
	}
	return append(out, rec.Problems...)
}

// Changed lists the checks whose verdict is not the stored one.
func (o *Outcome) Changed() []Check {
	var out []Check
	for _, c := range o.Checks {
		if c.Changed != "" {
			out = append(out, c)
		}
	}
	return out
}
