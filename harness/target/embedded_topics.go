package target

import (
	"context"
	"fmt"
	"maps"
	"strconv"

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
	if err := createTopics(ctx, kadm.NewClient(cl), topics); err != nil {
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

// createTopics creates topics with the settings that follow from them.
func createTopics(ctx context.Context, adm *kadm.Client, topics []Topic) error {
	for _, t := range topics {
		resp, err := adm.CreateTopic(ctx, t.Partitions, t.Replication, topicConfigs(t), t.Name)
		if err != nil {
			return fmt.Errorf("create topic %s (%d partitions, replication %d): %w", t.Name, t.Partitions, t.Replication, err)
		}
		if resp.Err != nil {
			return fmt.Errorf("create topic %s: %w: %s", t.Name, resp.Err, resp.ErrMessage)
		}
	}
	return nil
}

// topicConfigs is a topic's settings as Kafka names them.
func topicConfigs(t Topic) map[string]*string {
	policy, retention := "delete", "-1"
	if t.Compact {
		policy = "compact"
	}
	if t.Retention > 0 {
		retention = strconv.FormatInt(t.Retention.Milliseconds(), 10)
	}
	configs := map[string]string{"cleanup.policy": policy, "retention.ms": retention}
	maps.Copy(configs, t.Configs)
	out := make(map[string]*string, len(configs))
	for k, v := range configs {
		out[k] = &v
	}
	return out
}
