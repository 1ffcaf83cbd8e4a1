package containers

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"net"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/moby/moby/api/types/container"
	"github.com/moby/moby/api/types/network"
	"github.com/testcontainers/testcontainers-go"
	tcnetwork "github.com/testcontainers/testcontainers-go/network"

	"github.com/freshet-bench/freshet/harness/target"
)

const (
	// externalPort is where a broker listens for clients outside of its network.
	externalPort = 19092
	// maxControllers is how many brokers of a larger cluster are controllers too.
	maxControllers = 3
	// internalPartitions is of the topics that Kafka makes for itself: its default
	// of 50 costs a small machine seconds, and a run has a handful of groups.
	internalPartitions = 6
	loopback           = "127.0.0.1"
	// What Kafka allows at least unless told otherwise.
	classicMinSession    = 6 * time.Second
	consumerMinSession   = 45 * time.Second
	consumerMinHeartbeat = 5 * time.Second
)

// broker is one broker and its container.
type broker struct {
	id   int32
	rack string
	port int // on Docker's machine; kept over restarts
	// metricsPort is where the agent's page is, if there is one; kept over restarts too.
	metricsPort int
	addr        string // as clients here reach it
	// controls is true for the static voters of the quorum: the first brokers that
	// were started.
	controls bool

	container string    // id, under the target's mu
	answered  time.Time // when it was first heard of after it was away, under the target's mu
	starts    int       // how often it or its network was started, under the target's mu
	life      life      // as last looked up, by whoever samples usage

	stalls int  // under the target's mu
	down   bool // under the target's mu
}

func (b *broker) alias() string { return "kafka" + strconv.Itoa(int(b.id)) }

// newBrokers lays out n brokers, with the zones as racks round-robin.
func newBrokers(n int, zones []string, host string, ports []int) []*broker {
	brokers := make([]*broker, n)
	for i := range brokers {
		brokers[i] = newBroker(int32(i+1), zones, host, ports[i])
		brokers[i].controls = i < maxControllers
	}
	return brokers
}

func newBroker(id int32, zones []string, host string, port int) *broker {
	b := &broker{id: id, port: port, addr: net.JoinHostPort(host, strconv.Itoa(port))}
	if len(zones) > 0 {
		b.rack = zones[int(id-1)%len(zones)]
	}
	return b
}

func controllers(brokers []*broker) []*broker {
	return slices.DeleteFunc(slices.Clone(brokers), func(b *broker) bool { return !b.controls })
}

// voters is the static quorum: the first brokers, which are controllers too.
func voters(brokers []*broker) string {
	var list []string
	for _, b := range controllers(brokers) {
		list = append(list, fmt.Sprintf("%d@%s:9093", b.id, b.alias()))
	}
	return strings.Join(list, ",")
}

// environment is a broker's settings. The image takes either its own defaults or
// a full set, so this is the full set.
func (t *Target) environment(b *broker) map[string]string {
	roles, listeners := "broker", "INTERNAL://:9092,EXTERNAL://:"+strconv.Itoa(externalPort)
	if b.controls {
		roles, listeners = "broker,controller", listeners+",CONTROLLER://:9093"
	}
	brokers := t.all()
	copies := len(controllers(brokers)) // at most 3
	replicas, inSync := strconv.Itoa(copies), strconv.Itoa(max(copies-1, 1))
	env := map[string]string{
		"CLUSTER_ID":                           t.cluster,
		"KAFKA_NODE_ID":                        strconv.Itoa(int(b.id)),
		"KAFKA_PROCESS_ROLES":                  roles,
		"KAFKA_LISTENERS":                      listeners,
		"KAFKA_ADVERTISED_LISTENERS":           fmt.Sprintf("INTERNAL://%s:9092,EXTERNAL://%s", b.alias(), b.addr),
		"KAFKA_LISTENER_SECURITY_PROTOCOL_MAP": "INTERNAL:PLAINTEXT,EXTERNAL:PLAINTEXT,CONTROLLER:PLAINTEXT",
		"KAFKA_INTER_BROKER_LISTENER_NAME":     "INTERNAL",
		"KAFKA_CONTROLLER_LISTENER_NAMES":      "CONTROLLER",
		"KAFKA_CONTROLLER_QUORUM_VOTERS":       voters(brokers),
		"KAFKA_LOG_DIRS":                       "/var/lib/kafka/data",
		"KAFKA_AUTO_CREATE_TOPICS_ENABLE":      "false",
		// A group starts when its members are there, not seconds after the first.
		"KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS":                 "0",
		"KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR":                 replicas,
		"KAFKA_OFFSETS_TOPIC_NUM_PARTITIONS":                     strconv.Itoa(internalPartitions),
		"KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR":         replicas,
		"KAFKA_TRANSACTION_STATE_LOG_MIN_ISR":                    inSync,
		"KAFKA_TRANSACTION_STATE_LOG_NUM_PARTITIONS":             strconv.Itoa(internalPartitions),
		"KAFKA_SHARE_COORDINATOR_STATE_TOPIC_REPLICATION_FACTOR": replicas,
		"KAFKA_SHARE_COORDINATOR_STATE_TOPIC_MIN_ISR":            inSync,
		"KAFKA_SHARE_COORDINATOR_STATE_TOPIC_NUM_PARTITIONS":     strconv.Itoa(internalPartitions),
	}
	if b.rack != "" {
		env["KAFKA_BROKER_RACK"] = b.rack
		env["KAFKA_REPLICA_SELECTOR_CLASS"] = "org.apache.kafka.common.replica.RackAwareReplicaSelector"
	}
	if t.preset.Name == Tiered {
		maps.Copy(env, t.tierEnvironment(copies))
	}
	maps.Copy(env, sessions(t.session))
	maps.Copy(env, t.opts.Env)
	t.addAgent(env)
	return env
}

