package fault

import (
	"context"
	"fmt"

	"github.com/freshet-bench/freshet/harness/target"
	"github.com/freshet-bench/freshet/harness/target/replicas"
)

// Move gives a broker replicas of a topic, or only its leadership. It is over when
// no reassignment is under way and the replicas are in sync.
type Move struct {
	Target target.ReplicaMover
	// Topic is the topic's physical name.
	Topic string
	// To is the broker that gets them.
	To int32
	// LeadersOnly moves no data: the broker gets to lead what it holds.
	LeadersOnly bool
}

var _ Verb = Move{}

// NewMove is an error if the target cannot move replicas. The topic is m's; its
// Target is filled in.
func NewMove(t target.Target, m Move) (Move, error) {
	mover, ok := target.As[target.ReplicaMover](t)
	if !ok {
		return Move{}, cannot(t, "move replicas")
	}
	m.Target = mover
	return m, nil
}

// Begin works out what is to move from what is where at this moment.
func (m Move) Begin(ctx context.Context) (Effect, error) {
	if err := (Brokers{Which: fmt.Sprint(m.To)}).check(m.Target); err != nil {
		return Effect{}, err
	}
	before, err := m.Target.Replicas(ctx, m.Topic)
	if err != nil {
		return Effect{}, fmt.Errorf("finding the replicas of %s: %w", m.Topic, err)
	}
	changes := before.Onto(m.To)
	if m.LeadersOnly {
		changes = before.LedBy(m.To)
	}
	return Effect{
		Note: fmt.Sprintf("to broker %d: leadership of %s, %s copied", m.To,
			ofAll(len(changes), len(before), "partition"), counted(changes.New(before), "replica")),
		Until: moved,
		Moves: &Moves{},
		Run: func(ctx context.Context) error {
			if err := m.Target.Move(ctx, changes); err != nil {
				return fmt.Errorf("moving to broker %d: %w", m.To, err)
			}
			return nil
		},
	}, nil
}

const moved = "no reassignment was under way and every replica was in sync"

// rebalance spreads all replicas over brokers, and says how many it moved.
func rebalance(ctx context.Context, t target.ReplicaMover, over []replicas.Broker) (note string, err error) {
	before, err := t.Replicas(ctx)
	if err != nil {
		return "", fmt.Errorf("finding all replicas: %w", err)
	}
	changes, err := before.Balance(over)
	if err != nil {
		return "", err
	}
	if err := t.Move(ctx, changes); err != nil {
		return "", fmt.Errorf("spreading the replicas: %w", err)
	}
	return fmt.Sprintf("%s of %s moved", counted(changes.New(before), "replica"), ofAll(len(changes), len(before), "partition")), nil
}

func counted(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

func ofAll(n, all int, what string) string {
	return fmt.Sprintf("%d of %s", n, counted(all, what))
}
