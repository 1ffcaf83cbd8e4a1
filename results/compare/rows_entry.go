package compare

import (
	"fmt"
	"time"

	"github.com/freshet-bench/freshet/results"
	"github.com/freshet-bench/freshet/results/measure"
)

// entry are the rows of what a timeline entry did: how long until all was well, how
// long replays took, what it did to live traffic, what brokers moved for it.
func (c *rowsOf) entry(e results.PlanEntry) {
	for _, s := range c.plan.Stages {
		if s.Objective > 0 {
			c.recovery(e, s, c.judged(s))
		}
	}
	if e.Verb == "replay" || e.Verb == "rebuild" {
		c.backfill(e)
	}
	for _, s := range c.plan.Stages {
		c.isolation(e, s)
		c.rebalance(e, s)
	}
	c.moved(e)
}

// of adds a row of an entry in which the runs where it did not begin have no value.
func (c *rowsOf) of(e results.PlanEntry, m Measure, value func(Run, *results.EntryOutcome) Value) {
	m.Section, m.Entry, m.Part = Faults, e.Name, e.Name
	add := c.add
	if m.Name != "recovery" && m.Name != "backfill" {
		add = c.quietly
	}
	add(m, func(run Run) Value {
		o := byName(run.Outcome.Entries, e.Name, func(o *results.EntryOutcome) string { return o.Name })
		if o == nil || !o.Begun {
			return lacking("%s did not begin", e.Name)
		}
		return value(run, o)
	})
}

// recovery are the rows of how long a stage was out of its objective, from the
// entry's begin and from its end.
func (c *rowsOf) recovery(e results.PlanEntry, s results.PlanStage, tested bool) {
	row := func(args string, tested bool, took func(*results.Recovery) time.Duration) {
		m := Measure{ID: fmt.Sprintf("recovery(%s, %s)", args, s.Name), Subject: s.Name, Name: "recovery", Unit: measure.Seconds, Better: Lower, Tested: tested}
		c.of(e, m, func(run Run, o *results.EntryOutcome) Value {
			r := byName(o.Recovery, s.Name, func(r *results.Recovery) string { return r.Stage })
			if r == nil {
				return lacking("%s has no objective in this run", s.Name)
			}
			v := gauged(run, took(r), results.GaugeEvery)
			v.Censored = r.Censored
			return v
		})
	}
	row(e.Name, tested, func(r *results.Recovery) time.Duration { return r.FromBegin })
	row(e.Name+".end", false, func(r *results.Recovery) time.Duration { return r.FromEnd })
}

// backfill is the row of the slowest team of a replay, or of a rebuild.
func (c *rowsOf) backfill(e results.PlanEntry) {
	m := Measure{ID: "backfill(" + e.Name + ")", Name: "backfill", Unit: measure.Seconds, Better: Lower, Tested: true}
	c.of(e, m, func(run Run, o *results.EntryOutcome) Value {
		if len(o.Backfill) == 0 {
			return lacking("no team of %s was seen", e.Name)
		}
		slowest := o.Backfill[0]
		for _, b := range o.Backfill[1:] {
			if b.Censored && !slowest.Censored || b.Censored == slowest.Censored && b.Took > slowest.Took {
				slowest = b
			}
		}
		v := gauged(run, slowest.Took, results.GaugeEvery)
		v.Censored = slowest.Censored
		return v
	})
}

// isolation is the row of what an entry did to the live p99 age of a stage.
func (c *rowsOf) isolation(e results.PlanEntry, s results.PlanStage) {
	m := Measure{ID: fmt.Sprintf("isolation(%s, %s)", e.Name, s.Name), Subject: s.Name, Name: "isolation", Unit: measure.Factor, Better: Lower}
	c.of(e, m, func(run Run, o *results.EntryOutcome) Value {
		i := byName(o.Isolation, s.Name, func(i *results.Isolation) string { return i.Stage })
		switch {
		case i == nil:
			return lacking("the run has no stage %s", s.Name)
		case i.Ratio == nil:
			return lacking("%s", i.Reason)
		}
		return run.timed(exactly(*i.Ratio))
	})
}

// rebalance is the row of how long partitions of a stage had no member.
func (c *rowsOf) rebalance(e results.PlanEntry, s results.PlanStage) {
	m := Measure{ID: fmt.Sprintf("unassigned(%s, %s)", e.Name, s.Name), Subject: s.Name, Name: "unassigned", Unit: measure.Seconds, Better: Lower}
	c.of(e, m, func(_ Run, o *results.EntryOutcome) Value {
		r := byName(o.Rebalance, s.Name, func(r *results.EntryRebalance) string { return r.Stage })
		if r == nil {
			return exactly(0)
		}
		v := exactly(r.Total.Seconds())
		v.Censored = r.Open
		return v
	})
}

// moved is the row of the replicas that brokers copied from each other.
func (c *rowsOf) moved(e results.PlanEntry) {
	m := Measure{ID: "moved-bytes(" + e.Name + ")", Name: "moved-bytes", Unit: measure.Bytes, Better: Lower, Tested: true}
	c.of(e, m, func(_ Run, o *results.EntryOutcome) Value {
		if o.Moved == nil {
			return lacking("nothing was moved, or that is not known")
		}
		return exactly(float64(o.Moved.Copied))
	})
}
