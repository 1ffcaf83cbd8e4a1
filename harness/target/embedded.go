package target

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"strconv"
	"sync"
	"time"

	"github.com/twmb/franz-go/pkg/kfake"
	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/freshet-bench/freshet/results"
)

// EmbeddedCaveat is what every output about an embedded run says.
const EmbeddedCaveat = "kfake, a simulated Kafka inside this process: a protocol path, good for checking a scenario, never a broker figure"

const (
	defaultBrokers = 3
	// A segment on disk costs an open file once it was read, so few and large ones:
	// 100 GB is 1,600 files. In memory a segment grows by doubling, and copying a
	// large one stalls all brokers, so small ones.
	folderSegment = 64 << 20
	memorySegment = 1 << 20
	dialTimeout   = 10 * time.Second
	// kafkaMinSession is the least session timeout that Kafka allows unless told
	// otherwise.
	kafkaMinSession = 6 * time.Second
	// clusterID must be the one that kfake knows: a client tells it when it
	// connects, and is turned away with another.
	clusterID = "freshet-embedded"
	// virtualPort is where the ports of the virtual network begin.
	virtualPort = 9092
)

// EmbeddedOptions changes how the embedded target works. The zero value is what a
// run uses.
type EmbeddedOptions struct {
	// InMemory keeps the records in memory instead of a temporary folder: about
	// 1 GB per million records of 512 B.
	InMemory bool
	// Virtual carries the connections inside the process, in memory, so that a run
	// fits in a testing/synctest bubble. Start must then be called in the bubble.
	// It implies InMemory.
	Virtual bool
	// SegmentBytes is the size of a log segment; 0 = 64 MiB in a folder, 1 MiB in
	// memory.
	SegmentBytes int64
	// MinSession is the least session timeout that a classic group may ask for;
	// 0 = 6 s, as Kafka has it.
	MinSession time.Duration
	// ConsumerSession and ConsumerHeartbeat are the session timeout and heartbeat
	// interval of groups with protocol: consumer, where the broker sets them;
	// 0 = 45 s and 5 s.
	ConsumerSession, ConsumerHeartbeat time.Duration
	// Control is called with the started cluster before any client can reach it:
	// the place for a test to inject faults below the clients.
	Control func(*kfake.Cluster)
}

// Embedded returns a target that runs kfake inside this process, not yet started.
func Embedded(opts EmbeddedOptions) *EmbeddedTarget {
	opts.InMemory = opts.InMemory || opts.Virtual
	return &EmbeddedTarget{opts: opts}
}

// EmbeddedTarget is kfake inside this process: Kafka's protocol in milliseconds
// and without Docker. What it measures is this program, not a broker.
type EmbeddedTarget struct {
	opts    EmbeddedOptions
	network *kfake.VirtualNetwork // nil = loopback
	cluster *kfake.Cluster
	folder  *folder // nil = in memory
	valves  map[int32]*valve
	topics  *topicNames
	brokers []results.Broker
	log     brokerLog

	closing sync.Once
	mu      sync.Mutex
	closed  bool
}

var (
	_ Target        = (*EmbeddedTarget)(nil)
	_ BrokerStaller = (*EmbeddedTarget)(nil)
	_ DiskUser      = (*EmbeddedTarget)(nil)
	_ Failing       = (*EmbeddedTarget)(nil)
)

// errClosed answers questions to a target that is closed or was never started.
var errClosed = errors.New("embedded target is not running")

// Kind is embedded.
func (*EmbeddedTarget) Kind() string { return "embedded" }

// Start starts the brokers. It fails if the temporary folder cannot be made or has
// not 1.2 times the room that the run needs.
func (e *EmbeddedTarget) Start(ctx context.Context, needs Needs) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if e.cluster != nil {
		return errors.New("embedded target was started before")
	}
	var dir string
	if !e.opts.InMemory {
		f, err := newFolder(needs.TempDir, needs.DiskBytes)
		if err != nil {
			return fmt.Errorf("embedded target: %w", err)
		}
		e.folder, dir = f, f.data
	}
	if err := e.startCluster(cmp.Or(needs.Brokers, defaultBrokers), dir, needs.Session); err != nil {
		if e.folder != nil {
			err = errors.Join(err, e.folder.remove())
		}
		return fmt.Errorf("embedded target: start kfake: %w", err)
	}
	e.describe(needs.Zones)
	e.topics = newTopicNames()
	e.cluster.ControlKey(metadataKey, e.answerMetadata)
	e.cluster.ControlKey(createTopicsKey, e.topics.observe)
	if e.opts.Control != nil {
		e.opts.Control(e.cluster)
	}
	return nil
}

