package containers

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/freshet-bench/freshet/harness/target"
)

// preparedWithin bounds the wait for leaders and for the group coordinator.
const preparedWithin = time.Minute

// Prepare creates the topics, whose leaders Kafka spreads over the brokers, and
// returns when every replica is in sync and groups have a coordinator: the first
// question for one makes Kafka's own topic of offsets, which takes a while.
func (t *Target) Prepare(ctx context.Context, topics []target.Topic) error {
	switch t.preset.Name {
	case AutoMQ:
		topics = single(topics)
	case Tiered:
		topics = tiered(topics)
		t.uploads = map[string]int64{}
		for _, topic := range topics {
			if hasTier(topic) {
				t.uploads[topic.Name] = segmentBytes(topic)
			}
		}
	}
	if err := target.CreateTopics(ctx, t.admin, topics); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, preparedWithin)
	defer cancel()
	for {
		found := t.admin.FindGroupCoordinators(ctx, "freshet-first")
		err := found.Error()
		if err == nil {
			break
		}
		if !pause(ctx, inSyncPoll) {
			return fmt.Errorf("no coordinator for groups: %w", err)
		}
	}
	return t.AwaitInSync(ctx)
}

// single asks for one replica of each topic, which is what shared storage makes of any
// number, without a word.
func single(topics []target.Topic) []target.Topic {
	out := slices.Clone(topics)
	for i := range out {
		out[i].Replication, out[i].MinISR = 1, 0
	}
	return out
}
