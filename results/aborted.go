package results

import (
	"slices"

	"github.com/freshet-bench/freshet/results/measure"
)

// commitTransaction is the commit of a stage that writes exactly once, as the plan
// has it.
const commitTransaction = "transaction"

// exactlyOnce reports whether a topic is written in transactions, so that no event
// may be in its committed view twice.
func (a *Analysis) exactlyOnce(topic string) bool {
	return slices.ContainsFunc(a.rec.Plan.Stages, func(s PlanStage) bool {
		return s.Writes == topic && s.Commit == commitTransaction
	})
}

// abortedReads is how many records of aborted transactions were given to whoever
// asked for what is committed: the audit, in a topic, and stages.
func (a *Analysis) abortedReads(e measure.Expectation) (n int64, absent string) {
	if e.SubjectKind == measure.OfTopic {
		topics, absent := a.auditOf(e)
		for _, t := range topics {
			n += t.AbortedReads + a.rec.Facts.Audit.abortedReads(func(r AuditReads) bool { return r.Topic == t.Topic })
		}
		return n, absent
	}
	ofStage := e.SubjectKind == measure.OfStage
	e.SubjectKind = measure.OfRun // the audit of what a stage reads is that of all topics
	topics, absent := a.auditOf(e)
	if absent != "" {
		return 0, absent
	}
	if ofStage {
		return a.rec.Facts.Audit.abortedReads(func(r AuditReads) bool { return r.Stage == e.Subject }), ""
	}
	for _, t := range topics {
		n += t.AbortedReads
	}
	return n + a.rec.Facts.Audit.abortedReads(func(AuditReads) bool { return true }), ""
}

// abortedReads adds up what was handed to the stages that pick chooses.
func (f *AuditFacts) abortedReads(pick func(AuditReads) bool) (n int64) {
	for _, r := range f.Reads {
		if pick(r) {
			n += r.Aborted
		}
	}
	return n
}