// startCluster starts n brokers behind valves, for groups whose sessions are as
// short as session.
func (e *EmbeddedTarget) startCluster(n int, dir string, session time.Duration) error {
	l := &valveListeners{listen: net.Listen}
	opts := []kfake.Opt{
		kfake.NumBrokers(n),
		kfake.ClusterID(clusterID),
		kfake.BrokerConfigs(e.brokerConfigs(session)),
		kfake.ListenFn(l.next),
		kfake.WithLogger(&e.log),
	}
	if e.opts.Virtual {
		e.network = new(kfake.VirtualNetwork)
		l.listen = e.network.Listen
		ports := make([]int, n)
		for i := range ports {
			ports[i] = virtualPort + i
		}
		opts = append(opts, kfake.Ports(ports...))
	}
	if dir != "" {
		opts = append(opts, kfake.DataDir(dir))
	}
	if least := cmp.Or(e.opts.MinSession, min(session, kafkaMinSession)); least > 0 {
		opts = append(opts, kfake.GroupMinSessionTimeout(least))
	}
	cluster, err := kfake.NewCluster(opts...)
	if err != nil {
		return err
	}
	e.cluster, e.valves = cluster, l.valves
	return nil
}

func (e *EmbeddedTarget) brokerConfigs(session time.Duration) map[string]string {
	segment := int64(folderSegment)
	if e.opts.InMemory {
		segment = memorySegment
	}
	configs := map[string]string{
		"log.segment.bytes": strconv.FormatInt(cmp.Or(e.opts.SegmentBytes, segment), 10),
	}
	if d := cmp.Or(e.opts.ConsumerSession, session); d > 0 {
		configs["group.consumer.session.timeout.ms"] = strconv.FormatInt(d.Milliseconds(), 10)
	}
	if d := cmp.Or(e.opts.ConsumerHeartbeat, Heartbeat(session)); d > 0 {
		configs["group.consumer.heartbeat.interval.ms"] = strconv.FormatInt(d.Milliseconds(), 10)
	}
	return configs
}

// describe notes the brokers, with the zones given round-robin.
func (e *EmbeddedTarget) describe(zones []string) {
	for i, addr := range e.cluster.ListenAddrs() {
		b := results.Broker{ID: int32(i), Addr: addr}
		if len(zones) > 0 {
			b.Zone = zones[i%len(zones)]
		}
		e.brokers = append(e.brokers, b)
	}
}

// Facts names kfake's and franz-go's versions, the brokers and the caveat.
func (e *EmbeddedTarget) Facts() results.Target {
	storage := "memory"
	if e.folder != nil {
		storage = "temporary folder"
	}
	return results.Target{
		Name:    "embedded",
		Kind:    e.Kind(),
		Caveat:  EmbeddedCaveat,
		Version: "kfake " + moduleVersion("github.com/twmb/franz-go/pkg/kfake"),
		Brokers: append([]results.Broker(nil), e.brokers...),
		Storage: storage,
		Client:  ClientVersion(),
	}
}

// Bootstrap is the address of every broker.
func (e *EmbeddedTarget) Bootstrap() []string {
	addrs := make([]string, 0, len(e.brokers))
	for _, b := range e.brokers {
		addrs = append(addrs, b.Addr)
	}
	return addrs
}

// Dial connects over loopback, or inside the process with Virtual.
func (e *EmbeddedTarget) Dial(ctx context.Context, network, addr string) (net.Conn, error) {
	if e.network != nil {
		return e.network.DialContext(ctx, network, addr)
	}
	d := net.Dialer{Timeout: dialTimeout}
	return d.DialContext(ctx, network, addr)
}

// ClientOpts is empty: no TLS, no authentication.
func (*EmbeddedTarget) ClientOpts() []kgo.Opt { return nil }

// DiskUsed is the folder with the records and its size now.
func (e *EmbeddedTarget) DiskUsed() (folder string, bytes int64, err error) {
	if e.folder == nil {
		return "", 0, nil
	}
	bytes, err = e.folder.used()
	return e.folder.path, bytes, err
}

// Failure is the first write of records to the folder that failed. kfake answers
// the producer UNKNOWN_SERVER_ERROR then and goes on.
func (e *EmbeddedTarget) Failure() error { return e.log.failure() }

// Close stops the brokers and removes the temporary folder.
func (e *EmbeddedTarget) Close() (err error) {
	e.closing.Do(func() {
		e.mu.Lock()
		e.closed = true
		e.mu.Unlock()
		if e.cluster != nil {
			e.cluster.Close()
		}
		if e.folder != nil {
			err = e.folder.remove()
		}
	})
	return err
}

// ask calls f with the running cluster; a closed kfake would never answer.
func (e *EmbeddedTarget) ask(f func(*kfake.Cluster) error) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.closed || e.cluster == nil {
		return errClosed
	}
	return f(e.cluster)
}
