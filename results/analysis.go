package results

import (
	"time"
)

// guard is how long before an entry's begin events count as hit by it: they are
// still under way when it happens.
const guard = time.Second

// Analysis is a record prepared for judging: when what happened, where the parts
// of the run lie, how every event ended. Checkers read it.
type Analysis struct {
	rec     *Record
	status  string
	failure string
	loadEnd time.Duration
	windows []Window // of the load
	entries []*entryTime
	overall spans
	steady  spans
	oldest  map[string][]reading
	settled *settlement
	slip    string // why times cannot be trusted; "" if they can
	short   string // why the run is not whole; "" if it is
	// ledgerDamage is why the ledger of a run that came to its end says nothing of
	// how events ended; "" if it does.
	ledgerDamage string
}

// entryTime is when a timeline entry was under way.
type entryTime struct {
	plan         PlanEntry
	begun, ended bool
	begin, end   time.Duration // end is the load's end if it did not end
	// horizon is where the next entry begins or the load ends.
	horizon time.Duration
	// recovered is when the last stage with an objective was well again, horizon
	// if one was not; never before the end that lies within the horizon.
	recovered time.Duration
	recovery  []Recovery // in the order of the plan's stages, those with an objective
	notes     []string   // what was found out about it
	until     string     // by what its end was seen
	moved     *Moved
}

// Analyze prepares a record. It depends on nothing but the record.
func Analyze(rec *Record) *Analysis {
	a := &Analysis{rec: rec, oldest: map[string][]reading{}}
	a.status, a.failure = status(rec)
	a.loadEnd = loadEnd(rec)
	for _, w := range rec.Windows {
		if w.At >= 0 && w.At < a.loadEnd {
			a.windows = append(a.windows, w)
		}
	}
	a.short = a.cutShort()
	a.timeline()
	a.settled = settle(rec.Plan, rec.Ledger, auditedTopics(rec.Facts))
	if rec.LedgerDamage != "" && rec.reached(PhaseDone) {
		a.ledgerDamage = "the ledger is damaged: " + rec.LedgerDamage
		a.settled.doubt(a.ledgerDamage)
	}
	return a
}

// Phases of a run, as the events of kind Phase and the windows name them.
const (
	PhaseSetup   = "setup"
	PhaseHistory = "history"
	PhaseLoad    = "load"
	PhaseDrain   = "drain"
	PhaseAudit   = "audit"
	PhaseDone    = "done"
)

// status is how the run ended, from its events: a run that reached no end, and was
// not interrupted, was killed.
func status(rec *Record) (status, failure string) {
	status = CutShort
	interrupted, aborted := false, false
	for _, e := range rec.Events {
		switch {
		case e.Kind == Failure && failure == "":
			failure = e.Text
		case e.Kind == Interrupted:
			interrupted = true
		case e.Kind == Abort:
			aborted = true
		case e.Kind == Phase && e.Text == PhaseDone:
			status = Completed
		}
	}
	switch {
	case failure != "":
		return Failed, failure
	case status == Completed && aborted:
		return Aborted, ""
	case interrupted: // before the load or at once, if it was not completed
		return Stopped, ""
	}
	return status, ""
}

// loadEnd is where the load ended: as planned, earlier where the drain began
// earlier, or in a run that reached no drain where its last window ends.
func loadEnd(rec *Record) time.Duration {
	for _, e := range rec.Events {
		if e.Kind != Phase || e.Text != PhaseDrain {
			continue
		}
		if e.At >= rec.Plan.Duration-GaugeEvery { // the event may be stamped a moment early
			return rec.Plan.Duration
		}
		return max(0, e.At)
	}
	var last time.Duration
	for _, w := range rec.Windows {
		last = max(last, w.At+w.Length)
	}
	return min(last, rec.Plan.Duration)
}

// cutShort says why the run is not whole.
func (a *Analysis) cutShort() string {
	after := " after " + clock(a.loadEnd) + " of " + clock(a.rec.Plan.Duration)
	switch a.status {
	case CutShort:
		return "the run was cut short" + after
	case Failed:
		return "the run failed" + after
	case Aborted:
		return "an expectation ended the run" + after
	case Stopped:
		switch {
		case !a.loadBegan():
			return "interrupted before the load began"
		case !a.rec.reached(PhaseDone):
			return "stopped at once" + after
		}
		if a.loadEnd < a.rec.Plan.Duration {
			return "the run was interrupted" + after
		}
	}
	return ""
}

// loadBegan reports whether there was any load.
func (a *Analysis) loadBegan() bool { return a.rec.reached(PhaseLoad) || len(a.windows) > 0 }

// auditedTopics is the topics whose audit was read to the end.
func auditedTopics(f *Facts) map[string]bool {
	out := map[string]bool{}
	if f == nil || f.Audit == nil {
		return out
	}
	for _, t := range f.Audit.Topics {
		out[t.Topic] = t.Done
	}
	return out
}

// stage is the plan of a stage.
func (a *Analysis) stage(name string) (PlanStage, bool) {
	for _, s := range a.rec.Plan.Stages {
		if s.Name == name {
			return s, true
		}
	}
	return PlanStage{}, false
}

// entry is an entry by name, nil if there is none.
func (a *Analysis) entry(name string) *entryTime {
	for _, e := range a.entries {
		if e.plan.Name == name {
			return e
		}
	}
	return nil
}
