package external

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kerr"

	"github.com/freshet-bench/freshet/harness/target"
)

const (
	// preparedWithin bounds the wait for leaders and for the group coordinator.
	preparedWithin = time.Minute
	poll           = 100 * time.Millisecond
)

// Prepare creates the topics and returns when every partition has a leader and
// groups have a coordinator. Which broker leads which partition is the cluster's
// own choice.
func (t *Target) Prepare(ctx context.Context, topics []target.Topic) error {
	for i, topic := range topics {
		if err := t.create(ctx, topic); err != nil {
			return err
		}
		if i > 0 || t.opts.Keep {
			continue
		}
		if err := t.checkDeletable(ctx, topic.Name); err != nil {
			return err
		}
	}
	ctx, cancel := context.WithTimeout(ctx, preparedWithin)
	defer cancel()
	if err := t.awaitLeaders(ctx, topics); err != nil {
		return err
	}
	return t.awaitCoordinator(ctx)
}

// create makes one topic. From before it is asked for it is the target's to
// remove, unless it was there already: then it is somebody else's.
func (t *Target) create(ctx context.Context, topic target.Topic) error {
	if !strings.HasPrefix(topic.Name, Prefix) {
		return fmt.Errorf("topic %s: on an external cluster only topics whose names begin with %s are made", topic.Name, Prefix)
	}
	t.mu.Lock()
	t.made = append(t.made, topic.Name)
	t.mu.Unlock()
	err := target.CreateTopics(ctx, t.admin, []target.Topic{topic})
	if errors.Is(err, kerr.TopicAlreadyExists) {
		t.mu.Lock()
		t.made = t.made[:len(t.made)-1]
		t.mu.Unlock()
	}
	return err
}

// awaitLeaders waits until every partition of the topics has a leader.
func (t *Target) awaitLeaders(ctx context.Context, topics []target.Topic) error {
	names := make([]string, len(topics))
	partitions := 0
	for i, topic := range topics {
		names[i] = topic.Name
		partitions += int(topic.Partitions)
	}
	for {
		led := 0
		found, err := t.admin.ListTopics(ctx, names...)
		found.EachPartition(func(p kadm.PartitionDetail) {
			if p.Err == nil && p.Leader >= 0 {
				led++
			}
		})
		if err == nil && led == partitions {
			return nil
		}
		if !pause(ctx, poll) {
			return errors.Join(fmt.Errorf("%d of %d partitions have a leader: %w", led, partitions, context.Cause(ctx)), err)
		}
	}
}

// awaitCoordinator waits until groups have a coordinator: the first question for
// one makes Kafka's own topic of offsets, which takes a while.
func (t *Target) awaitCoordinator(ctx context.Context) error {
	for {
		err := t.admin.FindGroupCoordinators(ctx, t.needs.Prefix+"preflight").Error()
		if err == nil || denied(err) {
			return err
		}
		if !pause(ctx, poll) {
			return fmt.Errorf("no coordinator for groups: %w", err)
		}
	}
}

// pause waits; false if the context ended first.
func pause(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}
