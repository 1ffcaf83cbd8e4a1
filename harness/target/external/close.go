package external

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/freshet-bench/freshet/harness/target"
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
	return errors.Join(target.RemoveTopics(ctx, t.admin, made), t.removeGroups(ctx))
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
	return target.RemoveGroups(ctx, t.admin, groups, emptyWithin)
}
