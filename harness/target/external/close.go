package external

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kerr"
)

const (
	// removedWithin bounds the removal of topics and groups.
	removedWithin = time.Minute
	// emptyWithin is how long a group may take to be without members: those that
	// were killed leave it when their session times out.
	emptyWithin = 20 * time.Second
)

// Close removes the run's topics and groups, unless they are to be kept. An error
// names what is left on the cluster.
func (t *Target) Close() (err error) {
	t.mu.Lock()
	closed, made := t.closed, slices.Clone(t.made)
	t.closed = true
	t.mu.Unlock()
	if closed || t.kafka == nil {
		return nil
	}
	defer t.kafka.Close()
	if len(made) == 0 || t.opts.Keep {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), removedWithin)
	defer cancel()
	return errors.Join(removeTopics(ctx, t.admin, made), t.removeGroups(ctx))
}

// removeTopics deletes topics; those that are not there are fine.
func removeTopics(ctx context.Context, adm *kadm.Client, topics []string) error {
	if len(topics) == 0 {
		return nil
	}
	all, err := adm.DeleteTopics(ctx, topics...)
	if err != nil {
		return fmt.Errorf("remove topics from the cluster: %w; left: %s", err, strings.Join(topics, ", "))
	}
	var left []error
	for _, r := range all.Sorted() {
		if r.Err != nil && !errors.Is(r.Err, kerr.UnknownTopicOrPartition) {
			left = append(left, fmt.Errorf("topic %s is left on the cluster: %w", r.Topic, r.Err))
		}
	}
	return errors.Join(left...)
}

// removeGroups deletes the groups of the run.
func (t *Target) removeGroups(ctx context.Context) error {
	if !t.cluster.deletesGroups() {
		return nil // said in the summary
	}
	groups := slices.Clone(t.needs.Groups)
	if listed, err := t.admin.ListGroups(ctx); err == nil && t.needs.Prefix != "" {
		for _, group := range listed.Groups() {
			if strings.HasPrefix(group, t.needs.Prefix) && !slices.Contains(groups, group) {
				groups = append(groups, group)
			}
		}
	}
	return removeGroups(ctx, t.admin, groups, emptyWithin)
}

// removeGroups deletes groups and waits for those that still have members to lose
// them; what is not there is fine.
func removeGroups(ctx context.Context, adm *kadm.Client, groups []string, within time.Duration) error {
	ctx, cancel := context.WithTimeout(ctx, within)
	defer cancel()
	last := map[string]error{}
	for len(groups) > 0 {
		all, err := adm.DeleteGroups(ctx, groups...)
		groups = slices.DeleteFunc(groups, func(group string) bool {
			r, answered := all[group]
			if answered && (r.Err == nil || errors.Is(r.Err, kerr.GroupIDNotFound)) {
				return true
			}
			if answered || err != nil && ctx.Err() == nil {
				last[group] = errors.Join(r.Err, err)
			}
			return false
		})
		lost := func(group string) bool { return denied(last[group]) }
		if len(groups) > 0 && (slices.ContainsFunc(groups, lost) || !pause(ctx, poll)) {
			break
		}
	}
	var left []error
	for _, group := range groups {
		left = append(left, fmt.Errorf("group %s is left on the cluster: %w", group, groupProblem(last[group])))
	}
	return errors.Join(left...)
}

// groupProblem says why a group could not be deleted.
func groupProblem(err error) error {
	switch {
	case errors.Is(err, kerr.NonEmptyGroup):
		return errors.New("it still has members; Kafka deletes empty groups only")
	case err == nil:
		return errors.New("the cluster did not answer")
	}
	return err
}
