package fault

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/freshet-bench/freshet/harness/target"
)

// everyone is all brokers.
const everyone = "all"

// Brokers says which brokers a verb takes, found when it begins.
type Brokers struct {
	// Which is "all", "controller", a node id, or "leader of TOPIC/PARTITION".
	Which string
	// Physical turns a logical topic's name into that of this run.
	Physical func(topic string) string
}

// find returns the brokers' ids.
func (b Brokers) find(ctx context.Context, in target.BrokerFinder) ([]int32, error) {
	all := in.BrokerIDs()
	switch {
	case b.Which == everyone:
		return all, nil
	case b.Which == "controller":
		id, err := in.Controller(ctx)
		if err != nil {
			return nil, fmt.Errorf("finding the controller: %w", err)
		}
		return []int32{id}, nil
	case strings.HasPrefix(b.Which, "leader of "):
		return b.leader(ctx, in, strings.TrimPrefix(b.Which, "leader of "))
	}
	id, err := strconv.ParseInt(b.Which, 10, 32)
	if err != nil || !slices.Contains(all, int32(id)) {
		return nil, fmt.Errorf("there is no broker %q; the target has %v", b.Which, all)
	}
	return []int32{int32(id)}, nil
}

// check is an error if a started target has no broker of that number. Leaders and
// the controller are found when a verb begins.
func (b Brokers) check(in target.BrokerFinder) error {
	all := in.BrokerIDs()
	if _, err := strconv.ParseInt(b.Which, 10, 32); err != nil || len(all) == 0 {
		return nil
	}
	_, err := b.find(context.Background(), in)
	return err
}

func (b Brokers) leader(ctx context.Context, in target.BrokerFinder, of string) ([]int32, error) {
	topic, number, ok := strings.Cut(of, "/")
	partition, err := strconv.ParseInt(number, 10, 32)
	if !ok || err != nil {
		return nil, fmt.Errorf("broker %q: expected \"leader of TOPIC/PARTITION\"", b.Which)
	}
	id, err := in.Leader(ctx, b.Physical(topic), int32(partition))
	if err != nil {
		return nil, fmt.Errorf("finding the leader of %s: %w", of, err)
	}
	return []int32{id}, nil
}

// named is ids for people: "broker 2", "brokers 1, 2, 3".
func named(ids []int32) string {
	words := make([]string, len(ids))
	for i, id := range ids {
		words[i] = strconv.Itoa(int(id))
	}
	if len(words) == 1 {
		return "broker " + words[0]
	}
	return "brokers " + strings.Join(words, ", ")
}

// CannotError is the error of a verb that a target has no means for.
type CannotError struct {
	Target string // for people: "the embedded target"
	What   string // "kill a broker"
}

// Error names both.
func (e *CannotError) Error() string { return e.Target + " cannot " + e.What }

// cannot is the error of a verb that a target has no means for. A target of a
// profile goes by the profile's name.
func cannot(t target.Target, what string) error {
	if hooked, ok := target.As[target.Hooked](t); ok {
		name, _ := hooked.Profile()
		return &CannotError{Target: "target " + name, What: what}
	}
	return &CannotError{Target: "the " + t.Kind() + " target", What: what}
}
