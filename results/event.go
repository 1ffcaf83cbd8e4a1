package results

import (
	"strconv"
	"strings"
	"time"
)

// Kinds of run events.
const (
	EntryBegin  = "begin"       // a timeline entry began (Entry, At = when it did)
	EntryEnd    = "end"         // it ended (Text, if that was observed: by what)
	Phase       = "phase"       // the run's phase: setup, history, load, drain, audit, done (Text)
	Info        = "info"        // something to know (Text)
	Warning     = "warning"     // something a reader must know (Text)
	Failure     = "failure"     // the run or the target failed (Text)
	Rebalance   = "rebalance"   // a stage's assignment changed (Stage, Text)
	Unassigned  = "unassigned"  // partitions of a stage lost their member (Stage, Count), or none is without one any more (Count = 0)
	Progress    = "progress"    // a team finished its replay, a store its rebuild (Entry, Stage, Team, At, Count)
	MovedBytes  = "moved"       // what brokers moved for an entry (Entry, Moved, Bytes = Moved.Copied)
	Tiers       = "tiers"       // where records were in a target with two tiers (Tiers; Entry, if one begins to read them)
	Interrupted = "interrupted" // the user ended the load
	Abort       = "abort"       // an expectation with abort: true ended it
)

// Event is a line of events.jsonl.
type Event struct {
	At    time.Duration `json:"at_ns"`
	Kind  string        `json:"kind"`
	Entry string        `json:"entry,omitempty"`
	Stage string        `json:"stage,omitempty"`
	Team  int           `json:"team,omitempty"`  // 1-based
	Count int64         `json:"count,omitempty"` // records
	Bytes int64         `json:"bytes,omitempty"`
	Moved *Moved        `json:"moved,omitempty"`
	Tiers []TopicTiers  `json:"tiers,omitempty"`
	Text  string        `json:"text,omitempty"`
}

// When is At for people, in seconds of the load: "12.3 s", or "before load", when
// the epoch may not have been known.
func (e Event) When() string {
	if e.At < 0 {
		return "before load"
	}
	return strconv.FormatFloat(e.At.Seconds(), 'f', 1, 64) + " s"
}

// String is the event in a line.
func (e Event) String() string {
	words := []string{e.When() + ":", e.Kind}
	for _, word := range []string{e.Entry, e.Stage, e.Text} {
		if word != "" {
			words = append(words, word)
		}
	}
	return strings.Join(words, " ")
}

// Moved is what brokers moved for a timeline entry, from shortly before its begin
// until it was over and all replicas were in sync.
type Moved struct {
	// Copied is the bytes of replicas that brokers got from each other: the log dirs
	// after less the log dirs before. What was produced meanwhile is in it.
	Copied int64 `json:"copied_bytes"`
	// Shared is true where there is nothing to copy: records are in an object store
	// that all brokers share, and Copied is 0.
	Shared bool `json:"shared,omitempty"`
	// Network is what the brokers' network interfaces counted; nil if that is not
	// known.
	Network *NetworkBytes `json:"network,omitempty"`
}

// NetworkBytes is what went through the network interfaces of all brokers together,
// replication and clients alike. What a broker that died had counted before is not
// in it.
type NetworkBytes struct {
	Received int64         `json:"received_bytes"`
	Sent     int64         `json:"sent_bytes"`
	Over     time.Duration `json:"over_ns"`
}
