// Package external is the target that somebody else operates: any cluster that
// speaks Kafka's protocol, reached by its bootstrap servers. Freshet makes topics and
// groups under its own prefix there, and removes them.
package external

import (
	"context"
	"errors"
	"fmt"
	"net"
	"slices"
	"sync"

	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/freshet-bench/freshet/harness/clientconfig"
	"github.com/freshet-bench/freshet/harness/target"
	"github.com/freshet-bench/freshet/results"
)

const (
	// Kind is the kind of this target.
	Kind = "external"
	// Caveat is what every output about a run on an external cluster says.
	Caveat = "others may use the cluster at the same time"
	// Prefix begins the name of everything that runs make on a cluster.
	Prefix = "freshet-"
)

// Options says which cluster and how it is reached.
type Options struct {
	// Name is what the target is called in records; "" = external.
	Name string
	// Bootstrap is addresses of brokers, host:port; one at least.
	Bootstrap []string
	// Security is how connections are protected and who they are.
	Security clientconfig.Security
	// Keep leaves topics and groups on the cluster after the run.
	Keep bool
	// Progress is told what is found and what will be made, a line at a time; nil =
	// nobody.
	Progress func(line string)
}

// Target is a cluster that is there already. The zero Target can be asked what it
// can do, not started.
type Target struct {
	opts    Options
	needs   target.Needs
	kafka   *kgo.Client
	admin   *kadm.Client
	cluster cluster
	started bool

	mu     sync.Mutex
	made   []string // topics, created or asked for
	closed bool
}

var (
	_ target.Target       = (*Target)(nil)
	_ target.BrokerFinder = (*Target)(nil)
)

// New returns a target that is not yet started. An error is an address that is
// none.
func New(opts Options) (*Target, error) {
	if len(opts.Bootstrap) == 0 {
		return nil, errors.New("the external target needs the address of a broker, host:port")
	}
	for _, addr := range opts.Bootstrap {
		if host, port, err := net.SplitHostPort(addr); err != nil || host == "" || port == "" {
			return nil, fmt.Errorf("%q is no address of a broker: expected host:port", addr)
		}
	}
	if opts.Progress == nil {
		opts.Progress = func(string) {}
	}
	if opts.Name == "" {
		opts.Name = Kind
	}
	return &Target{opts: opts}, nil
}

// Kind is external.
func (*Target) Kind() string { return Kind }

// Facts describes the cluster as it was at the start.
func (t *Target) Facts() results.Target {
	facts := results.Target{
		Name: t.opts.Name, Kind: Kind, Caveat: Caveat,
		Version: t.cluster.version, Client: target.ClientVersion(),
		Settings: []string{"security.protocol=" + t.opts.Security.Protocol()},
	}
	if m := t.opts.Security.Mechanism(); m != "" {
		facts.Settings = append(facts.Settings, "sasl.mechanism="+m)
	}
	for _, b := range t.cluster.brokers {
		facts.Brokers = append(facts.Brokers, results.Broker{ID: b.id, Zone: b.rack, Addr: b.addr})
	}
	return facts
}

// Bootstrap is the addresses that the target was given.
func (t *Target) Bootstrap() []string { return slices.Clone(t.opts.Bootstrap) }

// Dial connects to a broker, with TLS where the cluster has it.
func (t *Target) Dial(ctx context.Context, network, addr string) (net.Conn, error) {
	return dial(ctx, t.opts.Security, network, addr)
}

// ClientOpts is the authentication.
func (t *Target) ClientOpts() []kgo.Opt {
	if t.opts.Security.SASL == nil {
		return nil
	}
	return []kgo.Opt{kgo.SASL(t.opts.Security.SASL)}
}

// Leader is the broker that leads a partition now.
func (t *Target) Leader(ctx context.Context, topic string, partition int32) (int32, error) {
	found, err := t.admin.ListTopics(ctx, topic)
	if err != nil {
		return 0, fmt.Errorf("find the leader of %s/%d: %w", topic, partition, err)
	}
	p, ok := found[topic].Partitions[partition]
	if !ok || p.Leader < 0 {
		return 0, fmt.Errorf("%s/%d has no leader now", topic, partition)
	}
	return p.Leader, nil
}

// Controller is the cluster's active controller, or the broker that answers for it.
func (t *Target) Controller(ctx context.Context) (int32, error) {
	meta, err := t.admin.BrokerMetadata(ctx)
	if err != nil {
		return 0, fmt.Errorf("find the controller: %w", err)
	}
	if meta.Controller < 0 {
		return 0, errors.New("the cluster has no controller now")
	}
	return meta.Controller, nil
}

// BrokerIDs are the brokers that the cluster had at the start.
func (t *Target) BrokerIDs() []int32 {
	ids := make([]int32, 0, len(t.cluster.brokers))
	for _, b := range t.cluster.brokers {
		ids = append(ids, b.id)
	}
	return ids
}
