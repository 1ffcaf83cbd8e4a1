package scenarios

import "slices"

// Transactional reports whether a stage writes a topic with transactions.
func (s *Scenario) Transactional(topic string) bool {
	writer := s.writerOf(topic)
	return writer != nil && writer.Commit == CommitTransaction
}

// isolationOf is how a stage reads unless the scenario says: what is committed
// only, if there are transactions in any of its topics.
func (s *Scenario) isolationOf(stage *Stage) string {
	if slices.ContainsFunc(stage.Reads, s.Transactional) {
		return ReadCommitted
	}
	return ReadUncommitted
}

// transaction checks what a stage with commit: transaction needs, and that no
// other stage has settings for it.
func (l *loader) transaction(stage *Stage, at string) {
	given := at + ".transaction"
	switch {
	case l.badAt(at + ".commit"):
	case stage.Commit != CommitTransaction:
		if l.given(given) {
			l.fail(l.key(given), "", "transaction has no effect in a stage without commit: transaction")
		}
	case stage.Writes == "" && !l.badAt(at+".writes"):
		l.fail(l.where(at+".commit"), "", "commit: transaction needs writes: a transaction holds an output and the offsets of its input")
	case stage.Client.Acks != "all" || !stage.Client.Idempotent:
		l.fail(l.where(at+".commit"), "", "commit: transaction needs an idempotent producer with acks: all")
	case stage.Transaction.Every >= stage.Transaction.Timeout && !l.badAt(given):
		l.fail(l.where(given), "", "a transaction that is committed every %s is aborted after %s before; expected every to be less than timeout",
			durationText(stage.Transaction.Every), durationText(stage.Transaction.Timeout))
	}
}

// rebuilds refuses to have a stage write everything a second time that its
// transactions are to write exactly once.
func (l *loader) rebuilds(r *Rebuild, at string) {
	if !l.reference(at+".stage", r.Stage, l.scenario.stageNames(), "stage") {
		return
	}
	if l.scenario.stageNamed(r.Stage).Commit == CommitTransaction {
		l.fail(l.where(at+".stage"), "", "stage %s has commit: transaction, and a rebuild would write its output a second time", r.Stage)
	}
}
