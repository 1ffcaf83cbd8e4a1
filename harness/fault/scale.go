package fault

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/freshet-bench/freshet/harness/target"
	"github.com/freshet-bench/freshet/harness/target/replicas"
)

// Scale adds brokers, or takes some away.
type Scale struct {
	Target target.BrokerScaler
	// Brokers is how many come (above 0) or go (below 0).
	Brokers int
	// Rebalance spreads the replicas over all brokers after some came.
	Rebalance bool
}

var _ Verb = Scale{}

// NewScale is an error if the target cannot change its number of brokers.
func NewScale(t target.Target, brokers int, rebalance bool) (Scale, error) {
	s, ok := target.As[target.BrokerScaler](t)
	if !ok {
		return Scale{}, cannot(t, "add or remove brokers")
	}
	return Scale{Target: s, Brokers: brokers, Rebalance: rebalance}, nil
}

// Begin decides which brokers go. Those that come are known when they are there.
func (s Scale) Begin(context.Context) (Effect, error) {
	if s.Brokers > 0 {
		return s.out(), nil
	}
	going, err := s.Target.Last(-s.Brokers)
	if err != nil {
		return Effect{}, err
	}
	return s.in(going), nil
}

// out is brokers more.
func (s Scale) out() Effect {
	var note string
	e := Effect{
		Note:   "starting " + counted(s.Brokers, "broker"),
		Until:  "they answered",
		Moves:  &Moves{},
		Settle: func(context.Context) (string, error) { return note, nil },
		Run: func(ctx context.Context) error {
			began := time.Now()
			ids, err := s.Target.AddBrokers(ctx, s.Brokers)
			if err != nil {
				return fmt.Errorf("adding %s: %w", counted(s.Brokers, "broker"), err)
			}
			note = fmt.Sprintf("%s: there after %s", named(ids), spoken(time.Since(began)))
			if !s.Rebalance {
				return nil
			}
			began = time.Now()
			moves, err := rebalance(ctx, s.Target, s.Target.Members())
			note += fmt.Sprintf(", %s in %s", moves, spoken(time.Since(began)))
			return err
		},
	}
	if s.Rebalance {
		e.Until = moved
	}
	return e
}

// in is brokers less: they hold nothing before they stop.
func (s Scale) in(going []int32) Effect {
	var note string
	return Effect{
		Note:   named(going) + " to go: the last that came",
		Until:  "the cluster had forgotten them",
		Moves:  &Moves{},
		Settle: func(context.Context) (string, error) { return note, nil },
		Run: func(ctx context.Context) error {
			began := time.Now()
			stay := slices.DeleteFunc(s.Target.Members(), func(b replicas.Broker) bool { return slices.Contains(going, b.ID) })
			moves, err := rebalance(ctx, s.Target, stay)
			if err != nil {
				return fmt.Errorf("emptying %s: %w", named(going), err)
			}
			note = fmt.Sprintf("%s in %s", moves, spoken(time.Since(began)))
			began = time.Now()
			if err := s.Target.RemoveBrokers(ctx, going); err != nil {
				return fmt.Errorf("removing %s: %w", named(going), err)
			}
			note += fmt.Sprintf(", %s stopped and forgotten in %s", named(going), spoken(time.Since(began)))
			return nil
		},
	}
}
