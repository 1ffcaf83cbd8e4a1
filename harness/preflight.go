package harness

import (
	"context"
	"fmt"

	"github.com/freshet-bench/freshet/harness/target"
	"github.com/freshet-bench/freshet/scenarios"
)

// Preflight starts a target for a scenario and closes it, without loading it: the
// target tells what it finds and what a run would make, and an error says what a
// run would fail of. Nothing is left on the target.
func Preflight(ctx context.Context, sc *scenarios.Scenario, tgt target.Target) error {
	r, err := newRun(sc, tgt, Options{})
	if err != nil {
		return err
	}
	if err := r.startTarget(ctx); err != nil {
		return err
	}
	if err := tgt.Close(); err != nil {
		return fmt.Errorf("closing the target %s: %w", tgt.Kind(), err)
	}
	return r.guard.failure()
}
