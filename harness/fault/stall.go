package fault

import (
	"context"
	"fmt"

	"github.com/freshet-bench/freshet/harness/target"
)

// Stall keeps brokers from answering; their connections stay open.
type Stall struct {
	Target  target.BrokerStaller
	Brokers Brokers
}

var _ Verb = Stall{}

// NewStall is an error if the target cannot stall a broker, or has none of that
// name.
func NewStall(t target.Target, brokers Brokers) (Stall, error) {
	s, ok := target.As[target.BrokerStaller](t)
	if !ok {
		return Stall{}, cannot(t, "stall a broker")
	}
	if err := brokers.check(s); err != nil {
		return Stall{}, err
	}
	return Stall{Target: s, Brokers: brokers}, nil
}

// Begin stalls the brokers that the entry names at this moment.
func (s Stall) Begin(ctx context.Context) (Effect, error) {
	ids, err := s.Brokers.find(ctx, s.Target)
	if err != nil {
		return Effect{}, err
	}
	release, err := s.Target.Stall(ctx, ids)
	if err != nil {
		return Effect{}, fmt.Errorf("stalling %s: %w", named(ids), err)
	}
	return Effect{
		Note: named(ids) + " stalled",
		End:  func(context.Context) error { release(); return nil },
	}, nil
}
