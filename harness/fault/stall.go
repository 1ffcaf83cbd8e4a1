package fault

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/freshet-bench/freshet/harness/target"
)

// Stall keeps brokers from answering; their connections stay open.
type Stall struct {
	Target target.BrokerStaller
	// Broker is "all", "controller", a node id, or "leader of TOPIC/PARTITION".
	Broker string
	// Physical turns a logical topic's name into that of this run.
	Physical func(topic string) string
}

var _ Verb = Stall{}

const leaderOf = "leader of "

// NewStall is an error if the target cannot stall a broker, or has none of that
// name.
func NewStall(t target.Target, broker string, physical func(string) string) (Stall, error) {
	s, ok := t.(target.BrokerStaller)
	if !ok {
		return Stall{}, fmt.Errorf("the target %s cannot stall a broker", t.Kind())
	}
	stall := Stall{Target: s, Broker: broker, Physical: physical}
	if !strings.HasPrefix(broker, leaderOf) { // leaders are known once there are topics
		if _, err := stall.brokers(context.Background()); err != nil {
			return Stall{}, err
		}
	}
	return stall, nil
}

// Begin stalls the brokers that the entry names at this moment.
func (s Stall) Begin(ctx context.Context) (Effect, error) {
	ids, err := s.brokers(ctx)
	if err != nil {
		return Effect{}, err
	}
	release, err := s.Target.Stall(ctx, ids)
	if err != nil {
		return Effect{}, fmt.Errorf("stalling broker %s: %w", s.Broker, err)
	}
	return Effect{End: func(context.Context) error { release(); return nil }}, nil
}

func (s Stall) brokers(ctx context.Context) ([]int32, error) {
	all := s.Target.BrokerIDs()
	switch {
	case s.Broker == "all":
		return all, nil
	case s.Broker == "controller":
		return []int32{s.Target.Controller()}, nil
	case strings.HasPrefix(s.Broker, leaderOf):
		return s.leader(ctx, strings.TrimPrefix(s.Broker, leaderOf))
	}
	id, err := strconv.ParseInt(s.Broker, 10, 32)
	if err != nil || !slices.Contains(all, int32(id)) {
		return nil, fmt.Errorf("there is no broker %q; the target has %v", s.Broker, all)
	}
	return []int32{int32(id)}, nil
}

func (s Stall) leader(ctx context.Context, of string) ([]int32, error) {
	topic, number, ok := strings.Cut(of, "/")
	partition, err := strconv.ParseInt(number, 10, 32)
	if !ok || err != nil {
		return nil, fmt.Errorf("broker %q: expected \"leader of TOPIC/PARTITION\"", s.Broker)
	}
	id, err := s.Target.Leader(ctx, s.Physical(topic), int32(partition))
	if err != nil {
		return nil, fmt.Errorf("finding the leader of %s: %w", of, err)
	}
	return []int32{id}, nil
}
