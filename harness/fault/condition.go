package fault

import (
	"context"
	"fmt"
	"time"

	"github.com/twmb/franz-go/pkg/kadm"

	"github.com/freshet-bench/freshet/harness/hook"
)

// askWithin bounds one question to a cluster that may be in trouble.
const askWithin = 10 * time.Second

// holds is an error that says what a condition lacks, nil if it holds.
func holds(ctx context.Context, adm *kadm.Client, c hook.Condition) error {
	ctx, cancel := context.WithTimeout(ctx, askWithin)
	defer cancel()
	switch c.Is {
	case hook.InSync:
		return inSync(ctx, adm)
	case hook.NoReassignments:
		return noReassignments(ctx, adm)
	case hook.BrokerCount:
		return brokerCount(ctx, adm, c.Brokers)
	}
	return fmt.Errorf("the condition %s is not known", c)
}

// inSync looks at every partition that the user may see, internal ones too.
func inSync(ctx context.Context, adm *kadm.Client) error {
	topics, err := adm.ListTopicsWithInternal(ctx)
	if err != nil {
		return fmt.Errorf("list the topics: %w", err)
	}
	behind := 0
	topics.EachPartition(func(p kadm.PartitionDetail) {
		if p.Err != nil || p.Leader < 0 || len(p.ISR) < len(p.Replicas) {
			behind++
		}
	})
	if behind > 0 {
		return fmt.Errorf("partitions with a replica that is not in sync: %d", behind)
	}
	return nil
}

// noReassignments names every partition: asked for all, brokers answer of none.
func noReassignments(ctx context.Context, adm *kadm.Client) error {
	topics, err := adm.ListTopicsWithInternal(ctx)
	if err != nil {
		return fmt.Errorf("list the topics: %w", err)
	}
	var all kadm.TopicsSet
	topics.EachPartition(func(p kadm.PartitionDetail) { all.Add(p.Topic, p.Partition) })
	moving, err := adm.ListPartitionReassignments(ctx, all)
	if err != nil {
		return fmt.Errorf("list the reassignments: %w", err)
	}
	if n := len(moving.Sorted()); n > 0 {
		return fmt.Errorf("partitions on their way: %d", n)
	}
	return nil
}

func brokerCount(ctx context.Context, adm *kadm.Client, want int) error {
	brokers, err := adm.ListBrokers(ctx)
	if err != nil {
		return fmt.Errorf("list the brokers: %w", err)
	}
	if len(brokers) != want {
		return fmt.Errorf("the cluster has %d brokers", len(brokers))
	}
	return nil
}
