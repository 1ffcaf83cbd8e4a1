// Package results is the run record and everything that is derived from it:
// segments, the ledger's arithmetic, measures, checks and verdicts. It knows
// neither Kafka nor HTML. docs/run-record.md describes the files.
package results

import "time"

// Format is the version of the run record's files; Definitions that of what the
// measures mean. A reader refuses a newer one and says so.
const (
	Format      = 1
	Definitions = 1
)

// Run is run.json: what ran, where, with what. Written first.
type Run struct {
	Format      int      `json:"format"`
	Definitions int      `json:"definitions"`
	ID          string   `json:"id"`
	Freshet     string   `json:"freshet"` // version of the program
	Command     []string `json:"command,omitempty"`
	Scenario    string   `json:"scenario"`
	Seed        uint64   `json:"seed"`
	// Epoch is t = 0, the start of load, in wall time; the zero time until then.
	Created time.Time `json:"created"`
	Machine Machine   `json:"machine"`
	Target  Target    `json:"target"`
}

// Machine is where the load was generated.
type Machine struct {
	OS     string `json:"os"`
	Arch   string `json:"arch"`
	CPU    string `json:"cpu"`
	Cores  int    `json:"cores"` // usable by the process
	Memory int64  `json:"memory_bytes"`
	Go     string `json:"go"`
	Host   string `json:"host,omitempty"`
	// Timer is how well this process can wait; nil in records that do not say.
	Timer *Timer `json:"timer,omitempty"`
}

// Timer is the resolution of the clock and of the pauses that pace the load, as
// measured before it.
type Timer struct {
	// Pause is what was asked for, Late by how much later half of the pauses ended.
	Pause time.Duration `json:"pause_ns"`
	Late  time.Duration `json:"late_ns"`
	// Step is the smallest step of the clock that was seen; 0 = none was.
	Step time.Duration `json:"step_ns,omitempty"`
}

// Target is the facts of what was loaded.
type Target struct {
	Name string `json:"name"` // embedded, containers, external or a profile's name
	Kind string `json:"kind"`
	// Caveat is what its figures cannot say; every output carries it.
	Caveat  string   `json:"caveat,omitempty"`
	Version string   `json:"version,omitempty"`
	Brokers []Broker `json:"brokers"`
	Storage string   `json:"storage,omitempty"`
	// StorageModel is shared-nothing, tiered or shared; "" = nobody said.
	StorageModel string `json:"storage_model,omitempty"`
	// Replication is what replication means there.
	Replication string `json:"replication,omitempty"`
	// Limits is what its figures cannot say.
	Limits []string `json:"limits,omitempty"`
	// Hooks are the verbs that the commands of a profile do.
	Hooks []Hook `json:"hooks,omitempty"`
	// Settings is what was changed of its settings for this run, as NAME=VALUE.
	Settings []string `json:"settings,omitempty"`
	// Reused is the cluster of an earlier run that this one had; nil = it had one of
	// its own, or one that is always there.
	Reused *Reused `json:"reused,omitempty"`
	// Client is the versions of the client library.
	Client string `json:"client,omitempty"`
	// SharedCores is the cores of the machine if the brokers run on this one, beside
	// the load; 0 = they do not, or that is not known.
	SharedCores int `json:"shared_cores,omitempty"`
}

// Reused is a cluster that was kept from an earlier run.
type Reused struct {
	Cluster string    `json:"cluster"` // its name in what Freshet says
	Started time.Time `json:"started"` // before this run
}

// Hook is how a profile does a verb: the texts of its commands, in which no
// environment variable is replaced.
type Hook struct {
	Verb  string `json:"verb"`
	Run   string `json:"run"`
	Undo  string `json:"undo,omitempty"`
	Until string `json:"until,omitempty"`
}

// Broker is one broker at the start.
type Broker struct {
	ID   int32  `json:"id"`
	Zone string `json:"zone,omitempty"`
	Addr string `json:"addr,omitempty"`
}
