package results

import (
	"cmp"
	"slices"
	"time"

	"github.com/freshet-bench/freshet/results/measure"
)

// backfills is what each team of a replay, or the store of a rebuild, took: from
// the entry's begin to the event that says that it reached the end offsets frozen
// then. A team that did not is censored where its last window ends.
func (a *Analysis) backfills(e *entryTime) []Backfill {
	teams := map[int]*Backfill{}
	last := e.begin
	for _, w := range a.rec.Windows {
		read := w.Replays[e.plan.Name]
		if len(read) > 0 {
			last = max(last, w.At+w.Length)
		}
		for i, t := range read {
			b := team(teams, i+1)
			b.Records += t.Read
			b.Bytes += t.Bytes
		}
	}
	for _, ev := range a.rec.Events {
		if ev.Kind != Progress || ev.Entry != e.plan.Name {
			continue
		}
		b := team(teams, max(ev.Team, 1))
		b.Censored = false
		b.Took = max(b.Took, ev.At-e.begin)
		b.Records = max(b.Records, ev.Count)
		b.Bytes = max(b.Bytes, ev.Bytes)
	}
	out := make([]Backfill, 0, len(teams))
	for _, b := range teams {
		if b.Censored {
			b.Took = last - e.begin
		}
		out = append(out, *b)
	}
	slices.SortFunc(out, func(x, y Backfill) int { return cmp.Compare(x.Team, y.Team) })
	return out
}

// team is the team's backfill, censored until it is known to have finished.
func team(teams map[int]*Backfill, n int) *Backfill {
	if teams[n] == nil {
		teams[n] = &Backfill{Team: n, Censored: true}
	}
	return teams[n]
}

// isolation is the live p99 platform age of a stage during an entry, divided by
// that of the quiet before it.
func (a *Analysis) isolation(e *entryTime, stage string) Isolation {
	const p99 = "p99"
	before, during := a.before(e), a.during(e)
	i := Isolation{
		Stage:  stage,
		Before: Sum(a.rec.Ages.Hist(TagPlatform+stage, before.covers)),
		During: Sum(a.rec.Ages.Hist(TagPlatform+stage, during.covers)),
	}
	floor := measure.Floor(p99)
	switch {
	case before.length() < quietNeeded:
		i.Reason = clock(before.length()) + " of quiet before " + e.plan.Name + ", isolation needs " + clock(quietNeeded)
	case i.Before.Count < floor:
		i.Reason = tooFew(stage, i.Before.Count, floor, p99, "before "+e.plan.Name).reason
	case i.During.Count < floor:
		i.Reason = tooFew(stage, i.During.Count, floor, p99, "during "+e.plan.Name).reason
	default:
		ratio := float64(i.During.P99) / float64(max(i.Before.P99, time.Microsecond))
		i.Ratio = &ratio
	}
	return i
}
