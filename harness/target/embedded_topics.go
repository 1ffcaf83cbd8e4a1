package target

import (
	"context"
	"fmt"
	"slices"

	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kfake"
	"github.com/twmb/franz-go/pkg/kgo"
)

// Prepare creates the topics and gives each broker the same share of the leaders:
// kfake draws them at random.
func (e *EmbeddedTarget) Prepare(ctx context.Context, topics []Topic) error {
	cl, err := kgo.NewClient(kgo.SeedBrokers(e.Bootstrap()...), kgo.Dialer(e.Dial), kgo.ClientID("freshet-control"), kgo.DisableClientMetrics())
	if err != nil {
		return fmt.Errorf("create topics: %w", err)
	}
	defer cl.Close()
	topics = slices.Clone(topics)
	for i := range topics {
		topics[i].MinISR = 0 // kfake keeps one copy
	}
	if err := CreateTopics(ctx, kadm.NewClient(cl), topics); err != nil {
		return err
	}
	return e.ask(func(c *kfake.Cluster) error { return e.balance(c, topics) })
}

// balance moves the leaders of each topic round-robin. Each topic starts at the
// broker after the last one's end, so that topics of one partition spread too.
func (e *EmbeddedTarget) balance(c *kfake.Cluster, topics []Topic) error {
	next := 0
	for _, t := range topics {
		for p := range t.Partitions {
			b := e.brokers[next%len(e.brokers)].ID
			next++
			if c.LeaderFor(t.Name, p) == b {
				continue
			}
			if err := c.MoveTopicPartition(t.Name, p, b); err != nil {
				return fmt.Errorf("move the leader of %s/%d to broker %d: %w", t.Name, p, b, err)
			}
		}
	}
	return nil
}
