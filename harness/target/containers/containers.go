// Package containers is the target that runs Apache Kafka, or what speaks its
// protocol, in Docker on this machine: a cluster of its own for each run, removed
// after it.
package containers

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"slices"
	"sync"
	"time"

	"github.com/moby/moby/client"
	"github.com/testcontainers/testcontainers-go"
	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/freshet-bench/freshet/harness/hook"
	"github.com/freshet-bench/freshet/harness/target"
	"github.com/freshet-bench/freshet/results"
)

const (
	// Caveat is what every output about a run on containers says.
	Caveat = "all brokers share this machine's disks and cores"
	// DefaultImage is Kafka's official image.
	DefaultImage = "apache/kafka:4.3.1"
	// ImageVariable is the environment variable that names another image.
	ImageVariable = "FRESHET_KAFKA_IMAGE"
	// DefaultBrokers is how many brokers there are unless somebody asks for others.
	DefaultBrokers = 3

	dialTimeout = 10 * time.Second
)

// Sizes are the numbers of brokers that a cluster can have.
func Sizes() []int { return []int{1, 3, 5} }

// Options changes the cluster. The zero value is three brokers of DefaultImage.
type Options struct {
	// Preset is what kind of cluster it is, one of Presets; "" = Kafka.
	Preset string
	// Tier is the remote storage of the preset Tiered.
	Tier Tier
	// Brokers is how many brokers to start: 1, 3 or 5; 0 = DefaultBrokers.
	Brokers int
	// Image is what to start; "" = what FRESHET_KAFKA_IMAGE says, or DefaultImage.
	// It must be laid out as Kafka's official image; of the preset AutoMQ as AutoMQ's, by
	// default what FRESHET_AUTOMQ_IMAGE says, or DefaultAutoMQImage.
	Image string
	// S3Image is the object store beside AutoMQ, MinIO; "" = what FRESHET_S3_IMAGE says,
	// or DefaultS3Image.
	S3Image string
	// Env is further environment of every broker, as KAFKA_HEAP_OPTS or
	// KAFKA_BROKER_SESSION_TIMEOUT_MS; it wins over what the target sets.
	Env map[string]string
	// JMX makes every broker export metrics, which a run then scrapes: a JMX exporter's
	// agent (jmx_prometheus_javaagent.jar), as a file of this machine or ImageAgent for
	// the image's own; "" = none, as an agent costs the broker some CPU.
	JMX string
	// Custom is for an image that is not laid out as Kafka's; it goes with no preset and
	// not with JMX. nil = it is.
	Custom *Custom
	// Reuse keeps the cluster after the run for the next one with the same settings
	// that has Reuse too, and takes such a cluster if there is one that is free and
	// healthy. A cluster whose brokers the run killed, restarted, cut off, replaced or
	// scaled is not kept.
	Reuse bool
	// Progress is told how the start gets on, a line at a time; nil = nobody.
	Progress func(line string)
}

// Target is Kafka in containers.
type Target struct {
	opts    Options
	preset  Preset
	image   string
	imageID string
	cluster string        // id of the cluster, and of the run in labels
	session time.Duration // the shortest of the run's groups; 0 = none asks
	docker  *client.Client
	zones   []string
	host    string // of Docker, as clients here reach it
	network *testcontainers.DockerNetwork
	kafka   *kgo.Client
	admin   *kadm.Client

	faults, growing bool // the run takes brokers away, or adds some

	s3         *s3Server        // nil = there is none
	tierVolume string           // stands for the remote store; "" = there is none
	tierPath   string           // the class path of the remote storage
	uploads    map[string]int64 // bytes of a segment, by topics with a remote tier

	local bool // the brokers' files under /proc and /sys are this machine's
	cores int  // of this machine, if so

	kept keeping

	closing sync.Once
	mu      sync.Mutex // guards what follows, and what is said of it in broker
	brokers []*broker  // ascending by id, which counts from 1
	failed  error
}

var (
	_ target.Target           = (*Target)(nil)
	_ target.BrokerStaller    = (*Target)(nil)
	_ target.BrokerKiller     = (*Target)(nil)
	_ target.BrokerReplacer   = (*Target)(nil)
	_ target.BrokerScaler     = (*Target)(nil)
	_ target.NetworkCutter    = (*Target)(nil)
	_ target.Resizable        = (*Target)(nil)
	_ target.Weigher          = (*Target)(nil)
	_ target.InterfaceCounter = (*Target)(nil)
	_ target.Failing          = (*Target)(nil)
	_ target.Sized            = (*Target)(nil)
	_ target.UsageMeter       = (*Target)(nil)
)

