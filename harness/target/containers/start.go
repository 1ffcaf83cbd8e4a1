package containers

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"sync"
	"time"

	tcnetwork "github.com/testcontainers/testcontainers-go/network"

	"github.com/freshet-bench/freshet/harness/target"
	"github.com/freshet-bench/freshet/results"
)

// startWithin bounds the time from the first container's start to a whole cluster;
// 18 s were seen on a busy machine of two cores.
const startWithin = 3 * time.Minute

// Start removes what dead runs left, starts the brokers and waits until each of
// them answers and knows the others.
func (t *Target) Start(ctx context.Context, needs target.Needs) error {
	if t.docker != nil {
		return errors.New("containers target was started before")
	}
	n, err := t.size(needs)
	if err != nil {
		return err
	}
	if t.opts.Reuse {
		if err := CanKeep(t.preset.Name, t.opts.Custom != nil); err != nil {
			return err
		}
	}
	if t.docker, err = connect(ctx); err != nil {
		return err
	}
	t.session, t.faults, t.growing = needs.Session, needs.Faults, needs.Growing
	if err := t.start(ctx, n, needs.Zones); err != nil {
		return errors.Join(err, t.Close())
	}
	t.kept.whole = true
	return nil
}

// size is how many brokers to start.
func (t *Target) size(needs target.Needs) (int, error) {
	n := DefaultBrokers
	switch {
	case t.opts.Brokers != 0:
		n = t.opts.Brokers
	case needs.Brokers != 0:
		n = needs.Brokers
	}
	if !slices.Contains(Sizes(), n) {
		return 0, fmt.Errorf("a cluster of %d brokers; there are clusters of 1, 3 and 5", n)
	}
	if int(needs.Replication) > n && t.preset.Model != results.ModelShared {
		brokers := fmt.Sprintf("%d brokers", n)
		if n == 1 {
			brokers = "1 broker"
		}
		return 0, fmt.Errorf("topics of the scenario have %d replicas, but the cluster has %s: start more of them, or set replication to %d", needs.Replication, brokers, n)
	}
	return n, nil
}

func (t *Target) start(ctx context.Context, n int, zones []string) error {
	began := time.Now()
	defer hush()()
	if _, err := clean(ctx, t.docker); err != nil {
		return fmt.Errorf("remove what killed runs left in Docker: %w", err)
	}
	if err := t.lay(ctx, n, zones); err != nil {
		return err
	}
	if t.opts.Reuse {
		taken, err := t.reuse(ctx, n)
		if err != nil {
			return err
		}
		if taken {
			return t.findUsage(ctx)
		}
	} else if err := t.tellKept(ctx); err != nil {
		return err
	}
	if err := t.startBrokers(ctx); err != nil {
		return err
	}
	t.opts.Progress(fmt.Sprintf("%s ready after %.1f s", counted(n), time.Since(began).Seconds()))
	return t.findUsage(ctx)
}

// lay finds out what a cluster is to be made of, and touches nothing.
func (t *Target) lay(ctx context.Context, n int, zones []string) error {
	var err error
	if t.imageID, err = t.fetchImage(ctx, t.image); err != nil {
		return err
	}
	if t.host, err = dockerHost(ctx); err != nil {
		return fmt.Errorf("find Docker's address: %w", err)
	}
	ports, err := freePorts(2 * n)
	if err != nil {
		return err
	}
	t.cluster, t.zones = newClusterID(), zones
	t.brokers = newBrokers(n, zones, t.host, ports)
	t.exportMetrics(ports[n:])
	return nil
}

// startBrokers starts a cluster of this run and waits for it.
func (t *Target) startBrokers(ctx context.Context) error {
	if err := t.makeTier(ctx); err != nil {
		return err
	}
	t.opts.Progress(fmt.Sprintf("starting %s of %s", counted(len(t.brokers)), t.image))
	if err := t.runAll(ctx); err != nil {
		return err
	}
	if err := t.connectClients(); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, startWithin)
	defer cancel()
	return t.awaitCluster(ctx)
}

// runAll makes the network and starts every broker at once: they wait for each
// other.
func (t *Target) runAll(ctx context.Context) (err error) {
	if t.network, err = tcnetwork.New(ctx, tcnetwork.WithLabels(t.labels())); err != nil {
		return makeError("make a network", err)
	}
	if err := t.startS3(ctx); err != nil {
		return err
	}
	return t.each(t.brokers, func(b *broker) error { return t.run(ctx, b) })
}

// each does something to several brokers at once.
func (*Target) each(brokers []*broker, do func(*broker) error) error {
	errs := make([]error, len(brokers))
	var wg sync.WaitGroup
	for i, b := range brokers {
		wg.Go(func() { errs[i] = do(b) })
	}
	wg.Wait()
	return errors.Join(errs...)
}

// publishedOn is the address that ports are published on: only this machine's if
// Docker is on it.
func publishedOn(host string) netip.Addr {
	if addr, err := netip.ParseAddr(host); err == nil && addr.IsLoopback() {
		return addr
	}
	return netip.IPv4Unspecified()
}

// newClusterID is 16 random bytes, written as Kafka writes them.
func newClusterID() string {
	var id [16]byte
	rand.Read(id[:]) // does not fail
	return base64.RawURLEncoding.EncodeToString(id[:])
}

// clusterName is what people, and the names of containers, call a cluster.
func clusterName(cluster string) string {
	const enough = 4 // bytes
	id, err := base64.RawURLEncoding.DecodeString(cluster)
	if err != nil || len(id) < enough {
		return cluster
	}
	return hex.EncodeToString(id[:enough])
}

func counted(n int) string {
	if n == 1 {
		return "1 broker"
	}
	return fmt.Sprintf("%d brokers", n)
}
