package external

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/twmb/franz-go/pkg/kadm"

	"github.com/freshet-bench/freshet/harness/target"
)

// Leftovers says which runs' topics and groups are to be removed from a cluster.
type Leftovers struct {
	// OlderThan is how long ago a run must have begun, and have written its last
	// record.
	OlderThan time.Duration
	// Runs are ids of runs to remove whatever their age; none = all that are old
	// enough.
	Runs []string
	// Now is the time to count from.
	Now time.Time
}

// Cleaned is what was done about the runs found on a cluster.
type Cleaned struct {
	// Removed are the topics and groups that are gone, as "topic NAME".
	Removed []string
	// Kept are the runs that were left alone, each with why.
	Kept []string
}

// Clean removes what killed runs left on a cluster: topics and groups whose names
// are those of a run, of runs that are old enough or named, and only if no group of
// the run has a member, so never those of a run under way.
func Clean(ctx context.Context, opts Options, which Leftovers) (done Cleaned, err error) {
	t, err := New(opts)
	if err != nil {
		return done, err
	}
	ctx, cancel := context.WithTimeout(ctx, startWithin+removedWithin)
	defer cancel()
	seed, err := t.reach(ctx)
	if err != nil {
		return done, err
	}
	if err := t.connect(ctx, seed); err != nil {
		return done, err
	}
	defer t.kafka.Close()
	all, err := findRemains(ctx, t.admin)
	if err != nil {
		return done, err
	}
	if missing := which.unknown(all); missing != "" {
		return done, fmt.Errorf("the cluster has nothing of a run %s", missing)
	}
	for _, r := range all {
		if len(which.Runs) > 0 && !slices.Contains(which.Runs, r.run) {
			continue
		}
		why, lookErr := which.spares(ctx, t.admin, r)
		if lookErr != nil {
			return done, errors.Join(err, lookErr)
		}
		if why != "" {
			done.Kept = append(done.Kept, r.run+": "+why)
			continue
		}
		err = errors.Join(err, r.remove(ctx, t.admin, &done))
	}
	return done, err
}

// unknown is a run that was named and is not there.
func (l Leftovers) unknown(all []*remains) string {
	for _, run := range l.Runs {
		if !slices.ContainsFunc(all, func(r *remains) bool { return r.run == run }) {
			return run
		}
	}
	return ""
}

// spares says why a run's remains are not to be removed; "" if they are.
func (l Leftovers) spares(ctx context.Context, adm *kadm.Client, r *remains) (string, error) {
	members, err := r.members(ctx, adm)
	switch {
	case err != nil:
		return "", err
	case members > 0:
		return fmt.Sprintf("it is under way: its groups have %s", counted(members, "member")), nil
	case len(l.Runs) > 0:
		return "", nil
	}
	last := r.lastSign(ctx, adm)
	if age := l.Now.Sub(last); age < l.OlderThan {
		return fmt.Sprintf("its last sign is %s old, less than %s", age.Round(time.Second), l.OlderThan), nil
	}
	return "", nil
}

// members counts those of the run's groups.
func (r *remains) members(ctx context.Context, adm *kadm.Client) (n int, err error) {
	if len(r.groups) == 0 {
		return 0, nil
	}
	classic, err := adm.DescribeGroups(ctx, r.groups...)
	if err != nil {
		return 0, fmt.Errorf("look at the groups of run %s: %w", r.run, err)
	}
	for _, g := range classic {
		n += len(g.Members)
	}
	// Brokers that do not know the consumer protocol have no such members.
	if consumer, err := adm.DescribeConsumerGroups(ctx, r.groups...); err == nil {
		for _, g := range consumer {
			n += len(g.Members)
		}
	}
	return n, nil
}

// lastSign is when the run began or its last record was written, if that is later.
// Brokers before Kafka 3.0 do not tell of the last record.
func (r *remains) lastSign(ctx context.Context, adm *kadm.Client) time.Time {
	last := r.began
	if len(r.topics) == 0 {
		return last
	}
	latest, err := adm.ListMaxTimestampOffsets(ctx, r.topics...)
	if err != nil {
		return last
	}
	latest.Each(func(o kadm.ListedOffset) {
		if at := time.UnixMilli(o.Timestamp); o.Err == nil && o.Timestamp > 0 && at.After(last) {
			last = at
		}
	})
	return last
}

// remove deletes the run's topics and groups.
func (r *remains) remove(ctx context.Context, adm *kadm.Client, done *Cleaned) error {
	if err := target.RemoveTopics(ctx, adm, r.topics); err != nil {
		return err
	}
	for _, name := range r.topics {
		done.Removed = append(done.Removed, "topic "+name)
	}
	if err := target.RemoveGroups(ctx, adm, slices.Clone(r.groups), emptyWithin); err != nil {
		return err
	}
	for _, name := range r.groups {
		done.Removed = append(done.Removed, "group "+name)
	}
	return nil
}
