package results

import "time"

// LedgerLine is a line of ledger-<worker>.jsonl: what had happened by At to the
// events of one source, shard and partition, as intervals of their dense counter.
// The last line of a (source, shard, partition, stage, state) holds; lines are
// written every 10 s for what changed, and at the end.
type LedgerLine struct {
	At        time.Duration `json:"at_ns"`
	Source    string        `json:"source"`
	Shard     uint16        `json:"shard"`
	Topic     string        `json:"topic"`
	Partition int32         `json:"p"`
	// Stage is "" for what concerns the source's topic. A line of StateAudited
	// with a stage is of the topic that the stage writes, and one of
	// StateSuperseded or StateExpired of that topic too.
	Stage string `json:"stage,omitempty"`
	// State is one of the States.
	State string `json:"state"`
	// Intervals is [first, last] pairs, ascending and disjoint.
	Intervals Intervals `json:"iv"`
	// NotEmitted is how many of the Intervals of StateAvailable or StateRead are
	// not at the stage but settled for it, because an earlier stage did not emit
	// them; and how many of those of StateAudited were not to be in the stage's
	// output topic, because it or an earlier stage did not emit them. They are
	// kept as one set so that a sampled stream stays one interval.
	NotEmitted uint64 `json:"not_emitted,omitempty"`
}

// States of the ledger.
const (
	StateDue         = "due"
	StateAcked       = "acked"
	StateRejected    = "rejected"
	StateUnconfirmed = "unconfirmed"
	StateAvailable   = "available"   // at Stage
	StateNotEmitted  = "not-emitted" // settled for Stage because an earlier stage did not emit it
	StateAudited     = "audited"     // found by the audit in the log of the source's topic, or of the one that Stage writes
	StateSuperseded  = "superseded"  // acked, and gone from the log because compaction kept a later acked version of the key
	StateExpired     = "expired"     // acked, and gone from the log because retention took it
	StateAborted     = "aborted"     // at Stage: it was in a transaction that was aborted; it may be available by another
	StateRead        = "read"        // at Stage: handed to it, and its committed position is past the record
)
