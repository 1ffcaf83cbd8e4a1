package harness

import (
	"context"
	"sync/atomic"
	"time"

	"github.com/freshet-bench/freshet/results"
	"github.com/freshet-bench/freshet/scenarios"
	"github.com/freshet-bench/freshet/workload"
)

// decision asks a serving store for every page view, as the schedule has them.
type decision struct {
	run   *run
	index int
	spec  scenarios.Decision
	asks  *stage

	asked, staleness, latency, missed, unanswered *results.Series
	late                                          *results.Series // asked - due, the generator's own
	counts                                        decisionCounts
}

type decisionCounts struct {
	asked, withEvent, missed, unanswered atomic.Int64
}

func newDecision(r *run, index int) *decision {
	spec := r.sc.Decisions[index]
	d := &decision{run: r, index: index, spec: spec}
	for _, s := range r.stages {
		if s.spec.Name == spec.Asks {
			d.asks = s
		}
	}
	d.asked = r.ages.Series(results.TagAsked + spec.Name)
	d.staleness = r.ages.Series(results.TagStaleness + spec.Name)
	d.latency = r.ages.Series(results.TagLatency + spec.Name)
	d.missed = r.ages.Series(results.TagMissed + spec.Name)
	d.late = r.ages.Series(results.TagGenerator + spec.Name)
	d.unanswered = r.ages.Series(results.TagUnanswered + spec.Name)
	return d
}

// ask makes every page view at its time, until load ends.
func (d *decision) ask(ctx context.Context) error {
	views := d.run.work.Views(d.index)
	timer := time.NewTimer(0)
	defer timer.Stop()
	var v workload.View
	var key []byte
	for views.Next(&v) {
		for wait := v.At - d.run.clock.Now(); wait > 0; wait = v.At - d.run.clock.Now() {
			timer.Reset(min(wait, 100*time.Millisecond))
			select {
			case <-timer.C:
			case <-ctx.Done():
				return nil
			}
			if d.run.clock.Now() >= d.run.loadEnd() {
				break
			}
		}
		if v.At >= d.run.loadEnd() {
			return nil
		}
		key = d.run.work.AppendAttribute(key[:0], &workload.Event{User: v.User, Action: v.At, Due: v.At}, d.asks.spec.Serves)
		d.view(&v, key)
	}
	return nil
}

// view is one page view. The staleness is that of the moment of asking, which is
// at or, by the timer's error, just after the view.
func (d *decision) view(v *workload.View, key []byte) {
	began := d.run.clock.Now()
	d.late.Record(v.At, began-v.At)
	answered := d.asks.store.ask(v.User, key)
	now := d.run.clock.Now()
	staleness, hasEvent := d.run.tracker.Staleness(d.asks.index, v.User, now, d.spec.Window)
	d.counts.asked.Add(1)
	d.asked.Record(v.At, 0)
	if answered {
		d.latency.Record(v.At, now-began)
	}
	if !hasEvent {
		return
	}
	d.counts.withEvent.Add(1)
	switch {
	case !answered:
		d.counts.missed.Add(1)
		d.counts.unanswered.Add(1)
		d.missed.Record(v.At, d.spec.Tolerance)
		d.unanswered.Record(v.At, 0)
		return
	case staleness > d.spec.Tolerance:
		d.counts.missed.Add(1)
		d.missed.Record(v.At, staleness)
	}
	d.staleness.Record(v.At, staleness)
}
