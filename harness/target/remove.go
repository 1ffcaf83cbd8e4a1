package target

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kerr"

	"github.com/freshet-bench/freshet/harness/pace"
)

// removalPoll is how often a group that still has members is tried again.
const removalPoll = 100 * time.Millisecond

// RemoveTopics deletes topics; those that are not there are fine. It
// is for targets, as CreateTopics is.
func RemoveTopics(ctx context.Context, adm *kadm.Client, topics []string) error {
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

// RemoveGroups deletes groups and waits for those that still have members to lose
// them; what is not there is fine.
func RemoveGroups(ctx context.Context, adm *kadm.Client, groups []string, within time.Duration) error {
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
		lost := func(group string) bool { return errors.Is(last[group], kerr.GroupAuthorizationFailed) }
		if len(groups) > 0 && (slices.ContainsFunc(groups, lost) || !pace.Wait(ctx, removalPoll)) {
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
