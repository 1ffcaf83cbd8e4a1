package replicas

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kerr"
)

// poll is how often a cluster is asked how far it is, so also how exact the end of
// a move is.
const poll = 100 * time.Millisecond

// Admin carries assignments out on a cluster. Its client must not keep metadata for
// longer than poll.
type Admin struct {
	Client *kadm.Client
}

// Current is the assignment of topics; of all, internal ones too, if none is named.
func (a Admin) Current(ctx context.Context, topics ...string) (Assignment, error) {
	found, err := a.Client.ListTopicsWithInternal(ctx, topics...)
	if err != nil {
		return nil, fmt.Errorf("list the topics: %w", err)
	}
	out := Assignment{}
	for _, t := range found {
		if t.Err != nil {
			return nil, fmt.Errorf("topic %s: %w", t.Topic, t.Err)
		}
		for _, p := range t.Partitions {
			out[Partition{t.Topic, p.Partition}] = slices.Clone(p.Replicas)
		}
	}
	return out, nil
}

// Apply has the cluster change an assignment and returns when no reassignment of
// its partitions is under way, their replicas are in sync, and the preferred ones
// lead.
func (a Admin) Apply(ctx context.Context, changes Assignment) error {
	if len(changes) == 0 {
		return nil
	}
	var req kadm.AlterPartitionAssignmentsReq
	for p, on := range changes {
		req.Assign(p.Topic, p.Number, on)
	}
	resp, err := a.Client.AlterPartitionAssignments(ctx, req)
	if err == nil {
		err = resp.Error()
	}
	if err != nil {
		return fmt.Errorf("alter the assignment of partitions: %w", err)
	}
	if err := a.until(ctx, changes, a.moving); err != nil {
		return err
	}
	if err := a.elect(ctx, changes); err != nil {
		return err
	}
	return a.until(ctx, changes, a.unled)
}

// until polls until nothing is left to do; left says how many partitions are not
// yet as they should be, and in what way.
func (a Admin) until(ctx context.Context, changes Assignment, left func(context.Context, Assignment) (int, string, error)) error {
	for {
		n, what, err := left(ctx, changes)
		if err == nil && n == 0 {
			return nil
		}
		timer := time.NewTimer(poll)
		select {
		case <-timer.C:
		case <-ctx.Done():
			timer.Stop()
			return errors.Join(fmt.Errorf("%d of %d partitions %s: %w", n, len(changes), what, context.Cause(ctx)), err)
		}
	}
}

// moving counts the partitions whose reassignment is under way or whose replicas
// are not in sync.
func (a Admin) moving(ctx context.Context, changes Assignment) (int, string, error) {
	const what = "are still on their way"
	under, err := a.Client.ListPartitionReassignments(ctx, changes.set())
	if err != nil {
		return len(changes), what, fmt.Errorf("list the reassignments: %w", err)
	}
	n := 0
	under.Each(func(kadm.ListPartitionReassignmentsResponse) { n++ })
	if n > 0 {
		return n, what, nil
	}
	n, err = a.count(ctx, changes, func(p kadm.PartitionDetail, want []int32) bool {
		return len(p.ISR) == len(want) && slices.Equal(p.Replicas, want)
	})
	return n, what, err
}

// unled counts the partitions that another than the preferred replica leads.
func (a Admin) unled(ctx context.Context, changes Assignment) (int, string, error) {
	n, err := a.count(ctx, changes, func(p kadm.PartitionDetail, want []int32) bool { return p.Leader == want[0] })
	return n, "are not led by their preferred replica", err
}

// count is how many partitions are not as they should be.
func (a Admin) count(ctx context.Context, changes Assignment, good func(p kadm.PartitionDetail, want []int32) bool) (int, error) {
	found, err := a.Client.ListTopicsWithInternal(ctx, changes.topics()...)
	if err != nil {
		return len(changes), fmt.Errorf("list the topics: %w", err)
	}
	n := 0
	for p, want := range changes {
		if detail, ok := found[p.Topic].Partitions[p.Number]; !ok || detail.Err != nil || !good(detail, want) {
			n++
		}
	}
	return n, nil
}

// elect has the preferred replicas lead.
func (a Admin) elect(ctx context.Context, changes Assignment) error {
	results, err := a.Client.ElectLeaders(ctx, kadm.ElectPreferredReplica, changes.set())
	if err != nil {
		return fmt.Errorf("elect leaders: %w", err)
	}
	for topic, partitions := range results {
		for n, r := range partitions {
			if r.Err != nil && !errors.Is(r.Err, kerr.ElectionNotNeeded) {
				return fmt.Errorf("elect the leader of %s/%d: %w", topic, n, r.Err)
			}
		}
	}
	return nil
}

func (a Assignment) set() kadm.TopicsSet {
	var s kadm.TopicsSet
	for p := range a {
		s.Add(p.Topic, p.Number)
	}
	return s
}

func (a Assignment) topics() []string { return a.set().Topics() }
