package harness_test

import (
	"context"
	"errors"
	"path/filepath"
	"testing"

	"github.com/freshet-bench/freshet/harness"
	"github.com/freshet-bench/freshet/harness/target"
	"github.com/freshet-bench/freshet/results"
)

// TestAnInterruptBeforeTheLoadEndsTheRun has the interrupt come while a long
// history is being written.
func TestAnInterruptBeforeTheLoadEndsTheRun(t *testing.T) {
	interrupt := make(chan struct{})
	opt := harness.Options{Out: filepath.Join(t.TempDir(), "run"), Interrupt: interrupt}
	opt.Observe.Event = func(e results.Event) {
		if e.Kind == results.Phase && e.Text == results.PhaseHistory {
			close(interrupt)
		}
	}
	sc := load(t, chain, "topics[raw.clicks].history={size: 4GiB, span: 1d}")
	res, err := harness.Run(context.Background(), sc, target.Embedded(target.EmbeddedOptions{}), opt)
	if !errors.Is(err, harness.ErrInterrupted) {
		t.Errorf("error %v, want ErrInterrupted", err)
	}
	if res == nil || res.Outcome.Verdict == results.Pass {
		t.Errorf("result %+v: want a record and no pass", res)
	}
}

// slowStart is a target whose start takes until it is given up.
type slowStart struct {
	target.Target
	starting chan struct{}
}

func (*slowStart) Kind() string { return "slow" }

func (s *slowStart) Start(ctx context.Context, _ target.Needs) error {
	close(s.starting)
	<-ctx.Done()
	return ctx.Err()
}

func TestAnInterruptEndsAStart(t *testing.T) {
	tgt := &slowStart{starting: make(chan struct{})}
	interrupt := make(chan struct{})
	go func() {
		<-tgt.starting
		close(interrupt)
	}()
	opt := harness.Options{Out: filepath.Join(t.TempDir(), "run"), Interrupt: interrupt}
	if _, err := harness.Run(t.Context(), load(t, chain), tgt, opt); !errors.Is(err, harness.ErrInterrupted) {
		t.Errorf("error %v, want ErrInterrupted", err)
	}
}
