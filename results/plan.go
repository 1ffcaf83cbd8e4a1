package results

import (
	"time"

	"github.com/freshet-bench/freshet/results/cost"
)

// Plan is plan.json: what the run was to do, so that a report needs neither the
// scenario's parser nor the target. Durations are nanoseconds since t = 0.
type Plan struct {
	Name      string         `json:"name"`
	About     string         `json:"about,omitempty"`
	Duration  time.Duration  `json:"duration_ns"`
	Warmup    time.Duration  `json:"warmup_ns"`
	Drain     time.Duration  `json:"drain_ns"`
	Zones     []string       `json:"zones,omitempty"`
	Shards    int            `json:"shards"`
	Topics    []PlanTopic    `json:"topics"`
	Sources   []PlanSource   `json:"sources"`
	Stages    []PlanStage    `json:"stages"`
	Decisions []PlanDecision `json:"decisions,omitempty"`
	Entries   []PlanEntry    `json:"entries,omitempty"`
	Expect    []PlanExpect   `json:"expect,omitempty"`
	// FetchFrom is which replica the teams of a replay fetch from, FetchClosest or
	// FetchLeader; "" without zones.
	FetchFrom string `json:"fetch_from,omitempty"`
	// Cost is how the scenario wants its cost to be modelled; nil = as usual.
	Cost *cost.Setting `json:"cost,omitempty"`
	// Epoch is t = 0 in wall time.
	Epoch time.Time `json:"epoch"`
}

// What consumers in zones ask for: see Plan.FetchFrom.
const (
	FetchClosest = "closest"
	FetchLeader  = "leader"
)

// PlanTopic is a logical topic and the physical one of this run.
type PlanTopic struct {
	Name         string `json:"name"`
	Physical     string `json:"physical"`
	Partitions   int32  `json:"partitions"`
	Replication  int16  `json:"replication"`
	Compact      bool   `json:"compact,omitempty"`
	HistoryBytes int64  `json:"history_bytes,omitempty"`
	// Replicas are the brokers that hold each partition as the load begins, the leader
	// first; nil if they are not known.
	Replicas [][]int32 `json:"replicas,omitempty"`
	// Retention is 0 if it is unlimited.
	Retention time.Duration `json:"retention_ns,omitempty"`
	// Source is true if sources write it, so that its log can be audited for
	// log duplicates; false for a stage's output.
	Source bool `json:"source"`
}

// PlanSource is a source.
type PlanSource struct {
	Name  string  `json:"name"`
	Topic string  `json:"topic"`
	Class string  `json:"class"`
	Rate  float64 `json:"rate_per_s"` // mean of the schedule
	Key   string  `json:"key"`
	// Late is true if devices delay events, so that age and platform age differ.
	Late bool `json:"late,omitempty"`
	// Linger is how long its client waits for a batch to fill; nil in records that do
	// not say.
	Linger *time.Duration `json:"linger_ns,omitempty"`
}

// PlanStage is a stage.
type PlanStage struct {
	Name      string        `json:"name"`
	Class     string        `json:"class"`
	Reads     []string      `json:"reads"`
	Writes    string        `json:"writes,omitempty"`
	Serves    string        `json:"serves,omitempty"`
	Members   int           `json:"members"`
	Objective time.Duration `json:"objective_ns,omitempty"`
	Commit    string        `json:"commit"`
	Group     string        `json:"group"` // physical
	// FetchFrom is which replica its members fetch from, FetchClosest or FetchLeader;
	// "" where they stand in no zone.
	FetchFrom string `json:"fetch_from,omitempty"`
	// Depth is the longest path from a source, 1 for a stage that reads one.
	Depth int `json:"depth"`
	// Sources are the names of the sources whose events reach the stage.
	Sources []string `json:"sources"`
	// ClockAhead is how far the stage's clock is known to be ahead of the sources',
	// or behind it if below 0; its ages are off by as much.
	ClockAhead time.Duration `json:"clock_ahead_ns,omitempty"`
	// Linger is how long its producer waits for a batch to fill; nil of one that writes
	// nothing, and in records that do not say.
	Linger *time.Duration `json:"linger_ns,omitempty"`
}

// PlanDecision is a decision.
type PlanDecision struct {
	Name      string        `json:"name"`
	Asks      string        `json:"asks"`
	After     string        `json:"after"`
	Share     float64       `json:"share"`
	Tolerance time.Duration `json:"tolerance_ns"`
	Window    time.Duration `json:"window_ns"`
}

// PlanEntry is a timeline entry as planned.
type PlanEntry struct {
	Name string `json:"name"`
	Verb string `json:"verb"`
	// Summary is a short sentence for people: "clicks to 20x".
	Summary string `json:"summary"`
	// Begin is when it is to begin; for an entry with After, negative until known.
	Begin time.Duration `json:"begin_ns"`
	After string        `json:"after,omitempty"`
	// Stage or Source is what it acts on, where it acts on one.
	Stage  string `json:"stage,omitempty"`
	Source string `json:"source,omitempty"`
	// Delays is true if the entry explains target slip (a stall, a lost broker).
	Delays bool `json:"delays,omitempty"`
}

// PlanExpect is one expectation as written.
type PlanExpect struct {
	Text    string `json:"text"`
	Samples int64  `json:"samples,omitempty"`
	Abort   bool   `json:"abort,omitempty"`
}
