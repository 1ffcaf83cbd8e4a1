package containers

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/freshet-bench/freshet/harness/target"
)

// emptyWithin is how long a group may take to be without members: those that were
// killed leave it when their session times out.
const emptyWithin = 20 * time.Second

// wipe removes all topics and groups from the cluster: it is the run's alone.
// Offsets and states of transactions stay in Kafka's own topics, under names that no
// other run has.
func (t *Target) wipe(ctx context.Context) error {
	topics, err := t.topicNames(ctx)
	if err != nil {
		return err
	}
	groups, err := t.admin.ListGroups(ctx)
	if err != nil {
		return fmt.Errorf("list the groups: %w", err)
	}
	err = errors.Join(
		target.RemoveTopics(ctx, t.admin, topics),
		target.RemoveGroups(ctx, t.admin, groups.Groups(), emptyWithin),
	)
	// What was just removed may be listed for a moment.
	for err == nil {
		err = t.checkEmpty(ctx)
		if err == nil || !errors.Is(err, errNotEmpty) || !pause(ctx, inSyncPoll) {
			return err
		}
		err = nil
	}
	return err
}

// asNew returns when the cluster is as one that was just started: every broker
// answers, knows all others and is in the quorum, every replica is in sync, and there
// are no topics but Kafka's own, and no groups. The error says what is different.
func (t *Target) asNew(ctx context.Context) error {
	for _, b := range t.all() {
		if err := t.awaitAnswer(ctx, b, len(t.all())); err != nil {
			return err
		}
	}
	if err := t.checkQuorum(ctx); err != nil {
		return err
	}
	if err := t.AwaitInSync(ctx); err != nil {
		return err
	}
	return t.checkEmpty(ctx)
}

// checkQuorum expects the brokers of the cluster, and no others, in the quorum: the
// controllers as voters, the others as observers.
func (t *Target) checkQuorum(ctx context.Context) error {
	quorum, err := t.describeQuorum(ctx)
	if err != nil {
		return fmt.Errorf("ask for the quorum: %w", err)
	}
	var members []int32
	for _, r := range slices.Concat(quorum.CurrentVoters, quorum.Observers) {
		members = append(members, r.ReplicaID)
	}
	slices.Sort(members)
	if want := t.BrokerIDs(); !slices.Equal(members, want) {
		return fmt.Errorf("the quorum has the brokers %v, and should have %v", members, want)
	}
	return nil
}

// errNotEmpty says that a cluster has more than Kafka's own topics.
var errNotEmpty = errors.New("it is not empty")

func (t *Target) checkEmpty(ctx context.Context) error {
	topics, err := t.topicNames(ctx)
	if err != nil {
		return err
	}
	if len(topics) > 0 {
		return fmt.Errorf("%w: it has the topic %s", errNotEmpty, topics[0])
	}
	groups, err := t.admin.ListGroups(ctx)
	if err != nil {
		return fmt.Errorf("list the groups: %w", err)
	}
	if names := groups.Groups(); len(names) > 0 {
		return fmt.Errorf("%w: it has the group %s", errNotEmpty, names[0])
	}
	return nil
}

// topicNames are the topics that are not Kafka's own.
func (t *Target) topicNames(ctx context.Context) ([]string, error) {
	topics, err := t.admin.ListTopics(ctx)
	if err != nil {
		return nil, fmt.Errorf("list the topics: %w", err)
	}
	return topics.Names(), nil
}
