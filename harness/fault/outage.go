package fault

import (
	"context"
	"fmt"
	"time"

	"github.com/freshet-bench/freshet/harness/target"
	"github.com/freshet-bench/freshet/results/measure"
)

// Kill ends brokers without a word; when it is over they come back with the data
// that they had.
type Kill struct {
	Target  target.BrokerKiller
	Brokers Brokers
}

// Restart stops brokers politely and starts them again. It is over when every
// replica is in sync.
type Restart struct {
	Target  target.BrokerKiller
	Brokers Brokers
}

var (
	_ Verb = Kill{}
	_ Verb = Restart{}
)

// NewKill is an error if the target cannot kill a broker.
func NewKill(t target.Target, brokers Brokers) (Kill, error) {
	k, ok := target.As[target.BrokerKiller](t)
	if !ok {
		return Kill{}, cannot(t, "kill a broker")
	}
	return Kill{Target: k, Brokers: brokers}, nil
}

// NewRestart is an error if the target cannot restart a broker.
func NewRestart(t target.Target, brokers Brokers) (Restart, error) {
	k, ok := target.As[target.BrokerKiller](t)
	if !ok {
		return Restart{}, cannot(t, "restart a broker")
	}
	return Restart{Target: k, Brokers: brokers}, nil
}

// Begin kills the brokers that the entry names at this moment.
func (k Kill) Begin(ctx context.Context) (Effect, error) {
	ids, err := k.Brokers.find(ctx, k.Target)
	if err != nil {
		return Effect{}, err
	}
	start, err := k.Target.Kill(ctx, ids)
	if err != nil {
		return Effect{}, fmt.Errorf("killing %s: %w", named(ids), err)
	}
	var began time.Time
	return Effect{
		Note:  named(ids) + " killed",
		Moves: &Moves{Behind: ids},
		End: func(ctx context.Context) error {
			began = time.Now()
			if err := start(ctx); err != nil {
				return fmt.Errorf("starting %s again: %w", named(ids), err)
			}
			return nil
		},
		Settle: func(ctx context.Context) (string, error) {
			answered := time.Since(began)
			if err := k.Target.AwaitInSync(ctx); err != nil {
				return "", fmt.Errorf("waiting for the replicas of %s: %w", named(ids), err)
			}
			return fmt.Sprintf("%s started again: answers after %s, all replicas in sync after %s",
				named(ids), spoken(answered), spoken(time.Since(began))), nil
		},
	}, nil
}

// Begin restarts the brokers that the entry names at this moment.
func (r Restart) Begin(ctx context.Context) (Effect, error) {
	ids, err := r.Brokers.find(ctx, r.Target)
	if err != nil {
		return Effect{}, err
	}
	return Effect{
		Note:  named(ids) + " told to stop",
		Until: allInSync,
		Moves: &Moves{Behind: ids},
		Run: func(ctx context.Context) error {
			if err := r.Target.Restart(ctx, ids); err != nil {
				return fmt.Errorf("restarting %s: %w", named(ids), err)
			}
			if err := r.Target.AwaitInSync(ctx); err != nil {
				return fmt.Errorf("waiting for the replicas of %s: %w", named(ids), err)
			}
			return nil
		},
	}, nil
}

// allInSync is what most verbs of brokers end with.
const allInSync = "every replica was in sync"

func spoken(d time.Duration) string { return measure.FormatDuration(d) }
