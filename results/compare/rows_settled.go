package compare

import (
	"github.com/freshet-bench/freshet/results"
	"github.com/freshet-bench/freshet/results/measure"
)

// settled are the rows of how the events of the run ended.
func (c *rowsOf) settled() {
	of := func(name string, tested bool, value func(results.Settled) Value) {
		c.add(correctness(name, tested), func(run Run) Value { return value(run.Outcome.SettledRun) })
	}
	of("lost", true, func(s results.Settled) Value {
		if s.Unknown != "" {
			return lacking("%s", s.Unknown)
		}
		return exactly(float64(s.Lost))
	})
	for _, state := range []struct {
		name string
		of   func(results.Settled) int64
	}{
		{"unsent", func(s results.Settled) int64 { return s.Unsent }},
		{"rejected", func(s results.Settled) int64 { return s.Rejected }},
		{"unconfirmed", func(s results.Settled) int64 { return s.Unconfirmed }},
		{"aborted", func(s results.Settled) int64 { return s.Aborted }},
		{"expired", func(s results.Settled) int64 { return s.Expired }},
		{"unread", func(s results.Settled) int64 { return s.Unread }},
	} {
		of(state.name, false, func(s results.Settled) Value { return exactly(float64(state.of(s))) })
	}
}

// correctness is a row of a ledger measure.
func correctness(name string, tested bool) Measure {
	return Measure{ID: name, Section: Correctness, Name: name, Part: partWhole, Unit: measure.Records, Better: Lower, Tested: tested}
}

// faulty are the rows of what is wrong with what was written or kept.
func (c *rowsOf) faulty() {
	c.add(correctness("duplicates", true), func(run Run) Value {
		a := run.Outcome.Audit
		if a == nil || !a.Done {
			return lacking("the audit did not read the topics to their ends")
		}
		return total(a.Topics, func(t results.AuditTopic) int64 { return t.Duplicates })
	})
	for _, s := range c.plan.Stages {
		m := correctness("out-of-order", true)
		m.ID, m.Subject = s.Name+".out-of-order", s.Name
		c.add(m, func(run Run) Value {
			if o := stageOf(run, s.Name); o != nil {
				return exactly(float64(o.OutOfOrder))
			}
			return lacking("the run has no stage %s", s.Name)
		})
	}
	for _, fault := range []struct {
		name string
		of   func(results.StageOutcome) int64
	}{
		{"redelivered", func(s results.StageOutcome) int64 { return s.Redelivered }},
		{"reprocessed", func(s results.StageOutcome) int64 { return s.Reprocessed }},
	} {
		c.add(correctness(fault.name, false), func(run Run) Value { return total(run.Outcome.Stages, fault.of) })
	}
	c.stores()
}

// stores are the rows of the serving stores, if there are any.
func (c *rowsOf) stores() {
	for _, fault := range []struct {
		name string
		of   func(results.StateFacts) int64
	}{
		{"stale-writes", func(s results.StateFacts) int64 { return s.StaleWrites }},
		{"diverged", func(s results.StateFacts) int64 { return s.Diverged }},
		{"resurrected", func(s results.StateFacts) int64 { return s.Resurrected }},
	} {
		c.add(correctness(fault.name, false), func(run Run) Value {
			if len(run.Outcome.State) == 0 {
				return lacking("no store was whole at the end")
			}
			return total(run.Outcome.State, fault.of)
		})
	}
}

func total[T any](list []T, of func(T) int64) Value {
	var n int64
	for _, x := range list {
		n += of(x)
	}
	return exactly(float64(n))
}