// New returns a target that is not yet started.
func New(opts Options) *Target {
	preset := presetNamed(opts.Preset)
	if opts.Custom != nil {
		preset = Preset{Storage: "the containers of the brokers", Limits: []string{sameMachine}}
	}
	image := cmp.Or(opts.Image, os.Getenv(preset.variable), preset.image)
	if opts.Progress == nil {
		opts.Progress = func(string) {}
	}
	return &Target{opts: opts, preset: preset, image: image}
}

// Kind is containers.
func (*Target) Kind() string { return "containers" }

// Size is how many brokers there will be, unless the needs of the run say otherwise.
func (t *Target) Size() int { return cmp.Or(t.opts.Brokers, DefaultBrokers) }

// all are the brokers that there are now.
func (t *Target) all() []*broker {
	t.mu.Lock()
	defer t.mu.Unlock()
	return slices.Clone(t.brokers)
}

// containerOf is a broker's container now: it is another after a replacement.
func (t *Target) containerOf(b *broker) string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return b.container
}

// Facts names the image, the brokers with their racks, and the caveat.
func (t *Target) Facts() results.Target {
	facts := results.Target{
		Reused: t.reused(),
		Name:   cmp.Or(t.opts.Preset, t.Kind()), Kind: t.Kind(), Caveat: Caveat,
		Version: t.image + " " + t.imageID,
		Storage: t.preset.Storage, StorageModel: t.preset.Model, Replication: t.preset.Replication, Limits: t.preset.Limits,
		Client: target.ClientVersion(), SharedCores: t.cores,
	}
	for _, b := range t.all() {
		facts.Brokers = append(facts.Brokers, results.Broker{ID: b.id, Zone: b.rack, Addr: b.addr})
	}
	for name, value := range t.opts.Env {
		facts.Settings = append(facts.Settings, name+"="+hook.Shown(name, value))
	}
	slices.Sort(facts.Settings)
	switch t.preset.Name {
	case Tiered:
		facts.Settings = append(facts.Settings, t.tierSettings()...)
		if class := t.opts.Tier.class(); class != LocalTierClass {
			facts.Storage = "a Docker volume for each broker, and the remote store of " + class
			facts.Limits = []string{sameMachine, "what the remote store is asked for, and its bytes, are not measured"}
		}
	case AutoMQ:
		if _, given := t.opts.Env[balancerVariable]; !given {
			facts.Settings = append(facts.Settings, fmt.Sprintf("autobalancer.controller.enable=%t", t.growing))
		}
		if t.s3 != nil {
			facts.Storage += ": " + t.s3.image + " " + t.s3.id
		}
	}
	return facts
}

// Bootstrap is the address of every broker.
func (t *Target) Bootstrap() []string {
	var addrs []string
	for _, b := range t.all() {
		addrs = append(addrs, b.addr)
	}
	return addrs
}

// Dial connects to a port that Docker publishes on its machine.
func (*Target) Dial(ctx context.Context, network, addr string) (net.Conn, error) {
	d := net.Dialer{Timeout: dialTimeout}
	return d.DialContext(ctx, network, addr)
}

// ClientOpts is empty: no TLS, no authentication.
func (*Target) ClientOpts() []kgo.Opt { return nil }

// Failure is the first thing that went wrong in the background: a stalled broker
// that could not be let go.
func (t *Target) Failure() error {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.failed
}

// Close removes the containers, their volumes and the network, unless they are kept
// for the next run.
func (t *Target) Close() (err error) {
	t.closing.Do(func() {
		if t.docker == nil {
			return
		}
		if !t.keeps() {
			err = t.remove()
		}
		if t.kafka != nil {
			t.kafka.Close()
		}
		if t.s3 != nil {
			t.s3.client.CloseIdleConnections()
		}
		err = errors.Join(err, t.docker.Close())
	})
	return err
}

// keeps reports whether the cluster stays for the next run, and says so.
func (t *Target) keeps() bool {
	if t.kept.lease == "" || !t.kept.whole {
		return false
	}
	name := clusterName(t.cluster)
	if err := t.keep(context.Background()); err != nil {
		t.opts.Progress(fmt.Sprintf("cluster %s is removed and not kept: %s", name, firstLine(err)))
		return false
	}
	t.opts.Progress(fmt.Sprintf("cluster %s is kept for the next run with the same settings and --reuse; freshet clean removes it", name))
	return true
}

// remove takes away all that the target made in Docker.
func (t *Target) remove() error {
	ctx, cancel := context.WithTimeout(context.Background(), removeWithin)
	defer cancel()
	if _, err := remove(ctx, t.docker, belongingTo(t.cluster)); err != nil {
		return fmt.Errorf("remove what the run made in Docker: %w", err)
	}
	return nil
}
