package results

import (
	"github.com/freshet-bench/freshet/results/measure"
)

// trend is what more of a run can do to a measured value.
type trend int

const (
	grows  trend = iota // it becomes more, so that a lower bound may yet be reached
	stands              // a percentile, a mean or a share: judged on what there is
	open                // it says nothing before the end
)

// failedForGood reports whether a failed check of a run that is not whole would
// have failed in the whole run as well. verified says that the run was drained
// and audited, so that how its events ended is known.
func (e expectation) failedForGood(c Check, verified bool) bool {
	lower := e.Op == measure.Greater || e.Op == measure.GreaterEqual
	if e.kind() == measure.Ledger && verified {
		return !lower
	}
	switch e.trend() {
	case stands:
		return true
	case open:
		return false
	}
	switch e.Op {
	case measure.Less, measure.LessEqual:
		return true
	case measure.Equal:
		return c.Measured != nil && *c.Measured > e.Value
	}
	return false
}

func (e expectation) kind() measure.Kind {
	m, _ := measure.Lookup(e.Measure)
	return m.Kind
}

// trend is that of the expectation's measure and statistic. A rate may fall as
// well, but its upper bound is judged on what there is.
func (e expectation) trend() trend {
	switch e.kind() {
	case measure.Ledger:
		return ledgerTrend(e.Measure)
	case measure.Derived:
		if m, _ := measure.Lookup(e.Measure); m.OfCost() || e.Measure == "isolation" {
			return stands
		}
		return grows
	}
	switch {
	case e.Measure == "stale-time" || e.Stat == "count" || e.Stat == "max":
		return grows
	case e.Stat == "rate" && e.Measure != "missed" && e.Measure != "unanswered": // of these two it is the share
		return grows
	}
	return stands
}

// ledgerTrend is that of a ledger measure while events are in flight.
func ledgerTrend(name string) trend {
	switch name {
	case "lost", "unsent", "unread", "unconfirmed", "audited", "acknowledged", "due", "diverged":
		return open
	}
	return grows
}
