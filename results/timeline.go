package results

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/freshet-bench/freshet/results/measure"
)

// timeline works out when entries were under way and recovered from, and so the
// parts of the run.
func (a *Analysis) timeline() {
	a.overall = makeSpans(span{a.rec.Plan.Warmup, a.loadEnd})
	a.entries = observed(a.rec, a.loadEnd)
	var disturbed []span
	for _, e := range a.entries {
		if e.begun {
			a.recover(e)
			disturbed = append(disturbed, e.disturbed())
		}
	}
	a.steady = a.overall.without(disturbed...)
}

// observed is the entries as they happened, with horizons.
func observed(rec *Record, loadEnd time.Duration) []*entryTime {
	out := make([]*entryTime, 0, len(rec.Plan.Entries))
	for _, p := range rec.Plan.Entries {
		e := &entryTime{plan: p, end: loadEnd, horizon: loadEnd}
		for _, ev := range rec.Events {
			switch {
			case ev.Entry != p.Name:
			case ev.Kind == EntryBegin && !e.begun:
				e.begun, e.begin = true, ev.At
			case ev.Kind == EntryEnd && !e.ended:
				e.ended, e.end, e.until = true, ev.At, ev.Text
			case ev.Kind == MovedBytes && ev.Moved != nil:
				e.moved = ev.Moved
			case ev.Kind == Info:
				e.notes = append(e.notes, ev.Text)
			}
		}
		out = append(out, e)
	}
	for _, e := range out {
		for _, next := range out {
			if next.begun && next.begin > e.begin {
				e.horizon = min(e.horizon, next.begin)
			}
		}
	}
	return out
}

// recover works out the recovery of every stage with an objective.
func (a *Analysis) recover(e *entryTime) {
	e.recovered = min(e.end, e.horizon)
	for _, s := range a.rec.Plan.Stages {
		if s.Objective <= 0 {
			continue
		}
		open := a.short != "" && e.horizon >= a.loadEnd
		r := recovery(a.oldestReadings(s.Name), s.Objective, e.begin, e.end, e.horizon, open)
		r.Stage = s.Name
		e.recovery = append(e.recovery, r)
		if r.Violated {
			e.recovered = max(e.recovered, r.At)
		}
	}
}

// disturbed is what an entry takes out of steady: from guard before its begin
// until it is over and recovered from, or the next entry's begin if that is later
// than its end.
func (e *entryTime) disturbed() span {
	return span{e.begin - guard, max(e.end, e.recovered)}
}

// during is [begin, end) of an entry.
func (a *Analysis) during(e *entryTime) spans {
	return makeSpans(span{e.begin, min(e.end, a.loadEnd)})
}

// before is the quiet before an entry: after the warmup and after all that was
// begun earlier is over, up to guard before its begin.
func (a *Analysis) before(e *entryTime) spans {
	begin := a.rec.Plan.Warmup
	for _, x := range a.entries {
		if x != e && x.begun && x.begin <= e.begin {
			begin = max(begin, x.disturbed().end)
		}
	}
	return makeSpans(span{begin, min(e.begin-guard, a.loadEnd)})
}

// after is from an entry's end to recovery, at least hold, and at most to guard
// before the next begin of another entry or to the load's end.
func (a *Analysis) after(e *entryTime) spans {
	if !e.ended {
		return nil
	}
	next := a.loadEnd
	for _, x := range a.entries {
		if x != e && x.begun && x.begin >= e.end {
			next = min(next, x.begin-guard)
		}
	}
	return makeSpans(span{e.end, min(next, max(e.recovered, e.end+hold))})
}

// part is the piece of the run that an expectation is about, its name, and why
// there is none.
func (a *Analysis) part(e measure.Expectation) (in spans, name, missing string) {
	switch e.Qualifier {
	case measure.Steady:
		return a.steady, "steady", ""
	case measure.Overall:
		return a.overall, "overall", ""
	}
	name = e.Entry
	if e.Qualifier != measure.During {
		name = string(e.Qualifier) + " " + e.Entry
	}
	entry := a.entry(e.Entry)
	if entry == nil || !entry.begun {
		return nil, name, e.Entry + " did not begin"
	}
	switch e.Qualifier {
	case measure.Before:
		return a.before(entry), name, ""
	case measure.After:
		if !entry.ended {
			return nil, name, e.Entry + " did not end"
		}
		return a.after(entry), name, ""
	}
	return a.during(entry), name, ""
}

// namedParts is the parts that reports show, with their names. What is after an entry
// that the next one follows at once is too short to hold a sample, and is left out.
func (a *Analysis) namedParts() []namedPart {
	out := []namedPart{{"steady", a.steady}, {"overall", a.overall}}
	for _, e := range a.entries {
		if !e.begun {
			continue
		}
		out = append(out, namedPart{"during " + e.plan.Name, a.during(e)})
		if after := a.after(e); e.ended && after.length() >= WindowLength {
			out = append(out, namedPart{"after " + e.plan.Name, after})
		}
	}
	return out
}

type namedPart struct {
	name string
	in   spans
}

// segments cuts the load at the warmup's end, at begins and ends of entries, and
// where steady begins and ends.
func (a *Analysis) segments() []Segment {
	cuts := []time.Duration{0, a.rec.Plan.Warmup, a.loadEnd}
	for _, s := range a.steady {
		cuts = append(cuts, s.begin, s.end)
	}
	for _, e := range a.entries {
		if e.begun {
			cuts = append(cuts, e.begin, e.end)
		}
	}
	cuts = slices.DeleteFunc(cuts, func(t time.Duration) bool { return t < 0 || t > a.loadEnd })
	slices.SortFunc(cuts, cmp.Compare[time.Duration])
	cuts = slices.Compact(cuts)
	var out []Segment
	for i := 1; i < len(cuts); i++ {
		out = append(out, a.segment(cuts[i-1], cuts[i]))
	}
	return out
}

func (a *Analysis) segment(begin, end time.Duration) Segment {
	s := Segment{Begin: begin, End: end, Warmup: begin < a.rec.Plan.Warmup, Steady: a.steady.contains(begin)}
	for _, e := range a.entries {
		if e.begun && e.begin <= begin && e.end >= end {
			s.Entries = append(s.Entries, e.plan.Name)
		}
	}
	return s
}

// clock writes a time in the run in seconds, as 37 s or 1.5 s.
func clock(d time.Duration) string {
	return fmt.Sprintf("%g s", float64(d.Round(100*time.Millisecond)/(100*time.Millisecond))/10)
}
