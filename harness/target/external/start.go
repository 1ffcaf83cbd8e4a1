package external

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/freshet-bench/freshet/harness/target"
)

const (
	// startWithin bounds the preflight; each connection in it is bounded apart.
	startWithin = time.Minute
	// askWithin bounds one request of the target's own clients, besides what the
	// request itself allows.
	askWithin    = 5 * time.Second
	retryWithin  = 10 * time.Second
	retryBackoff = 100 * time.Millisecond
	freshEnough  = 100 * time.Millisecond // of metadata
)

// Start is the preflight: it finds out, before anything is touched, whether the
// cluster can be reached, lets the run in, speaks what it needs, has the brokers
// and gives the permissions, and it tells what will be made. Its errors say in a
// line each what is wrong.
func (t *Target) Start(ctx context.Context, needs target.Needs) error {
	if t.started {
		return errors.New("external target was started before")
	}
	t.started = true
	t.needs = needs
	t.needs.Prefix = cmp.Or(needs.Prefix, Prefix+"preflight.")
	ctx, cancel := context.WithTimeout(ctx, startWithin)
	defer cancel()
	began := time.Now()
	if err := t.preflight(ctx); err != nil {
		return errors.Join(err, t.Close())
	}
	t.opts.Progress(fmt.Sprintf("the cluster has what the run needs (looked at in %.1f s)", time.Since(began).Seconds()))
	return nil
}

func (t *Target) preflight(ctx context.Context) error {
	seed, err := t.reach(ctx)
	if err != nil {
		return err
	}
	if err := t.connect(ctx, seed); err != nil {
		return err
	}
	if err := t.cluster.meet(ctx, t.opts.Security); err != nil {
		return err
	}
	for _, line := range t.summary() {
		t.opts.Progress(line)
	}
	if err := t.cluster.checkAPIs(t.needs.Uses); err != nil {
		return err
	}
	if err := t.checkSize(); err != nil {
		return err
	}
	t.tellZones()
	if err := t.checkPermissions(ctx, seed); err != nil {
		return err
	}
	t.tellOthers(ctx)
	return nil
}

// reach returns a bootstrap address that answers; the others may be down.
func (t *Target) reach(ctx context.Context) (string, error) {
	all := probeAll(ctx, t.opts.Security, t.opts.Bootstrap)
	good := reachable(all)
	for _, p := range all {
		switch {
		case p.wrong == nil:
		case len(good) == 0:
			return "", fmt.Errorf("%s %w", p.addr, p.wrong)
		default:
			t.opts.Progress(fmt.Sprintf("warning: %s %s; going on with %s", p.addr, p.wrong, good[0]))
		}
	}
	return good[0], nil
}

// connect makes the target's own client and learns of the cluster.
func (t *Target) connect(ctx context.Context, seed string) (err error) {
	t.cluster, err = t.meetAt(ctx, seed)
	if err != nil {
		return err
	}
	if t.kafka, err = t.newClient(t.opts.Bootstrap); err != nil {
		return err
	}
	t.admin = kadm.NewClient(t.kafka)
	return nil
}

// meetAt learns of the cluster with a client that tries nothing twice.
func (t *Target) meetAt(ctx context.Context, seed string) (cluster, error) {
	cl, err := t.newClient([]string{seed}, kgo.RequestRetries(0))
	if err != nil {
		return cluster{}, err
	}
	defer cl.Close()
	ctx, cancel := context.WithTimeout(ctx, retryWithin)
	defer cancel()
	return learn(ctx, cl, t.opts.Security, seed)
}

// newClient makes a client for the target's own questions, which gives up soon.
func (t *Target) newClient(seeds []string, opts ...kgo.Opt) (*kgo.Client, error) {
	all := []kgo.Opt{
		kgo.SeedBrokers(seeds...), kgo.Dialer(t.Dial), kgo.ClientID("freshet-target"), kgo.DisableClientMetrics(),
		kgo.MetadataMinAge(freshEnough), kgo.RequestTimeoutOverhead(askWithin), kgo.RetryTimeout(retryWithin),
		kgo.RetryBackoffFn(func(int) time.Duration { return retryBackoff }),
	}
	all = append(all, t.ClientOpts()...)
	return kgo.NewClient(append(all, opts...)...)
}

// checkSize is an error if a topic has more replicas than there are brokers.
func (t *Target) checkSize() error {
	if n := len(t.cluster.brokers); int(t.needs.Replication) > n {
		return fmt.Errorf("topics of the scenario have %d replicas, but the cluster has %s: set their replication to %d at most",
			t.needs.Replication, counted(n, "broker"), n)
	}
	return nil
}

// tellZones warns where the scenario's zones are no racks of the brokers: it runs
// all the same, but what it says of zones has no meaning there.
func (t *Target) tellZones() {
	racks := t.cluster.racks()
	for _, zone := range t.needs.Zones {
		if !slices.Contains(racks, zone) {
			found := "the brokers have no racks"
			if len(racks) > 0 {
				found = "the brokers' racks are " + strings.Join(racks, ", ")
			}
			t.opts.Progress(fmt.Sprintf("warning: no broker stands in zone %s of the scenario (%s): reads from a near replica, and traffic between zones, are not what it means", zone, found))
			return
		}
	}
}
