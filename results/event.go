package results

import "time"

// Kinds of run events.
const (
	EntryBegin  = "begin"       // a timeline entry began (Entry, At = when it did)
	EntryEnd    = "end"         // it ended
	Phase       = "phase"       // the run's phase: setup, history, load, drain, audit, done (Text)
	Info        = "info"        // something to know (Text)
	Warning     = "warning"     // something a reader must know (Text)
	Failure     = "failure"     // the run or the target failed (Text)
	Rebalance   = "rebalance"   // a stage's assignment changed (Stage, Text)
	Progress    = "progress"    // a team finished its replay, a store its rebuild (Entry, Stage, Team, At, Count)
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
	Text  string        `json:"text,omitempty"`
}
