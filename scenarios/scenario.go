// Package scenarios is the scenario language: its types, a strict parser that
// reports every problem with its place, the resolved form and the plan that show
// prints, and the shipped scenarios. It compiles a scenario to a workload.
package scenarios

import (
	"time"

	"github.com/freshet-bench/freshet/results/cost"
	"github.com/freshet-bench/freshet/results/measure"
)

// Scenario is a scenario as resolved: defaults filled in, --set and --scale
// applied, every name checked. Lists keep the order of the file.
type Scenario struct {
	Name     string
	About    string
	Duration time.Duration
	Warmup   time.Duration
	Seed     uint64
	Zones    []string
	// FetchFrom is FetchClosest or FetchLeader: for stages that do not say, and for
	// replays. It has no effect without zones.
	FetchFrom  string
	Population Population
	Topics     []Topic
	Sources    []Source
	Stages     []Stage
	Decisions  []Decision
	Timeline   []Entry
	Expect     []Expect
	// Presets are the names of the presets that its file has, in its order.
	Presets []string
	// Variants are what its file is varied into, in its order; of none of them unless
	// Variant says so.
	Variants []Variation
	// Variant is the name of the variant that this is; "" = the scenario as it stands.
	Variant string
	// Cost is how its cost is to be modelled; nil = as usual.
	Cost *cost.Setting
	// Drain is how long the run waits for what is in flight after the load.
	Drain time.Duration
	// Resolved is the scenario as YAML with every default filled in; it goes
	// into the run record and parses to the same Scenario.
	Resolved []byte
	// File is where it was read from, for messages; "shipped:NAME" if embedded.
	File string

	// traces is what Load has read; nil in a Scenario that was built otherwise.
	traces *traceFiles
}

// Population is who acts; see workload.Population.
type Population struct {
	Users uint64
	// ActiveOf names the source whose rate x gap is the active set.
	ActiveOf string
	Gap      time.Duration
	Session  time.Duration
	Tenants  Skew
	Items    Skew
}

// Skew is a count of things and how unevenly they are used.
type Skew struct {
	Count uint64
	Zipf  float64 // 0 = evenly
}

// Topic is a logical topic.
type Topic struct {
	Name        string
	Partitions  int32
	Replication int16
	// MinISR is how many replicas must have a record before a write with acks: all
	// is acknowledged; 0 = the default, see MinInSync.
	MinISR    int16
	Retention time.Duration // 0 = unlimited
	Compact   bool
	History   History
}

// History is what a topic holds before the run.
type History struct {
	Bytes int64
	Span  time.Duration
}

// Source generates events into a topic.
type Source struct {
	Name  string
	Topic string
	// Key is one or more attributes joined by '+', or "random".
	Key      []string
	Rate     float64 // events per second; 0 with a trace or batch
	Arrivals Arrivals
	Keys     *KeyTrace
	Size     Dist // bytes
	Schema   string
	// Compressibility is the share of the payload's filler that repeats, 0..1.
	Compressibility float64
	Client          Client
	LateShare       float64
	LateBy          Dist // seconds
	Duplicates      float64
	Deletes         float64
	Class           string // serving, analytics, background; default serving
	// Zone is where all of it stands; "" = its users are spread over all zones.
	Zone string
}

// Arrivals is how events are spread over time.
type Arrivals struct {
	Kind  string // even, poisson, batch, trace
	Batch int    // batch: events at once
	Every time.Duration
	Trace *CurveTrace
}

// CurveTrace is a CSV file of counts per bin or of timestamps.
type CurveTrace struct {
	File     string
	From, To string
	Speed    float64 // 300x: 300 seconds of the trace in one of the run
	Mean     float64 // events per second, mean over the run; 0 = as in the file
	Times    float64 // multiplies the file's counts; 1 with Mean
}

// KeyTrace is a JSONL file of keys and event types.
type KeyTrace struct {
	File string
	Key  string
	Type string
	Loop bool
}

// Dist is a constant, a log-normal by two quantiles or an exponential.
type Dist struct {
	Kind   string  // constant, lognormal, exp
	Median float64 // constant's value, log-normal's median, exponential's mean
	Sigma  float64
}

// Client is the settings of a producer or consumer.
type Client struct {
	Acks        string // all, 1, 0
	Linger      time.Duration
	Compression string // none, gzip, snappy, lz4, zstd
	Idempotent  bool   // default true with acks all
	BatchBytes  int32
	// InFlight is the credit of records that the client accepts ahead of
	// acknowledgements; default 10000.
	InFlight  int
	FetchWait time.Duration
}

