package results

import (
	"time"

	"github.com/freshet-bench/freshet/results/measure"
)

// recoveryCheck judges recovery(entry[.end][, stage]).
type recoveryCheck struct{ expectation }

// backfillCheck judges backfill(entry[, team N]).
type backfillCheck struct{ expectation }

// isolationCheck judges isolation(entry[, stage]).
type isolationCheck struct{ expectation }

var (
	_ Checker = recoveryCheck{}
	_ Checker = backfillCheck{}
	_ Checker = isolationCheck{}
)

// called is the entry of a function, nil with a finding if it did not happen.
func (e expectation) called(a *Analysis) (*entryTime, measure.Call, []finding) {
	call := e.Call()
	entry := a.entry(call.Entry)
	if entry == nil || !entry.begun {
		return nil, call, []finding{unknown("", 0, "%s did not begin", call.Entry)}
	}
	return entry, call, nil
}

// Check compares the recovery of the stage, or of every serving stage.
func (c recoveryCheck) Check(a *Analysis) Check {
	entry, call, found := c.called(a)
	if entry == nil {
		return c.check(call.Entry, found)
	}
	if call.End && !entry.ended {
		return c.check(call.Entry, []finding{unknown("", 0, "%s did not end", call.Entry)})
	}
	if call.End && entry.horizon < entry.end {
		return c.check(call.Entry, []finding{unknown("", 0, "another entry began before %s ended, so nothing after its end was judged", call.Entry)})
	}
	for _, r := range entry.recovery {
		s, _ := a.stage(r.Stage)
		if r.Stage != call.Stage && (call.Stage != "" || s.Class != "serving") {
			continue
		}
		found = append(found, c.find(a, entry, r, call.End))
	}
	return c.check(call.Entry, found)
}

func (c recoveryCheck) find(a *Analysis, entry *entryTime, r Recovery, fromEnd bool) finding {
	samples := int64(len(between(a.oldestReadings(r.Stage), entry.begin, r.Horizon)))
	if samples == 0 {
		return unknown(r.Stage, 0, "no sample of oldest unseen after %s began", entry.plan.Name)
	}
	took := r.FromBegin
	if fromEnd {
		took = r.FromEnd
	}
	return c.censored(finding{subject: r.Stage, samples: samples, value: took.Seconds()}, r.Censored, "not recovered by "+clock(r.Horizon))
}

// censored judges a duration that may be longer than was observed: what cannot
// change with more time is decided, the rest is unknown.
func (e expectation) censored(f finding, censored bool, why string) finding {
	if !censored {
		return e.judge(f)
	}
	f.has = true
	f.shown = "more than " + measure.FormatQuantity(f.value, e.Unit)
	f.reason = why
	switch e.Op {
	case measure.Less, measure.LessEqual, measure.Equal:
		f.verdict = Unknown
		if f.value >= e.Value {
			f.verdict = Fail
		}
	default:
		f.verdict = Unknown
		if f.value >= e.Value {
			f.verdict, f.reason = Pass, ""
		}
	}
	return f
}

// Check compares the time that the team, or the slowest, took.
func (c backfillCheck) Check(a *Analysis) Check {
	entry, call, found := c.called(a)
	if entry == nil {
		return c.check(call.Entry, found)
	}
	var slowest *Backfill
	for _, b := range a.backfills(entry) {
		if call.Team != 0 && b.Team != call.Team {
			continue
		}
		if slowest == nil || (b.Censored && !slowest.Censored) || (b.Censored == slowest.Censored && b.Took > slowest.Took) {
			slowest = &b
		}
	}
	if slowest == nil {
		return c.check(call.Entry, []finding{unknown("", 0, "no team of %s was seen", call.Entry)})
	}
	f := finding{samples: slowest.Records, value: slowest.Took.Seconds()}
	return c.check(call.Entry, []finding{c.censored(f, slowest.Censored, "not finished by "+clock(entry.begin+slowest.Took))})
}

// Check compares the factor of the stage, or of the worst serving stage.
func (c isolationCheck) Check(a *Analysis) Check {
	entry, call, found := c.called(a)
	if entry == nil {
		return c.check(call.Entry, found)
	}
	for _, s := range a.rec.Plan.Stages {
		if s.Name != call.Stage && (call.Stage != "" || s.Class != "serving") {
			continue
		}
		i := a.isolation(entry, s.Name)
		if i.Ratio == nil {
			found = append(found, unknown(s.Name, i.During.Count, "%s", i.Reason))
			continue
		}
		found = append(found, c.judge(finding{subject: s.Name, samples: i.During.Count, value: *i.Ratio}))
	}
	return c.check(call.Entry, found)
}

// quietNeeded is how much quiet before an entry isolation compares with.
const quietNeeded = 30 * time.Second
