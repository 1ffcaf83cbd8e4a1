package results

import (
	"cmp"
	"slices"
	"time"
)

// spell is a time in which partitions of a stage had no member.
type spell struct {
	begin, end time.Duration
	partitions int64
	open       bool
}

// spells are those of a stage, in order.
func (a *Analysis) spells(stage string) []spell {
	var events []Event
	for _, e := range a.rec.Events {
		if e.Kind == Unassigned && e.Stage == stage {
			events = append(events, e)
		}
	}
	slices.SortStableFunc(events, func(x, y Event) int { return cmp.Compare(x.At, y.At) })
	var out []spell
	for _, e := range events {
		last := len(out) - 1
		switch {
		case e.Count > 0 && (last < 0 || !out[last].open):
			out = append(out, spell{begin: e.At, end: a.loadEnd, partitions: e.Count, open: true})
		case e.Count == 0 && last >= 0 && out[last].open:
			out[last].end, out[last].open = e.At, false
		}
	}
	return out
}

// rebalances is what the entry did to the assignment of each stage.
func (a *Analysis) rebalances(e *entryTime) []EntryRebalance {
	var out []EntryRebalance
	for _, s := range a.rec.Plan.Stages {
		r := EntryRebalance{Stage: s.Name}
		for _, x := range a.spells(s.Name) {
			begin, end := max(x.begin, e.begin), min(x.end, e.horizon)
			if end <= begin {
				continue
			}
			if r.Spells++; r.Spells == 1 {
				r.Took = end - e.begin
			}
			r.Total += end - begin
			r.Partitions = max(r.Partitions, x.partitions)
			r.Open = x.open || x.end > e.horizon
		}
		if r.Spells > 0 {
			out = append(out, r)
		}
	}
	return out
}
