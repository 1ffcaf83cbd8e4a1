package target

import (
	"context"
	"fmt"
	"slices"

	"github.com/twmb/franz-go/pkg/kfake"
)

// Stall hangs brokers: see BrokerStaller.
func (e *EmbeddedTarget) Stall(ctx context.Context, brokers []int32) (release func(), err error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	ids := e.BrokerIDs()
	valves := make([]*valve, 0, len(brokers))
	for _, id := range brokers {
		v, ok := e.valves[id]
		if !ok {
			return nil, fmt.Errorf("stall broker %d: there are only %v", id, ids)
		}
		valves = append(valves, v)
	}
	return shut(valves), nil
}

// Leader is the broker that leads a partition now.
func (e *EmbeddedTarget) Leader(ctx context.Context, topic string, partition int32) (int32, error) {
	if err := ctx.Err(); err != nil {
		return -1, err
	}
	leader := int32(-1)
	err := e.ask(func(c *kfake.Cluster) error {
		if leader = c.LeaderFor(topic, partition); leader < 0 {
			return fmt.Errorf("no partition %s/%d", topic, partition)
		}
		return nil
	})
	return leader, err
}

// Controller is the last broker, as kfake has it.
func (e *EmbeddedTarget) Controller(ctx context.Context) (int32, error) {
	if err := ctx.Err(); err != nil {
		return -1, err
	}
	return e.controller(), nil
}

func (e *EmbeddedTarget) controller() int32 {
	if len(e.brokers) == 0 {
		return -1
	}
	return e.brokers[len(e.brokers)-1].ID
}

// BrokerIDs are all brokers, ascending.
func (e *EmbeddedTarget) BrokerIDs() []int32 {
	ids := make([]int32, 0, len(e.brokers))
	for _, b := range e.brokers {
		ids = append(ids, b.ID)
	}
	slices.Sort(ids)
	return ids
}
