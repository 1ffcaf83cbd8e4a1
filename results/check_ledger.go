package results

import (
	"slices"

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
	if n.due == 0 && n.absent == "" {
		return c.check(whole, []finding{unknown(c.Subject, 0, "no event was due")})
	}
	if n.absent != "" {
		return c.check(whole, []finding{unknown(c.Subject, n.due, "%s", n.absent)})
	}
	if n.due < c.samples {
		return c.check(whole, []finding{unknown(c.Subject, n.due, "%s due, %s are asked for",
			counted(n.due, "event was", "events were"), number(c.samples))})
	}
	f := c.judge(finding{subject: c.Subject, samples: n.due, value: float64(n.value)})
	f.shown = number(n.value) + " of " + n.of()
	if n.atLeast != "" {
		f.shown = "at least " + f.shown
		if !c.settledBy(f) {
			f.verdict, f.reason = Unknown, n.atLeast
		}
	}
	return c.check(whole, []finding{f})
}

// settledBy reports whether the verdict on a lower bound is that on any larger count.
func (c ledgerCheck) settledBy(f finding) bool {
	if f.verdict == Fail {
		return c.onlyWorse(f.value)
	}
	switch c.Op {
	case measure.Greater, measure.GreaterEqual:
		return true
	case measure.NotEqual:
		return f.value > c.Value
	}
	return false
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
	keys       *int64 // what is counted is keys, of so many; nil = events, of those due
	kind       string // of the keys: erased, expected
	atLeast    string // why it may be more
	absent     string // why there is none
}

// of is what the count is a part of.
func (n ledgerCount) of() string {
	if n.keys == nil {
		return number(n.due)
	}
	return counted(*n.keys, n.kind+" key", n.kind+" keys")
}

// addKeys adds keys of a kind to what the count is a part of.
func (n *ledgerCount) addKeys(kind string, keys int64) {
	if n.keys == nil {
		n.keys = new(int64)
	}
	n.kind = kind
	*n.keys += keys
}

// count finds the count that a ledger measure names.
func (a *Analysis) count(e measure.Expectation) ledgerCount {
	at := a.settled.at(e)
	n := ledgerCount{due: at.Due}
	if fromLedger(e.Measure) && a.ledgerDamage != "" {
		n.absent = a.ledgerDamage
		return n
	}
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
	case "aborted":
		n.value = at.Aborted
	case "expired":
		n.value = at.Expired
	case "superseded":
		n.value = at.Superseded
	case "unread":
		n.value = at.Unread
		if e.SubjectKind != measure.OfStage {
			n.absent = a.settled.unaudited(e.Subject)
		}
	case "acknowledged":
		n.value = a.acknowledged(e)
	case "aborted-reads":
		n.value, n.absent = a.abortedReads(e)
	case "audited", "duplicates", "foreign", "damaged", "aborted-records":
		n.value, n.absent = a.audited(e)
	case "out-of-order", "injected-disorder":
		n.value, n.absent = a.disorder(e)
	case "redelivered", "reprocessed":
		n.value = a.stageSum(e)
		n.atLeast = a.unwatched()
	default:
		a.stateCount(e, &n)
	}
	return n
}

// fromLedger reports whether the ledger tells a count, and not the audit alone,
// the windows or a store.
func fromLedger(name string) bool {
	switch name {
	case "due", "lost", "unsent", "rejected", "unconfirmed", "aborted", "expired", "superseded", "unread", "acknowledged", "audited":
		return true
	}
	return false
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

// acknowledged is the events that the target acknowledged: of the run, in the
// sources' topics; of a stage's output topic, what the stage wrote there.
func (a *Analysis) acknowledged(e measure.Expectation) int64 {
	if e.SubjectKind == measure.OfTopic && !a.isSource(e.Subject) {
		return a.settled.at(e).Due
	}
	var n int64
	for _, l := range a.rec.Ledger {
		if l.State == StateAcked && l.Stage == "" && (e.SubjectKind != measure.OfTopic || l.Topic == e.Subject) {
			n += l.Intervals.Count()
		}
	}
	return n
}

// isSource reports whether sources write a topic.
func (a *Analysis) isSource(topic string) bool {
	return slices.ContainsFunc(a.rec.Plan.Topics, func(t PlanTopic) bool { return t.Name == topic && t.Source })
}

// audited sums what the audit counted in the topics. Of the run, events are
// counted in the sources' topics only: a stage's output has them again.
func (a *Analysis) audited(e measure.Expectation) (n int64, absent string) {
	topics, absent := a.auditOf(e)
	for _, t := range topics {
		source := a.isSource(t.Topic)
		switch {
		case e.Measure == "audited" && (source || e.SubjectKind == measure.OfTopic):
			n += a.settled.places[place{topic: t.Topic}].Seen
		case e.Measure == "duplicates" && source:
			n += t.Duplicates
		case e.Measure == "foreign":
			n += t.Foreign
		case e.Measure == "damaged":
			n += t.Damaged
		case e.Measure == "aborted-records":
			n += t.Aborted
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
// Every stage sees the disorder of its topics again, and its output topic has it,
// so that of the run is the most that was seen at one place: all topics of sources
// together, an output topic, or a stage.
func (a *Analysis) disorder(e measure.Expectation) (n int64, absent string) {
	pick := func(t AuditTopic) int64 { return t.OutOfOrder }
	if e.Measure == "injected-disorder" {
		pick = func(t AuditTopic) int64 { return t.Disorder }
	}
	if e.SubjectKind == measure.OfStage {
		return a.stageSum(e), ""
	}
	topics, absent := a.auditOf(e)
	var output int64
	for _, t := range topics {
		if a.isSource(t.Topic) {
			n += pick(t)
		} else {
			output = max(output, pick(t))
		}
	}
	n = max(n, output)
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

// stateCount is what was found wrong in the stores. Of the run, it is a lower
// bound if the store of one stage could not be compared.
func (a *Analysis) stateCount(e measure.Expectation, n *ledgerCount) {
	n.absent = "no store was compared with the schedule"
	if a.rec.Facts == nil {
		return
	}
	broken := ""
	for _, st := range a.rec.Plan.Stages {
		if st.Serves == "" || e.SubjectKind == measure.OfStage && st.Name != e.Subject {
			continue
		}
		s, ok := a.rec.Facts.stateOf(st.Name)
		if !ok {
			broken = "the store of " + st.Name + " was not whole at the end"
			continue
		}
		// What has not come yet cannot be in the store.
		if why := a.settled.places[place{stage: st.Name}].Unknown; e.Measure == "diverged" && why != "" {
			broken = "of " + st.Name + ": " + why
			continue
		}
		n.absent = ""
		switch e.Measure {
		case "stale-writes":
			n.value += s.StaleWrites
		case "diverged":
			n.value += s.Diverged
			n.addKeys("expected", s.expected())
		case "resurrected":
			n.value += s.Resurrected
			n.addKeys("erased", s.Erased)
		}
	}
	if n.absent != "" && broken != "" {
		n.absent = broken
	}
	n.atLeast = broken
}
