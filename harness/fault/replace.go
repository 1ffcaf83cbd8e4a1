package fault

import (
	"context"
	"fmt"
	"time"

	"github.com/freshet-bench/freshet/harness/target"
)

// Replace takes brokers away with their disks and puts empty ones in their places.
// It is over when every replica is in sync.
type Replace struct {
	Target  target.BrokerReplacer
	Brokers Brokers
}

var _ Verb = Replace{}

// NewReplace is an error if the target cannot replace a broker.
func NewReplace(t target.Target, brokers Brokers) (Replace, error) {
	r, ok := target.As[target.BrokerReplacer](t)
	if !ok {
		return Replace{}, cannot(t, "replace a broker")
	}
	return Replace{Target: r, Brokers: brokers}, nil
}

// Begin replaces the brokers that the entry names at this moment.
func (r Replace) Begin(ctx context.Context) (Effect, error) {
	ids, err := r.Brokers.find(ctx, r.Target)
	if err != nil {
		return Effect{}, err
	}
	var answered, whole time.Duration
	return Effect{
		Note:  named(ids) + " removed with its disk",
		Until: allInSync,
		Moves: &Moves{Emptied: ids},
		Run: func(ctx context.Context) error {
			began := time.Now()
			if err := r.Target.Replace(ctx, ids); err != nil {
				return fmt.Errorf("replacing %s: %w", named(ids), err)
			}
			answered = time.Since(began)
			if err := r.Target.AwaitInSync(ctx); err != nil {
				return fmt.Errorf("waiting for the replicas of %s: %w", named(ids), err)
			}
			whole = time.Since(began)
			return nil
		},
		Settle: func(context.Context) (string, error) {
			return fmt.Sprintf("an empty %s answers after %s, all replicas in sync after %s", named(ids), spoken(answered), spoken(whole)), nil
		},
	}, nil
}
