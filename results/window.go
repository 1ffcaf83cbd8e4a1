package results

import "time"

// GaugeEvery is the distance of two samples of the oldest-unseen gauge; a full
// window holds WindowLength / GaugeEvery of them.
const (
	WindowLength = time.Second
	GaugeEvery   = 50 * time.Millisecond
)

// Window is a line of windows-<worker>.jsonl: the counters of [At, At+Length)
// (differences, not totals) and the gauges at its end.
type Window struct {
	At        time.Duration             `json:"at_ns"`
	Length    time.Duration             `json:"len_ns"`
	Phase     string                    `json:"phase"` // load or drain
	Sources   map[string]SourceWindow   `json:"sources,omitempty"`
	Stages    map[string]StageWindow    `json:"stages,omitempty"`
	Decisions map[string]DecisionWindow `json:"decisions,omitempty"`
	Replays   map[string][]TeamWindow   `json:"replays,omitempty"` // by entry, a team each
	Process   ProcessWindow             `json:"process"`
}

// SourceWindow is one source in a window. Slips are of the events sent in it.
type SourceWindow struct {
	Due      int64 `json:"due"`
	Sent     int64 `json:"sent"`
	Acked    int64 `json:"acked"`
	Failed   int64 `json:"failed,omitempty"` // rejected or unconfirmed
	Bytes    int64 `json:"bytes"`            // key and value, sent
	Unsent   int64 `json:"unsent"`           // gauge: due and not yet sent
	InFlight int64 `json:"in_flight"`        // gauge
	// Schedule slip by cause, p99.9 and maximum, of the events sent in the window
	// and of the oldest one that is still unsent at its end.
	GeneratorP999 time.Duration `json:"gen_slip_p999_ns"`
	GeneratorMax  time.Duration `json:"gen_slip_max_ns"`
	TargetP999    time.Duration `json:"target_slip_p999_ns"`
	TargetMax     time.Duration `json:"target_slip_max_ns"`
}

// StageWindow is one stage in a window.
type StageWindow struct {
	Seen        int64 `json:"seen"`      // polled, every copy
	Available   int64 `json:"available"` // first time only
	Redelivered int64 `json:"redelivered,omitempty"`
	Reprocessed int64 `json:"reprocessed,omitempty"`
	OutOfOrder  int64 `json:"out_of_order,omitempty"`
	Disorder    int64 `json:"injected_disorder,omitempty"` // that the scenario asked for
	Damaged     int64 `json:"damaged,omitempty"`           // records that did not decode
	Negative    int64 `json:"negative,omitempty"`          // ages below 0
	OverRange   int64 `json:"over_range,omitempty"`        // ages above the histogram's range, counted at its top
	StaleWrites int64 `json:"stale_writes,omitempty"`
	Resurrected int64 `json:"resurrected,omitempty"`
	Erased      int64 `json:"erased,omitempty"`
	Aborted     int64 `json:"aborted,omitempty"` // events in transactions that were aborted
	// Lag is now - due of the first event at or after the next offset to
	// process, the worst partition; Backlog is end offset - position, summed.
	Lag     time.Duration `json:"lag_ns"`
	Backlog int64         `json:"backlog"`
	// Oldest is the oldest-unseen gauge, a sample each GaugeEvery from At on.
	Oldest []time.Duration `json:"oldest_ns"`
	// Worst is where the last of them stood: "raw.clicks/3".
	Worst   string `json:"worst,omitempty"`
	Members int    `json:"members"` // with an assignment
	// PollGapMax is the longest that one of our own members took from one poll to
	// the next without waiting for anything but this process.
	PollGapMax time.Duration `json:"poll_gap_max_ns,omitempty"`
	// Partitions are the worst three (each window) or all (every 10 s).
	Partitions []PartitionGauge `json:"partitions,omitempty"`
}

// PartitionGauge is one input partition of a stage.
type PartitionGauge struct {
	Topic     string        `json:"topic"`
	Partition int32         `json:"p"`
	Lag       time.Duration `json:"lag_ns"`
	Backlog   int64         `json:"backlog"`
	Oldest    time.Duration `json:"oldest_ns"`
}

// DecisionWindow is one decision in a window, by the time of the page view.
type DecisionWindow struct {
	Asked      int64 `json:"asked"`
	WithEvent  int64 `json:"with_event"` // had an event due in their window
	Missed     int64 `json:"missed"`     // of those with an event; unanswered included
	Unanswered int64 `json:"unanswered"` // of those with an event
	// LateP999 is how late page views were asked, p99.9: the generator's own
	// part, as with the slip of a source.
	LateP999 time.Duration `json:"late_p999_ns"`
}

// TeamWindow is one replaying team.
type TeamWindow struct {
	Read      int64 `json:"read"`
	Bytes     int64 `json:"bytes"`
	Remaining int64 `json:"remaining"` // gauge, records
}

// ProcessWindow is the generator's own process.
type ProcessWindow struct {
	CPU        float64       `json:"cpu"` // cores used, mean
	RSS        int64         `json:"rss_bytes"`
	HeapLive   int64         `json:"heap_bytes"`
	GCPauseMax time.Duration `json:"gc_pause_max_ns"`
	Goroutines int           `json:"goroutines"`
	// SchedP999 is how long goroutines that could run waited for a processor, p99.9.
	SchedP999 time.Duration `json:"sched_p999_ns,omitempty"`
}
