// Package target is what a run loads: a Kafka-compatible cluster that can be
// started, described, dialled and given topics. What only some targets can do
// (stalling a broker, telling the disk in use) is a small capability of its own,
// found by a type assertion.
package target

import (
	"context"
	"net"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/freshet-bench/freshet/results"
)

// Target is a cluster to load. The order of calls is Start, any number of
// Prepare, Close; Bootstrap, Dial, ClientOpts and Facts are for the time between
// Start and Close and safe for concurrent use.
type Target interface {
	// Kind is embedded, containers or external.
	Kind() string
	// Start makes the target ready for clients. An error says what is missing, in
	// one line; after it the target holds nothing and needs no Close.
	Start(ctx context.Context, needs Needs) error
	// Facts describes the target for the run record.
	Facts() results.Target
	// Bootstrap is the addresses (host:port) of the brokers to start with.
	Bootstrap() []string
	// Dial opens a connection to a broker's address.
	Dial(ctx context.Context, network, addr string) (net.Conn, error)
	// ClientOpts is what every client of this target needs besides Bootstrap and
	// Dial: TLS is in Dial, so this is authentication and version limits.
	ClientOpts() []kgo.Opt
	// Prepare creates topics, spreads their leaders evenly over the brokers where
	// the target leaves that to its clients, and returns when every partition has
	// a leader. A topic that exists already is an error.
	Prepare(ctx context.Context, topics []Topic) error
	// Close stops the target and removes what Start and Prepare made. Closing
	// twice is not an error.
	Close() error
}

// Needs is what a run asks of its target.
type Needs struct {
	// Brokers is how many brokers to start; 0 = the target's default. A target
	// that is there already ignores it.
	Brokers int
	// Replication is the most replicas that a topic of the run has; 0 = unknown.
	Replication int16
	// Zones are given to the brokers round-robin; none = no zones.
	Zones []string
	// DiskBytes is an estimate of what the topics will take, over all replicas
	// that the target really keeps; 0 = unknown.
	DiskBytes int64
	// Session is the shortest session timeout that a consumer group asks for; 0 =
	// none asks. A target that starts brokers has them allow it, and use it where
	// brokers decide (the consumer protocol, KIP-848).
	Session time.Duration
	// Faults is true if the run takes brokers away: by a death, a restart, a
	// replacement, a stall or a cut.
	Faults bool
	// Growing is true if the run adds brokers.
	Growing bool
	// TempDir is where a target that stores data puts its folder; "" = the
	// system's temporary folder.
	TempDir string
	// Prefix begins the name of every topic, group and transactional id of the run.
	Prefix string
	// Topics are what Prepare will be asked for.
	Topics []Topic
	// Groups are the consumer groups that the run will have.
	Groups []string
	// Records is an estimate of how many records will be written, history included.
	Records int64
	// Uses is what the run asks of the protocol.
	Uses Uses
}

// Uses is what a run asks of the protocol beyond writing, reading and classic
// groups.
type Uses struct {
	Idempotent     bool // idempotent producers
	Transactions   bool
	ConsumerGroups bool // the consumer protocol (KIP-848)
	StaticMembers  bool
	Zstd           bool // compression
}

// sessionHeartbeats is how many heartbeats a session of the consumer protocol has,
// as in Kafka's defaults of 45 s and 5 s.
const sessionHeartbeats = 9

// Heartbeat is the heartbeat interval that goes with a session timeout of a group
// with the consumer protocol, where brokers set both.
func Heartbeat(session time.Duration) time.Duration { return session / sessionHeartbeats }

// Topic is a topic to create, under its physical name.
type Topic struct {
	Name        string
	Partitions  int32
	Replication int16
	// MinISR is how many replicas must have a record before a write with acks=all
	// is acknowledged; 0 = the target's default. Targets that do not replicate
	// ignore it.
	MinISR int16
	// Compact keeps the last record of each key (cleanup.policy=compact).
	Compact bool
	// Retention is how long records are kept; 0 = for ever.
	Retention time.Duration
	// History is how many bytes it is filled with before the load, uncompressed and
	// over all partitions.
	History int64
	// Configs are further topic settings; they win over Compact and Retention.
	Configs map[string]string
}

// Sized is a target that knows before its start how many brokers it will have.
type Sized interface {
	Size() int
}

// BrokerFinder is a target whose brokers can be told apart.
type BrokerFinder interface {
	// Leader is the broker that leads a partition now.
	Leader(ctx context.Context, topic string, partition int32) (int32, error)
	// Controller is the cluster's active controller.
	Controller(ctx context.Context) (int32, error)
	// BrokerIDs are all brokers, ascending, whether they answer or not.
	BrokerIDs() []int32
}

// BrokerStaller is a target whose brokers can be made to hang: connections stay
// open, new ones are accepted, and nothing is read from or written to them.
type BrokerStaller interface {
	BrokerFinder
	// Stall hangs the brokers until release is called. All of them hang, and all
	// come back, at one instant, or as near to it as the target can. Stalls may
	// overlap: a broker answers again when the last of its stalls is released.
	// Releasing twice does nothing.
	Stall(ctx context.Context, brokers []int32) (release func(), err error)
}

// BrokerKiller is a target whose brokers can be ended and started again.
type BrokerKiller interface {
	BrokerFinder
	// Kill ends the brokers at once and without a word, as kill -9 does. start
	// brings them back with the data that they had, and returns when each answers
	// clients.
	Kill(ctx context.Context, brokers []int32) (start func(context.Context) error, err error)
	// Restart stops the brokers politely, starts them with the data that they had,
	// and returns when each answers clients.
	Restart(ctx context.Context, brokers []int32) error
	// AwaitInSync returns when every replica of every partition is in sync.
	AwaitInSync(ctx context.Context) error
}

// UsageMeter is a target that can tell what each of its brokers uses.
type UsageMeter interface {
	// Usage samples every broker that runs, with At not set; one that is down has no
	// line, one that cannot be sampled a line that says why. It may take as long as
	// UsageEvery, and is called by one goroutine at a time.
	Usage(ctx context.Context) []results.UsageLine
	// UsageEvery is how far apart samples are to be taken, so that they do not
	// disturb.
	UsageEvery() time.Duration
}

// Scraped is a target whose brokers export metrics over HTTP.
type Scraped interface {
	// MetricsPages are URLs of pages in Prometheus's text format, by the broker's
	// name; none = there are no such pages. It is for the time after Start.
	MetricsPages() map[string][]string
}

// DiskUser is a target that keeps its data in a folder of this machine.
type DiskUser interface {
	// DiskUsed is the folder and how many bytes it holds now; "" if nothing is kept
	// on disk.
	DiskUsed() (folder string, bytes int64, err error)
}

// Failing is a target that can tell that it broke: a full disk, say.
type Failing interface {
	// Failure is the first thing that went wrong inside the target, or nil.
	Failure() error
}