// Stage is a consumer group that processes one or more topics.
type Stage struct {
	Name      string
	Class     string
	Reads     []string
	Writes    string // topic, or ""
	Serves    string // "user", or ""
	Members   int
	Work      Dist // seconds a record
	Emits     float64
	Objective time.Duration // 0 = none
	Commit    string        // before, after, transaction
	// Transaction counts with Commit transaction only.
	Transaction Transaction
	// Isolation is read-committed or read-uncommitted: whether the stage is given
	// records of transactions that are not, or never will be, committed.
	Isolation string
	Apply     string // newest, arrival
	// Key re-keys the output by an attribute; "" keeps the input's key.
	Key    string
	Group  Group
	Client Client
	Zone   string
	// FetchFrom is FetchClosest or FetchLeader: the scenario's unless it is given, ""
	// without zones.
	FetchFrom string
}

// The values of FetchFrom.
const (
	// FetchClosest has consumers say where they stand, so that a broker in another
	// zone can send them to a replica in theirs.
	FetchClosest = "closest"
	// FetchLeader has consumers read from partition leaders, wherever they are.
	FetchLeader = "leader"
)

// CommitTransaction is the value of Stage.Commit for output and offsets that are
// committed together, exactly once.
const CommitTransaction = "transaction"

// The values of Stage.Isolation.
const (
	ReadCommitted   = "read-committed"
	ReadUncommitted = "read-uncommitted"
)

// Transaction is how a stage with commit: transaction groups what it does.
type Transaction struct {
	// Every is how long a transaction goes on before it is committed.
	Every time.Duration
	// Timeout is how long it may be open before the broker aborts it.
	Timeout time.Duration
}

// Group is a stage's consumer group.
type Group struct {
	Protocol string // classic, consumer
	Static   bool
	Session  time.Duration
}

// Decision is a page view that asks a serving stage.
type Decision struct {
	Name      string
	Asks      string
	After     string
	Share     float64
	Think     Dist // seconds
	Tolerance time.Duration
	// Window is how long an event counts for the missed-signal rate; default
	// the population's session.
	Window time.Duration
}

// Entry is one entry of the timeline. Exactly one verb field is set.
type Entry struct {
	Name  string
	Verb  string
	At    time.Duration
	After string // "" = At counts
	For   time.Duration

	Burst     *Burst
	Reconnect *Reconnect
	Replay    *Replay
	Rebuild   *Rebuild
	Slow      *Slow
	Members   *Members // kill, stop, freeze of stage members
	Stall     *Stall
	Outage    *Outage // kill, restart of brokers
	Replace   *Replace
	Move      *Move
	Scale     *Scale
	Cut       *Cut
	Delay     *Delay
	Limit     *Limit

	// Line and Col are where its verb stands in the scenario file; 0 if it does not.
	Line, Col int
}

// Burst raises a source's rate.
type Burst struct {
	Source            string
	To                float64
	Ramp, Hold, Decay time.Duration
	FocusTenant       uint64
	FocusShare        float64
}

// Reconnect silences devices and lets them flush.
type Reconnect struct {
	Source  string
	Devices float64
	Silent  time.Duration
	Flush   time.Duration
}

// Replay has teams read a topic again.
type Replay struct {
	Topic string
	From  string // beginning
	Teams int
	Rate  float64 // records per second and team; 0 = max
}

// Rebuild has a stage read its inputs again.
type Rebuild struct {
	Stage string
	From  string // beginning
}

// Slow changes a stage's work.
type Slow struct {
	Stage string
	Work  Dist
}

// Members is how many members of a stage a verb takes.
type Members struct {
	Stage string
	Count int
}

// Stall stops one broker or all from answering; connections stay open.
type Stall struct {
	// Broker is "all", "controller", a node id, or "leader of TOPIC/PARTITION".
	Broker string
}

// Outage ends one broker or all: kill without a word, restart politely.
type Outage struct {
	// Broker is as in Stall.
	Broker string
}

// Expect is one expectation.
type Expect struct {
	measure.Expectation
	// Samples is the least number of samples below which the verdict is
	// unknown; 0 = the default for the statistic.
	Samples int64
	// Abort ends the run once the expectation can no longer hold.
	Abort bool
	Line  int // in the scenario file
}