// published is the ports of the container that are reached from outside, and where.
func (b *broker) published(bind netip.Addr, inside int) (exposed []string, bindings network.PortMap, err error) {
	bindings = network.PortMap{}
	for within, outside := range map[int]int{inside: b.port, metricsPort: b.metricsPort} {
		if outside == 0 {
			continue
		}
		port, err := network.ParsePort(strconv.Itoa(within) + "/tcp")
		if err != nil {
			return nil, nil, err
		}
		exposed = append(exposed, port.String())
		bindings[port] = []network.PortBinding{{HostIP: bind, HostPort: strconv.Itoa(outside)}}
	}
	return exposed, bindings, nil
}

// brokerLabels are those of a broker's container. From them another run learns what
// it has to know of a cluster that is kept.
func (t *Target) brokerLabels(b *broker) map[string]string {
	labels := t.labels()
	labels[labelBroker], labels[labelPort] = strconv.Itoa(int(b.id)), strconv.Itoa(b.port)
	if b.metricsPort != 0 {
		labels[labelMetricsPort] = strconv.Itoa(b.metricsPort)
	}
	return labels
}

// sessions are the settings by which brokers let groups have sessions as short as
// this. A group with the consumer protocol that does not say has it too.
func sessions(shortest time.Duration) map[string]string {
	if shortest == 0 {
		return nil
	}
	millis := func(d time.Duration) string { return strconv.FormatInt(d.Milliseconds(), 10) }
	return map[string]string{
		"KAFKA_GROUP_MIN_SESSION_TIMEOUT_MS":             millis(min(shortest, classicMinSession)),
		"KAFKA_GROUP_CONSUMER_SESSION_TIMEOUT_MS":        millis(shortest),
		"KAFKA_GROUP_CONSUMER_MIN_SESSION_TIMEOUT_MS":    millis(min(shortest, consumerMinSession)),
		"KAFKA_GROUP_CONSUMER_HEARTBEAT_INTERVAL_MS":     millis(target.Heartbeat(shortest)),
		"KAFKA_GROUP_CONSUMER_MIN_HEARTBEAT_INTERVAL_MS": millis(min(target.Heartbeat(shortest), consumerMinHeartbeat)),
	}
}

// configured is a broker's environment and its command; none = the image's own.
func (t *Target) configured(b *broker) (env map[string]string, command []string, err error) {
	if t.preset.Name == AutoMQ {
		command, err = t.automqCommand(b)
		return t.automqEnvironment(), command, err
	}
	if t.opts.Custom != nil {
		env, command = t.customConfigured(b)
		return env, command, nil
	}
	return t.environment(b), nil, nil
}

// run makes the broker's container and starts it.
func (t *Target) run(ctx context.Context, b *broker) error {
	labels := t.brokerLabels(b)
	exposed, bindings, err := b.published(publishedOn(t.host), t.insidePort())
	if err != nil {
		return err
	}
	files, err := t.opts.Tier.files()
	if err != nil {
		return err
	}
	env, command, err := t.configured(b)
	if err != nil {
		return err
	}
	made, err := testcontainers.Run(ctx, t.image,
		testcontainers.WithLogger(quiet),
		testcontainers.WithName("freshet-"+cmp.Or(labels[labelPID], "0")+"-"+clusterName(t.cluster)+"-"+b.alias()),
		testcontainers.WithEnv(env),
		testcontainers.WithCmd(command...), // none = the image's own
		testcontainers.WithLabels(labels),
		testcontainers.WithExposedPorts(exposed...),
		testcontainers.WithFiles(append(files, t.agentFiles()...)...),
		testcontainers.WithHostConfigModifier(func(h *container.HostConfig) {
			h.PortBindings, h.Binds = bindings, t.tierBinds()
		}),
		tcnetwork.WithNetwork([]string{b.alias()}, t.network),
	)
	if err != nil {
		return makeError(fmt.Sprintf("start broker %d", b.id), err)
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	b.container = made.GetContainerID()
	b.starts++
	return nil
}
