package results

import (
	"github.com/freshet-bench/freshet/results/measure"
)

// ledgerCheck judges a count that is established after the run: how events
// ended, duplicates, order, what the stores hold.
type ledgerCheck struct{ expectation }

var _ Checker = ledgerCheck{}

// Check compares the count. A count that may still grow (lost, while events are
// unsent or unread) fails if no larger count could pass, and is unknown otherwise.
func (c ledgerCheck) Check(a *Analysis) Check {
	const whole = "whole run"
	n := a.count(c.Expectation)
	if n.due == 0 {
		return c.check(whole, []finding{unknown(c.Subject, 0, "no event was due")})
	}
	if n.absent != "" {
		return c.check(whole, []finding{unknown(c.Subject, n.due, "%s", n.absent)})
	}
	f := c.judge(finding{subject: c.Subject, samples: n.due, value: float64(n.value)})
	f.shown = measure.FormatQuantity(f.value, measure.Records) + " of " + measure.FormatQuantity(float64(n.due), measure.Records)
	if n.atLeast != "" {
		f.shown = "at least " + f.shown
		if f.verdict == Pass || !c.onlyWorse(f.value) {
			f.verdict, f.reason = Unknown, n.atLeast
		}
	}
	return c.check(whole, []finding{f})
}

// onlyWorse reports whether a count that does not hold now cannot hold when it grows.
func (c ledgerCheck) onlyWorse(value float64) bool {
	switch c.Op {
	case measure.Less, measure.LessEqual:
		return true
	case measure.Equal:
		return value > c.Value
	}
	return false
}

// ledgerCount is a count and how sure it is.
type ledgerCount struct {
	value, due int64
	atLeast    string // why it may be more
	absent     string // why there is none
}

// count finds the count that a ledger measure names.
func (a *Analysis) count(e measure.Expectation) ledgerCount {
	at := a.settled.at(e)
	n := ledgerCount{due: at.Due}
	switch e.Measure {
	case "due":
		n.value = at.Due
	case "lost":
		n.value, n.atLeast = at.Lost, at.Unknown
	case "unsent":
		n.value = at.Unsent
	case "rejected":
		n.value = at.Rejected
	case "unconfirmed":
		n.value = at.Unconfirmed
	case "expired":
		n.value = at.Expired
	case "superseded":
		n.value = at.Superseded
	case "unread":
		n.value = at.Unread
	case "acknowledged":
		n.value = a.acknowledged(e)
	case "audited", "duplicates", "foreign", "damaged":
		n.value, n.absent = a.audited(e)
	case "out-of-order", "injected-disorder":
		n.value, n.absent = a.disorder(e)
	case "redelivered", "reprocessed":
		n.value = a.stageSum(e)
	default:
		n.value, n.absent = a.stateCount(e)
	}
	return n
}

// at is the settlement of the expectation's subject.
func (s *settlement) at(e measure.Expectation) Settled {
	switch e.SubjectKind {
	case measure.OfTopic:
		return s.places[place{topic: e.Subject}]
	case measure.OfStage:
		return s.places[place{stage: e.Subject}]
	}
	return s.run
}

// acknowledged is the events that the target acknowledged.
func (a *Analysis) acknowledged(e measure.Expectation) int64 {
	var n int64
	for _, l := range a.rec.Ledger {
		if l.State == StateAcked && l.Stage == "" && (e.SubjectKind != measure.OfTopic || l.Topic == e.Subject) {
			n += l.Intervals.Count()
		}
	}
	return n
}

// audited sums what the audit counted in the topics.
func (a *Analysis) audited(e measure.Expectation) (n int64, absent string) {
	topics, absent := a.auditOf(e)
	for _, t := range topics {
		switch e.Measure {
		case "audited":
			n += a.settled.places[place{topic: t.Topic}].Seen
		case "duplicates":
			n += t.Duplicates
		case "foreign":
			n += t.Foreign
		case "damaged":
			n += t.Damaged
		}
	}
	return n, absent
}

// auditOf is the audit of the subject's topics, and why there is none.
func (a *Analysis) auditOf(e measure.Expectation) ([]AuditTopic, string) {
	const none = "the audit was not reached"
	if a.rec.Facts == nil || a.rec.Facts.Audit == nil {
		return nil, none
	}
	var out []AuditTopic
	for _, t := range a.rec.Facts.Audit.Topics {
		if e.SubjectKind == measure.OfTopic && t.Topic != e.Subject {
			continue
		}
		if !t.Done {
			return nil, "the audit did not read " + t.Topic
		}
		out = append(out, t)
	}
	if len(out) == 0 {
		return nil, none
	}
	return out, ""
}

// disorder is the events out of order in a topic, by the audit, or at a stage.
// Every stage sees the disorder of its topics again, so that of the run is the
// most that was seen at one place: all topics together, or a stage.
func (a *Analysis) disorder(e measure.Expectation) (n int64, absent string) {
	pick := func(t AuditTopic) int64 { return t.OutOfOrder }
	if e.Measure == "injected-disorder" {
		pick = func(t AuditTopic) int64 { return t.Disorder }
	}
	if e.SubjectKind == measure.OfStage {
		return a.stageSum(e), ""
	}
	topics, absent := a.auditOf(e)
	for _, t := range topics {
		n += pick(t)
	}
	if e.SubjectKind == measure.OfRun {
		for _, s := range a.rec.Plan.Stages {
			e.SubjectKind, e.Subject = measure.OfStage, s.Name
			n = max(n, a.stageSum(e))
		}
	}
	return n, absent
}

// stageSum adds up a counter of the windows over the whole run, drain included.
func (a *Analysis) stageSum(e measure.Expectation) int64 {
	var n int64
	for _, w := range a.rec.Windows {
		for name, s := range w.Stages {
			if e.SubjectKind == measure.OfStage && name != e.Subject {
				continue
			}
			switch e.Measure {
			case "redelivered":
				n += s.Redelivered
			case "reprocessed":
				n += s.Reprocessed
			case "out-of-order":
				n += s.OutOfOrder
			case "injected-disorder":
				n += s.Disorder
			}
		}
	}
	return n
}

// stateCount is what was found wrong in the stores.
func (a *Analysis) stateCount(e measure.Expectation) (n int64, absent string) {
	found := false
	if a.rec.Facts != nil {
		for _, s := range a.rec.Facts.State {
			if e.SubjectKind == measure.OfStage && s.Stage != e.Subject {
				continue
			}
			found = true
			switch e.Measure {
			case "stale-writes":
				n += s.StaleWrites
			case "diverged":
				n += s.Diverged
			case "resurrected":
				n += s.Resurrected
			}
		}
	}
	if !found {
		return 0, "no store was compared with the schedule"
	}
	return n, ""
}
