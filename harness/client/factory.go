// Package client makes the Kafka clients of a run: one factory for all roles, so
// that each is named, placed in its zone, dialled through its gate and counted.
package client

import (
	"context"
	"fmt"
	"net"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/freshet-bench/freshet/harness/target"
)

// How clients find their way after a leader moved. The library's defaults (5 s
// between metadata requests, backoff from 250 ms to 5 s) would dominate every
// failover that a run measures: seconds instead of tens of milliseconds.
const (
	metadataMinAge = 250 * time.Millisecond
	retryBackoff   = 100 * time.Millisecond
	// A consumer that was sent to the replica in its zone stays with it also when that
	// broker is gone, until it asks the leader again; the library does so after 30
	// minutes. (Java's client asks as soon as a fetch fails.) It costs an empty fetch.
	replicaRecheck = time.Second
)

// Factory makes clients of one target. It is safe for concurrent use.
type Factory struct {
	target target.Target
	meter  *Meter
	paths  map[string]*Path // by the name of a source or a stage
}

// New returns a factory for a started target. With a nil meter nothing is counted.
func New(t target.Target, m *Meter) *Factory {
	if m != nil {
		m.learn(t.Facts().Brokers)
	}
	return &Factory{target: t, meter: m, paths: map[string]*Path{}}
}

// Over leads the clients of a source or a stage over a path of their own, those
// that are made from now on. It is not for concurrent use with New.
func (f *Factory) Over(name string) *Path {
	if f.paths[name] == nil {
		f.paths[name] = NewPath()
	}
	return f.paths[name]
}

// path is the one that a role's clients take; nil = none in particular.
func (f *Factory) path(role Role) *Path {
	if role.Kind != KindSource && role.Kind != KindStage {
		return nil
	}
	return f.paths[role.Name]
}

// New makes a client for a role. Its connections go through the gate, which may be
// nil; opts come last and win. The client is not yet connected.
func (f *Factory) New(role Role, gate *Gate, opts ...kgo.Opt) (*kgo.Client, error) {
	cl, err := kgo.NewClient(f.opts(role, gate, opts)...)
	if err != nil {
		return nil, fmt.Errorf("client %s: %w", role, err)
	}
	return cl, nil
}

// NewSession is New for a client that consumes in a group and produces in
// transactions; opts name both.
func (f *Factory) NewSession(role Role, gate *Gate, opts ...kgo.Opt) (*kgo.GroupTransactSession, error) {
	s, err := kgo.NewGroupTransactSession(f.opts(role, gate, opts)...)
	if err != nil {
		return nil, fmt.Errorf("client %s: %w", role, err)
	}
	return s, nil
}

// opts is what every client of the run has, and then its own.
func (f *Factory) opts(role Role, gate *Gate, own []kgo.Opt) []kgo.Opt {
	all := []kgo.Opt{
		kgo.SeedBrokers(f.target.Bootstrap()...),
		kgo.ClientID("freshet-" + role.String()),
		kgo.Dialer(gate.dialer(f.path(role).dialer(f.target.Dial))),
		kgo.WithContext(gate.context()),
		kgo.MetadataMinAge(metadataMinAge),
		kgo.RetryBackoffFn(func(int) time.Duration { return retryBackoff }),
		// The target was asked before the run, so a connection that ends before its
		// first answer is a broker that goes down or comes up, and no wrong setting:
		// without this the client gives up records of that moment.
		kgo.AlwaysRetryEOF(),
		// The client's own telemetry would be traffic that no scenario asked for.
		kgo.DisableClientMetrics(),
	}
	if role.Zone != "" {
		all = append(all, kgo.Rack(role.Zone), kgo.RecheckPreferredReplicaInterval(replicaRecheck))
	}
	if f.meter != nil && role.metered() {
		all = append(all, kgo.WithHooks(f.meter.hook(role)))
	}
	all = append(all, f.target.ClientOpts()...)
	return append(all, own...)
}

// dialFunc opens a connection, as target.Target.Dial does.
type dialFunc func(ctx context.Context, network, addr string) (net.Conn, error)
