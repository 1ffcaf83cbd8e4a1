package report

import (
	"slices"
	"time"

	"github.com/freshet-bench/freshet/results"
)

// alignment lays the times of many runs on one axis. Where timeline entries begin at
// different times (one that comes after another whose end is observed), every run is
// cut at their begins and its stretches are laid where the longest of each ends, so
// that an entry begins at one place in all runs and nothing is drawn over anything.
type alignment struct {
	// anchors are the entries whose begins are laid on each other; none if all runs
	// agree on them already.
	anchors []string
	// origins are where the stretches begin on the axis, the first at 0.
	origins []time.Duration
	end     time.Duration
}

// newAlignment aligns runs, apart being the least difference that is worth it.
func newAlignment(runs []*view, apart time.Duration) alignment {
	a := alignment{origins: []time.Duration{0}}
	if anchors := commonEntries(runs); slices.ContainsFunc(anchors, func(name string) bool { return spread(runs, name) >= apart }) {
		a.anchors = anchors
	}
	lengths := make([]time.Duration, len(a.anchors)+1)
	for _, r := range runs {
		cuts := a.cuts(r)
		for i := range lengths {
			lengths[i] = max(lengths[i], cuts[i+1]-cuts[i])
		}
	}
	for i, l := range lengths {
		a.end = a.origins[i] + l
		if i < len(lengths)-1 {
			a.origins = append(a.origins, a.end)
		}
	}
	return a
}

// commonEntries are the entries that every run has begun, in the same order.
func commonEntries(runs []*view) []string {
	var out []string
	if len(runs) == 0 {
		return nil
	}
	last := make([]time.Duration, len(runs))
	for _, e := range runs[0].begun() {
		at := make([]time.Duration, len(runs))
		fits := true
		for i, r := range runs {
			other, ok := r.entry(e.Name)
			fits = fits && ok && other.Begin >= last[i]
			at[i] = other.Begin
		}
		if fits {
			out, last = append(out, e.Name), at
		}
	}
	return out
}

// spread is how far apart the runs began an entry that all of them have.
func spread(runs []*view, name string) time.Duration {
	var begins []time.Duration
	for _, r := range runs {
		if e, ok := r.entry(name); ok {
			begins = append(begins, e.Begin)
		}
	}
	return slices.Max(begins) - slices.Min(begins)
}

// begun are the entries that a run has begun, in the order of their begins.
func (v *view) begun() []results.EntryOutcome {
	list := slices.DeleteFunc(slices.Clone(v.out.Entries), func(e results.EntryOutcome) bool { return !e.Begun })
	slices.SortStableFunc(list, func(a, b results.EntryOutcome) int { return int(a.Begin - b.Begin) })
	return list
}

// entry is an entry that a run has begun.
func (v *view) entry(name string) (results.EntryOutcome, bool) {
	i := slices.IndexFunc(v.out.Entries, func(e results.EntryOutcome) bool { return e.Begun && e.Name == name })
	if i < 0 {
		return results.EntryOutcome{}, false
	}
	return v.out.Entries[i], true
}

// cuts are where a run's stretches begin, and the end of the last.
func (a alignment) cuts(r *view) []time.Duration {
	out := []time.Duration{0}
	for _, name := range a.anchors {
		e, _ := r.entry(name)
		out = append(out, e.Begin)
	}
	return append(out, max(r.end, out[len(out)-1]))
}

// place is where a moment of a run lies on the axis.
func (a alignment) place(r *view, t time.Duration) time.Duration {
	cuts := a.cuts(r)
	i := len(a.origins) - 1
	for i > 0 && t < cuts[i] {
		i--
	}
	return a.origins[i] + t - cuts[i]
}

// bands are the warmup and the entries of all runs on the axis. An entry is shaded to
// the end of the run in which it took longest.
func (a alignment) bands(runs []*view) []band {
	var list []band
	var warmup time.Duration
	for _, r := range runs {
		warmup = max(warmup, min(r.rec.Plan.Warmup, r.end))
	}
	if warmup > 0 {
		list = append(list, band{to: warmup.Seconds(), name: "warmup", hatched: true})
	}
	for _, r := range runs {
		for _, e := range r.begun() {
			b := band{from: a.place(r, e.Begin).Seconds(), to: a.place(r, e.End).Seconds(), name: e.Name, open: !e.Ended}
			if b.open {
				b.to = a.end.Seconds()
			}
			list = withBand(list, b)
		}
	}
	return list
}

// withBand adds a band, or widens the one that has its name.
func withBand(list []band, b band) []band {
	i := slices.IndexFunc(list, func(x band) bool { return !x.hatched && x.name == b.name })
	if i < 0 {
		return append(list, b)
	}
	list[i].from, list[i].to = min(list[i].from, b.from), max(list[i].to, b.to)
	list[i].open = list[i].open || b.open
	return list
}
