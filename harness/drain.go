package harness

import (
	"context"
	"fmt"
	"time"

	"github.com/freshet-bench/freshet/results"
)

// drain waits until every event is settled, or the scenario's deadline. Then it
// closes the sources, so that what is not acknowledged is known as unconfirmed.
func (r *run) drain(ctx context.Context, sources sending) {
	r.phase(results.PhaseDrain)
	deadline := r.clock.Now() + r.sc.Drain
	select {
	case <-sources.done:
	case <-time.After(deadline - r.clock.Now()):
		r.note(fmt.Sprintf("after %s of drain there are events that the target has not accepted", r.sc.Drain))
	case <-ctx.Done():
	case <-r.guard.failed:
	}
	r.awaitSettled(ctx, deadline)
	if !r.tracker.Settled() && !r.exhausted() && ctx.Err() == nil {
		r.note(fmt.Sprintf("after %s of drain not every event had reached every stage", r.sc.Drain))
	}
	sources.stop()
	<-sources.done
	r.closeSources()
}

// awaitSettled waits until every event is settled, or nothing is left to read: a
// record that was lost is not waited for.
func (r *run) awaitSettled(ctx context.Context, deadline time.Duration) {
	for exhausted := 0; exhausted < exhaustedPolls && !r.tracker.Settled() && r.clock.Now() < deadline; {
		if !r.sleep(ctx, settlePoll) || r.guard.failure() != nil {
			return
		}
		exhausted++
		if !r.exhausted() {
			exhausted = 0
		}
	}
}

// exhausted reports whether all that was sent is acknowledged and every stage has
// passed the end of its inputs. A stage passes a record only once its output is
// acknowledged, so nothing is on its way then.
func (r *run) exhausted() bool {
	if r.tracker.Unacked() > 0 {
		return false
	}
	for i := range r.stages {
		if _, backlog := r.tracker.Lag(i, r.clock.Now()); backlog > 0 {
			return false
		}
	}
	return true
}

// verify ends the stages and audits the logs.
func (r *run) verify(ctx context.Context) error {
	for _, s := range r.stages {
		if s.store != nil {
			s.store.keep()
		}
	}
	for _, s := range r.stages {
		s.stop()
	}
	if err := r.writeLedger(r.clock.Now(), true); err != nil {
		return err
	}
	r.phase(results.PhaseAudit)
	var facts results.Facts
	for _, s := range r.stages {
		if s.store != nil {
			facts.State = append(facts.State, s.store.facts())
		}
	}
	r.tracker.DropRuntime()
	audit, err := r.audit(ctx)
	if err != nil {
		return err
	}
	facts.Audit = audit
	if err := r.rec.Ledger(r.tracker.Ledger(r.clock.Now(), true)); err != nil {
		return err
	}
	explained, err := r.explain(ctx)
	if err != nil {
		return err
	}
	if err := r.rec.Ledger(explained); err != nil {
		return err
	}
	return r.rec.Facts(facts)
}
