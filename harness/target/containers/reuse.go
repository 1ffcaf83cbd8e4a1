package containers

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/testcontainers/testcontainers-go"

	"github.com/freshet-bench/freshet/results"
	"github.com/freshet-bench/freshet/results/measure"
)

// fitWithin bounds the look at a kept cluster: it runs already, so what it has not
// answered by then it would not answer in a run either.
const fitWithin = 30 * time.Second

// errReaper says why no cluster can be kept.
var errReaper = errors.New("a cluster cannot be kept while testcontainers' reaper is on, which removes it within seconds of the run's end; TESTCONTAINERS_RYUK_DISABLED=true turns it off")

// errKeepsMore says why a cluster is not kept that has more than brokers and their disks.
var errKeepsMore = errors.New("only a cluster of Kafka on its own disks can be kept for another run: a remote store and an object store keep what a run wrote, and of another image it is not known how to make it as new")

// CanKeep says why a cluster of a preset, or of an image that is not laid out as
// Kafka's, cannot be kept for another run; nil if it can.
func CanKeep(preset string, custom bool) error {
	if custom || preset != "" && preset != Kafka {
		return errKeepsMore
	}
	return nil
}

// keeping is what a target knows of a cluster that stays after the run.
type keeping struct {
	settings string
	lease    string    // id; "" = the cluster goes with the run
	started  time.Time // of a cluster of an earlier run; zero = the run started it
	whole    bool      // it has started, so there is something to keep
	// disturbed says what the run did to its brokers that makes it another cluster
	// than a fresh one; under the target's mu.
	disturbed string
}

// reuse takes a kept cluster with the same settings, if one is free and healthy. Those
// that are not healthy are removed. If there is none, the cluster that is about to be
// started gets a lease.
func (t *Target) reuse(ctx context.Context, n int) (taken bool, err error) {
	if !testcontainers.ReadConfig().RyukDisabled {
		return false, errReaper
	}
	if t.kept.settings, err = t.settings(); err != nil {
		return false, err
	}
	all, err := findKept(ctx, t.docker)
	if err != nil {
		return false, fmt.Errorf("look for kept clusters: %w", err)
	}
	found := choose(all, t.kept.settings)
	for _, k := range found.fit {
		switch taken, err := t.take(ctx, k, n); {
		case errors.Is(err, errLeased):
			found.busy++
		case err != nil || taken:
			return taken, err
		}
	}
	if found.busy > 0 {
		t.opts.Progress(fmt.Sprintf("%s with these settings in use by another run: starting one more", clusters(found.busy)))
	}
	if found.others > 0 {
		t.opts.Progress(fmt.Sprintf("%s kept with other settings, idle; freshet clean removes what is idle", clusters(found.others)))
	}
	t.kept.lease, err = takeLease(ctx, t.docker, t.image, t.leaseLabels())
	return false, err
}

// tellKept tells a run that has no use for kept clusters of those that idle here: they
// take memory, and some of the processors.
func (t *Target) tellKept(ctx context.Context) error {
	all, err := findKept(ctx, t.docker)
	if err != nil {
		return fmt.Errorf("look for kept clusters: %w", err)
	}
	if n := choose(all, "").others; n > 0 {
		t.opts.Progress(fmt.Sprintf("%s kept on this machine, idle; freshet clean removes what is idle", clusters(n)))
	}
	return nil
}

// take leases a kept cluster and looks whether it is as good as new. One that is not
// is removed.
func (t *Target) take(ctx context.Context, k *kept, n int) (taken bool, err error) {
	fresh, freshBrokers := t.cluster, t.brokers
	t.cluster = k.cluster
	lease, err := takeLease(ctx, t.docker, t.image, t.leaseLabels())
	if err != nil {
		t.cluster = fresh
		return false, err
	}
	why := t.adopt(ctx, k, n)
	if why == nil {
		t.kept.lease, t.kept.started = lease, k.started
		t.opts.Progress(fmt.Sprintf("reused cluster %s (%s), started %s ago", clusterName(k.cluster), counted(n), ago(k.started)))
		return true, nil
	}
	if t.kafka != nil {
		t.kafka.Close()
	}
	t.kafka, t.admin, t.network = nil, nil, nil
	t.cluster, t.brokers = fresh, freshBrokers
	if ctx.Err() != nil { // nobody waited for its answers
		return false, errors.Join(context.Cause(ctx), endLease(context.WithoutCancel(ctx), t.docker, lease))
	}
	t.opts.Progress(fmt.Sprintf("cluster %s is removed and not reused: %s", clusterName(k.cluster), firstLine(why)))
	_, err = remove(ctx, t.docker, belongingTo(k.cluster))
	if err != nil {
		err = fmt.Errorf("remove cluster %s: %w", clusterName(k.cluster), err)
	}
	return false, err
}

// adopt makes a kept cluster the target's own. The error says what is wrong with it.
func (t *Target) adopt(ctx context.Context, k *kept, n int) (err error) {
	if t.brokers, err = k.adopt(n, t.zones, t.host); err != nil {
		return err
	}
	t.network = &testcontainers.DockerNetwork{ID: k.network, Name: k.netName}
	if err := t.connectClients(); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, fitWithin)
	defer cancel()
	return t.asNew(ctx)
}

// keep makes the cluster as it was before the run and lets others have it. The error
// says why it is not to be kept.
func (t *Target) keep(ctx context.Context) error {
	t.mu.Lock()
	disturbed, failed := t.kept.disturbed, t.failed
	t.mu.Unlock()
	switch {
	case failed != nil:
		return failed
	case disturbed != "":
		return errors.New(disturbed)
	}
	ctx, cancel := context.WithTimeout(ctx, removeWithin)
	defer cancel()
	if err := t.wipe(ctx); err != nil {
		return err
	}
	if err := t.asNew(ctx); err != nil {
		return err
	}
	return endLease(ctx, t.docker, t.kept.lease)
}

// leaseLabels are those of the cluster's lease.
func (t *Target) leaseLabels() map[string]string {
	labels := t.labels()
	labels[labelLease] = "1"
	return labels
}

// labels are those of everything that the target makes in Docker.
func (t *Target) labels() map[string]string {
	labels := ownLabels(t.cluster)
	if t.opts.Reuse {
		labels[labelKept] = t.kept.settings
		labels[labelAbout] = counted(len(t.brokers)) + " of " + t.image
	}
	return labels
}

// reused is the facts of a cluster of an earlier run.
func (t *Target) reused() *results.Reused {
	if t.kept.started.IsZero() {
		return nil
	}
	return &results.Reused{Cluster: clusterName(t.cluster), Started: t.kept.started.UTC()}
}

// ago is how long a cluster has been there, in whole seconds or better.
func ago(started time.Time) string {
	age := max(time.Since(started), 0)
	if age > time.Minute {
		return measure.FormatDuration(age.Truncate(time.Minute))
	}
	return measure.FormatDuration(age.Truncate(time.Second))
}

func clusters(n int) string {
	if n == 1 {
		return "1 cluster"
	}
	return fmt.Sprintf("%d clusters", n)
}
