package harness

import (
	"context"
	"fmt"
	"time"

	"github.com/freshet-bench/freshet/results"
	"github.com/freshet-bench/freshet/results/measure"
)

// drain waits until every event is settled, or the scenario's deadline. Then it
// closes the sources, so that what is not acknowledged is known as unconfirmed.
func (r *run) drain(ctx context.Context, sources sending) {
	r.event(results.Event{At: r.loadEnd(), Kind: results.Phase, Text: results.PhaseDrain})
	deadline := r.clock.Now() + r.sc.Drain
	select {
	case <-sources.done:
	case <-time.After(deadline - r.clock.Now()):
		r.note(fmt.Sprintf("after %s of drain there are events that the target has not accepted", measure.FormatDuration(r.sc.Drain)))
	case <-ctx.Done():
	case <-r.guard.failed:
	}
	r.awaitQuiet(ctx, deadline)
	if !r.quiet() && ctx.Err() == nil {
		r.note(fmt.Sprintf("after %s of drain not every stage had read all there was", measure.FormatDuration(r.sc.Drain)))
	}
	sources.stop()
	<-sources.done
	r.closeSources()
}

// tellInterrupt answers an interrupt that comes when the load is over already.
func (r *run) tellInterrupt(until <-chan struct{}) {
	if r.loadEnd() < r.sc.Duration {
		return // this is the one that ended the load
	}
	select {
	case <-r.opt.Interrupt:
		r.event(results.Event{Kind: results.Interrupted,
			Text: "interrupted: the load is over already, what is in flight is drained and verified; interrupt again to stop at once"})
	case <-until:
	}
}

// awaitQuiet waits until nothing is left to do: events that are settled may have
// second copies under way, and a record that was lost is not waited for.
func (r *run) awaitQuiet(ctx context.Context, deadline time.Duration) {
	for quiet := 0; quiet < quietPolls && r.clock.Now() < deadline; {
		if !r.sleep(ctx, settlePoll) || r.guard.failure() != nil {
			return
		}
		quiet++
		if !r.quiet() {
			quiet = 0
		}
	}
}

// quiet reports whether all that was sent is acknowledged, every stage has passed
// the end of its inputs and every store is restored. A stage passes a record only
// once its output is acknowledged, so nothing is on its way then.
func (r *run) quiet() bool {
	if r.tracker.Unacked() > 0 {
		return false
	}
	for i := range r.stages {
		if _, backlog := r.tracker.Lag(i, r.clock.Now()); backlog > 0 {
			return false
		}
	}
	return r.storesWhole()
}

// storesWhole reports whether every serving stage has its store restored.
func (r *run) storesWhole() bool {
	for _, s := range r.stages {
		if !s.whole() {
			return false
		}
	}
	return true
}

// verify ends the stages and audits the logs.
func (r *run) verify(ctx context.Context) error {
	var whole []*stage
	for _, s := range r.stages {
		if s.store != nil {
			s.store.keep()
			if s.whole() {
				whole = append(whole, s)
			} else {
				r.note(fmt.Sprintf("the store of stage %s was not whole at the end: its state is not judged", s.spec.Name))
			}
		}
	}
	for _, s := range r.stages {
		s.stop()
	}
	if err := r.traffic.write(r.clock.Now()); err != nil {
		return err
	}
	if err := r.writeLedger(r.clock.Now(), true); err != nil {
		return err
	}
	r.phase(results.PhaseAudit)
	var facts results.Facts
	for _, s := range whole {
		facts.State = append(facts.State, s.store.facts())
	}
	reads := r.committedReads()
	r.tracker.DropRuntime()
	audit, err := r.audit(ctx, reads)
	if err != nil {
		return err
	}
	facts.Audit = audit
	if err := r.rec.Ledger(r.tracker.Ledger(r.clock.Now(), true)); err != nil {
		return err
	}
	explained, err := r.explain(ctx, audit)
	if err != nil {
		return err
	}
	if err := r.rec.Ledger(explained); err != nil {
		return err
	}
	return r.rec.Facts(facts)
}
