package compare

import (
	"slices"

	"github.com/freshet-bench/freshet/results"
	"github.com/freshet-bench/freshet/results/measure"
)

// storage are the rows of where records were kept and read, and what was asked of an
// object store. They describe what the sides are, so they are shown and not tested.
func (c *rowsOf) storage() {
	for _, e := range c.entries {
		if e.Verb == "replay" || e.Verb == "rebuild" {
			c.remoteShare(e)
		}
	}
	c.kept("disk-bytes", func(t results.TopicTiers) *int64 { return t.LocalBytes })
	c.kept("remote-bytes", func(t results.TopicTiers) *int64 { return t.RemoteBytes })
	c.asked("object-requests", measure.PerSec, func(p results.ObjectPart) float64 {
		return float64(p.Total()) / max(p.Length.Seconds(), 1e-9)
	})
	c.asked("object-bytes(written)", measure.Bytes, func(p results.ObjectPart) float64 { return float64(p.In) })
	c.asked("object-bytes(read)", measure.Bytes, func(p results.ObjectPart) float64 { return float64(p.Out) })
}

// anyTiered reports whether a side's target has a remote tier.
func anyTiered(sides []Side) bool {
	return slices.ContainsFunc(sides, func(s Side) bool {
		return slices.ContainsFunc(s.Runs, func(r Run) bool { return r.Record.Run.Target.StorageModel == results.ModelTiered })
	})
}

// remoteShare is the row of how much of what an entry read the remote tier alone held,
// also if that was nothing, where a side has such a tier.
func (c *rowsOf) remoteShare(e results.PlanEntry) {
	if !c.tiered {
		return
	}
	m := Measure{ID: "remote-share(" + e.Name + ")", Section: Storages, Name: "remote-share", Part: e.Name, Entry: e.Name, Unit: measure.Ratio}
	c.add(m, func(run Run) Value {
		o := byName(run.Outcome.Entries, e.Name, func(o *results.EntryOutcome) string { return o.Name })
		switch s := run.Outcome.Storage; {
		case o == nil || !o.Begun:
			return lacking("%s did not begin", e.Name)
		case s == nil:
			return lacking("the target does not say where it keeps records")
		case s.Model == results.ModelShared:
			return lacking("the target has no tiers: all of its records are in an object store")
		case s.Model == results.ModelSharedNothing:
			return exactly(0)
		}
		var all results.TopicTiers
		for _, t := range o.Tiers {
			all.Remote += t.Remote
			all.Local += t.Local
		}
		if share, ok := all.RemoteShare(); ok {
			return exactly(share)
		}
		return lacking("nobody asked which tier held the records when %s began", e.Name)
	})
}

// kept is the row of the bytes that topics with a history took after the load.
func (c *rowsOf) kept(name string, of func(results.TopicTiers) *int64) {
	m := Measure{ID: name, Section: Storages, Name: name, Part: "after the load", Unit: measure.Bytes}
	c.quietly(m, func(run Run) Value {
		s := run.Outcome.Storage
		if s == nil || len(s.Tiers) == 0 || s.Tiers[len(s.Tiers)-1].At < 0 {
			return lacking("not measured")
		}
		var sum int64
		for _, t := range s.Tiers[len(s.Tiers)-1].Topics {
			n := of(t)
			if n == nil {
				return lacking("not measured for %s", t.Topic)
			}
			sum += *n
		}
		return exactly(float64(sum))
	})
}

// asked is the row of something that brokers asked of an object store after the warmup.
func (c *rowsOf) asked(name string, unit measure.Unit, of func(results.ObjectPart) float64) {
	m := Measure{ID: identify(name, partOverall), Section: Storages, Name: name, Part: partOverall, Unit: unit}
	c.quietly(m, func(run Run) Value {
		if run.Outcome.Storage == nil {
			return lacking("the target does not say where it keeps records")
		}
		p := byName(run.Outcome.Storage.Objects, partOverall, func(p *results.ObjectPart) string { return p.Name })
		if p == nil {
			return lacking("not measured, or there is no object store")
		}
		return exactly(of(*p))
	})
}

// storages is where the sides keep their records; nil if no target says.
func storages(sides []Side) []Storage {
	out := make([]Storage, len(sides))
	found := false
	for i, s := range sides {
		t := s.Runs[0].Record.Run.Target
		out[i] = Storage{Model: t.StorageModel, On: t.Storage, Replication: t.Replication, Limits: t.Limits}
		found = found || t.StorageModel != ""
	}
	if !found {
		return nil
	}
	return out
}
