package results

import (
	"time"

	"github.com/freshet-bench/freshet/results/measure"
)

// Verdict is pass, fail or unknown. Fail beats unknown beats pass.
type Verdict string

// The verdicts.
const (
	Pass    Verdict = "pass"
	Fail    Verdict = "fail"
	Unknown Verdict = "unknown"
)

// How a run ended.
const (
	Completed = "completed"
	Stopped   = "interrupted" // by the user; drained and verified, unless before the load or stopped at once
	Aborted   = "aborted"     // by an expectation with abort: true
	Failed    = "failed"      // the run or the target failed
	CutShort  = "cut short"   // no outcome was written: killed
)

// Outcome is outcome.json, and what the report shows: everything that Judge
// derives from a record. A report derives it anew and flags what changed.
type Outcome struct {
	Format      int               `json:"format"`
	Definitions int               `json:"definitions"`
	Status      string            `json:"status"`
	Failure     string            `json:"failure,omitempty"`
	Verdict     Verdict           `json:"verdict"`
	Reason      string            `json:"reason,omitempty"` // of an unknown or a failed run
	Loaded      time.Duration     `json:"loaded_ns"`        // how long load ran
	Checks      []Check           `json:"checks"`
	Trust       []Trust           `json:"trust"`
	Segments    []Segment         `json:"segments"`
	Entries     []EntryOutcome    `json:"entries,omitempty"`
	Stages      []StageOutcome    `json:"stages"`
	Sources     []SourceOutcome   `json:"sources"`
	Decisions   []DecisionOutcome `json:"decisions,omitempty"`
	Settled     []Settled         `json:"settled"`
	// SettledRun is over all topics and stages: an event that is lost at three
	// of them is one lost event.
	SettledRun Settled      `json:"settled_run"`
	Audit      *AuditFacts  `json:"audit,omitempty"`
	State      []StateFacts `json:"state,omitempty"`
	Traffic    []TrafficSum `json:"traffic,omitempty"`
	// TrafficParts is the traffic by part of the run, path and zones; nil of a record
	// that does not say when its bytes went.
	TrafficParts []TrafficPart `json:"traffic_parts,omitempty"`
	// Usage is what the brokers used; nil where nothing asked them.
	Usage *UsageOutcome `json:"usage,omitempty"`
	// Storage is where records were; nil where the target does not say.
	Storage  *StorageOutcome `json:"storage,omitempty"`
	Warnings []string        `json:"warnings,omitempty"`
}

// Check is one expectation judged.
type Check struct {
	Text string `json:"text"`
	// During says over what: "steady", "burst", "whole run", "after kill".
	During   string       `json:"during"`
	Measured *float64     `json:"measured,omitempty"` // base unit; nil if there was none
	Unit     measure.Unit `json:"unit"`
	// Shown is the measured value as people read it: "312 ms", "12 of 90,211".
	Shown string `json:"shown"`
	// Censored is true if the run ended before it was over: it is more than Measured.
	Censored bool    `json:"censored,omitempty"`
	Samples  int64   `json:"samples"`
	Verdict  Verdict `json:"verdict"`
	Reason   string  `json:"reason,omitempty"` // why unknown; or what failed worst (stage)
	// Changed is set by a report if outcome.json said otherwise.
	Changed string `json:"changed,omitempty"`
}

// Trust is one row of "Can I trust this run".
type Trust struct {
	Name  string `json:"name"`  // "Generator slip, p99.9"
	Shown string `json:"shown"` // "0.4 ms"
	Bound string `json:"bound"` // "5 ms in at most 2 of 60 windows"
	OK    bool   `json:"ok"`
	// Unknown is true if breaking the bound makes verdicts unknown.
	Unknown bool   `json:"unknown"`
	Note    string `json:"note,omitempty"`
}

// Segment is a piece of the run between two cuts.
type Segment struct {
	Begin   time.Duration `json:"begin_ns"`
	End     time.Duration `json:"end_ns"`
	Entries []string      `json:"entries,omitempty"` // under way in it
	Warmup  bool          `json:"warmup,omitempty"`
	Steady  bool          `json:"steady,omitempty"`
}

// EntryOutcome is what a timeline entry did.
type EntryOutcome struct {
	Name    string        `json:"name"`
	Verb    string        `json:"verb"`
	Summary string        `json:"summary"`
	Begun   bool          `json:"begun"`
	Begin   time.Duration `json:"begin_ns"`
	Ended   bool          `json:"ended"` // false = censored at the end of the run
	End     time.Duration `json:"end_ns"`
	// Until says by what observation the end was seen; "" = it was scheduled.
	Until string `json:"until,omitempty"`
	// Moved is the bytes that brokers moved for it; nil = none, or not known.
	Moved *Moved `json:"moved,omitempty"`
	// Tiers is where the records were that it began to read, of a target with two
	// tiers; nil = one tier, it reads none, or not known.
	Tiers []TopicTiers `json:"tiers,omitempty"`
	// Notes is what was found out when it was done: which broker it was, how long it
	// took to be whole again.
	Notes []string `json:"notes,omitempty"`
	// Rebalance is by stage that had partitions without a member.
	Rebalance []EntryRebalance `json:"rebalance,omitempty"`
	// Recovery is by stage with an objective.
	Recovery []Recovery `json:"recovery,omitempty"`
	// Backfill is by team, for a replay; by member for a rebuild.
	Backfill  []Backfill  `json:"backfill,omitempty"`
	Isolation []Isolation `json:"isolation,omitempty"`
}

// EntryRebalance is how long partitions of a stage had no member, from an entry's
// begin to the next entry's, or the end of the load.
type EntryRebalance struct {
	Stage string `json:"stage"`
	// Partitions is the most that had none when a spell began.
	Partitions int64 `json:"partitions"`
	// Took is from the entry's begin until every partition had a member again for the
	// first time.
	Took time.Duration `json:"took_ns"`
	// Total is all spells together, of which there were Spells: a member that comes back
	// makes one too.
	Total  time.Duration `json:"total_ns"`
	Spells int           `json:"spells"`
	// Open is true if the last spell had not ended.
	Open bool `json:"open,omitempty"`
}

// Recovery is recovery(entry, stage) and recovery(entry.end, stage).
type Recovery struct {
	Stage     string        `json:"stage"`
	Violated  bool          `json:"violated"` // false: 0, the stage never left its objective
	FromBegin time.Duration `json:"from_begin_ns"`
	FromEnd   time.Duration `json:"from_end_ns"` // 0 if recovered before the end
	// At is when health was regained for good; Censored if it was not by Horizon.
	At       time.Duration `json:"at_ns"`
	Censored bool          `json:"censored,omitempty"`
	Horizon  time.Duration `json:"horizon_ns"`
	Relapses int           `json:"relapses"`
	// Stale is the seconds with oldest unseen above the objective up to Horizon.
	Stale time.Duration `json:"stale_ns"`
	// Peak is the highest oldest unseen up to Horizon.
	Peak time.Duration `json:"peak_ns"`
}

// Backfill is one replaying team.
type Backfill struct {
	Team     int           `json:"team"`
	Records  int64         `json:"records"`
	Bytes    int64         `json:"bytes"`
	Took     time.Duration `json:"took_ns"`
	Censored bool          `json:"censored,omitempty"`
}

// Isolation is live p99 platform age during / before an entry.
type Isolation struct {
	Stage  string    `json:"stage"`
	Ratio  *float64  `json:"ratio,omitempty"`
	Before Quantiles `json:"before"`
	During Quantiles `json:"during"`
	Reason string    `json:"reason,omitempty"` // why there is none
}

// Quantiles sums up a histogram of durations.
type Quantiles struct {
	Count int64         `json:"count"`
	Mean  time.Duration `json:"mean_ns"`
	P50   time.Duration `json:"p50_ns"`
	P90   time.Duration `json:"p90_ns"`
	P95   time.Duration `json:"p95_ns"`
	P99   time.Duration `json:"p99_ns"`
	P999  time.Duration `json:"p999_ns"`
	Max   time.Duration `json:"max_ns"`
}

// Part is a named part of the run: "steady", "overall", "during NAME", "after NAME".
type Part struct {
	Name     string    `json:"name"`
	Age      Quantiles `json:"age"`
	Platform Quantiles `json:"platform"`
}

// StageOutcome is a stage over the run.
type StageOutcome struct {
	Name        string        `json:"name"`
	Parts       []Part        `json:"parts"`
	StaleTime   time.Duration `json:"stale_time_ns"`
	OldestMax   time.Duration `json:"oldest_max_ns"`
	OldestMaxAt time.Duration `json:"oldest_max_at_ns"`
	LagMax      time.Duration `json:"lag_max_ns"`
	BacklogMax  int64         `json:"backlog_max"`
	Redelivered int64         `json:"redelivered"`
	Reprocessed int64         `json:"reprocessed"`
	// Aborted is how often events were in transactions that were aborted.
	Aborted    int64 `json:"aborted,omitempty"`
	OutOfOrder int64 `json:"out_of_order"`
	Rebalances int64 `json:"rebalances"`
	Negative   int64 `json:"negative"` // ages below 0: clock skew
	OverRange  int64 `json:"over_range"`
}

// SourceOutcome is a source over the run.
type SourceOutcome struct {
	Name       string    `json:"name"`
	Due        int64     `json:"due"`
	Sent       int64     `json:"sent"`
	Acked      int64     `json:"acked"`
	Bytes      int64     `json:"bytes"`
	PeakRate   float64   `json:"peak_rate_per_s"` // highest window
	Ack        Quantiles `json:"ack"`             // acked - due
	Generator  Quantiles `json:"generator"`       // schedule slip, its own part
	TargetSlip Quantiles `json:"target_slip"`
}

// DecisionOutcome is a decision over the run, by part.
type DecisionOutcome struct {
	Name  string         `json:"name"`
	Parts []DecisionPart `json:"parts"`
}

// DecisionPart is a decision over a part of the run.
type DecisionPart struct {
	Name       string    `json:"name"`
	Asked      int64     `json:"asked"`
	WithEvent  int64     `json:"with_event"`
	Missed     int64     `json:"missed"`
	Unanswered int64     `json:"unanswered"`
	Staleness  Quantiles `json:"staleness"`
	Latency    Quantiles `json:"latency"`
}

// Settled is how every event of a topic or of a stage ended: exactly one state.
type Settled struct {
	Topic         string `json:"topic,omitempty"`
	Stage         string `json:"stage,omitempty"`
	Due           int64  `json:"due"`
	Seen          int64  `json:"seen"` // at a topic: found by the audit; at a stage: available
	Unsent        int64  `json:"unsent"`
	Rejected      int64  `json:"rejected"`
	Unconfirmed   int64  `json:"unconfirmed"`
	Aborted       int64  `json:"aborted"`
	Expired       int64  `json:"expired"`
	Superseded    int64  `json:"superseded"`
	Unread        int64  `json:"unread"`
	NotEmitted    int64  `json:"not_emitted"` // stages; what a stage did not emit is not due in its output topic
	Lost          int64  `json:"lost"`
	LogDuplicates int64  `json:"log_duplicates"` // topics of sources
	Reprocessed   int64  `json:"reprocessed"`    // output topics of stages: further records of an event
	// ExactlyOnce is true for a topic that is written in transactions: a reprocessed
	// event is an error there.
	ExactlyOnce      bool  `json:"exactly_once,omitempty"`
	AbortedRecords   int64 `json:"aborted_records,omitempty"` // topics: records of aborted transactions in the log
	AbortedReads     int64 `json:"aborted_reads,omitempty"`   // of those, given to consumers that read what is committed
	OutOfOrder       int64 `json:"out_of_order"`
	InjectedDisorder int64 `json:"injected_disorder"`
	// Partitions is the acknowledged events of each partition; topics of sources.
	Partitions []int64 `json:"partitions,omitempty"`
	// Examples names up to 5 lost events: "clicks/2 n=1234 raw.clicks/3".
	Examples []string `json:"examples,omitempty"`
	// Unknown says why lost is not known, if so.
	Unknown string `json:"unknown,omitempty"`
}

// AuditFacts is what the audit read after the drain.
type AuditFacts struct {
	Done   bool         `json:"done"`
	Topics []AuditTopic `json:"topics"`
	// Reads is what stages were handed of topics that are written with
	// transactions, where they read only what is committed.
	Reads []AuditReads `json:"reads,omitempty"`
	// Hash is over (source, n, copy, due, key, size, payload) of every live
	// record of the sources' topics, independent of the order of reading.
	Hash string        `json:"hash"`
	Took time.Duration `json:"took_ns"`
}

// AuditTopic is one audited topic.
type AuditTopic struct {
	Topic      string `json:"topic"`
	Records    int64  `json:"records"` // with our envelope, history left out
	History    int64  `json:"history"`
	Bytes      int64  `json:"bytes"`
	Foreign    int64  `json:"foreign"`    // without it
	Damaged    int64  `json:"damaged"`    // checksum
	Duplicates int64  `json:"duplicates"` // in a source's topic
	// Reprocessed is further records of an event in a stage's output topic.
	Reprocessed int64 `json:"reprocessed"`
	OutOfOrder  int64 `json:"out_of_order"`
	// Disorder is the disorder that the scenario injected.
	Disorder int64 `json:"injected_disorder"`
	// Aborted is the records of aborted transactions in the log. They are in none of
	// the other counts, which are of the committed view.
	Aborted int64 `json:"aborted,omitempty"`
	// AbortedReads is how many of them the audit was given when it read only what is
	// committed.
	AbortedReads int64 `json:"aborted_reads,omitempty"`
	Done         bool  `json:"done"`
}

// AuditReads is how many records of aborted transactions a stage was handed that
// reads only what is committed.
type AuditReads struct {
	Stage   string `json:"stage"`
	Topic   string `json:"topic"`
	Aborted int64  `json:"aborted_reads"`
}

// StateFacts is the state of a serving stage's store.
type StateFacts struct {
	Stage string `json:"stage"`
	Keys  int64  `json:"keys"` // that the store holds, erased ones left out
	// Expected is the keys that the schedule has a last version of, deletions
	// included; 0 in a record of before this was counted.
	Expected    int64 `json:"expected,omitempty"`
	StaleWrites int64 `json:"stale_writes"`
	Diverged    int64 `json:"diverged"`
	Resurrected int64 `json:"resurrected"`
	Erased      int64 `json:"erased"` // deletions that took effect
	// EraseAge is of the whole run. Judge derives it from the histograms.
	EraseAge Quantiles `json:"erase_age"`
}

// expected is how many keys were compared, as far as that is known.
func (s StateFacts) expected() int64 {
	if s.Expected > 0 {
		return s.Expected
	}
	return s.Keys + s.Erased
}

// TrafficSum is bytes by role and API over the run.
type TrafficSum struct {
	Role       string `json:"role"`
	Class      string `json:"class,omitempty"`
	Zone       string `json:"zone,omitempty"`
	BrokerZone string `json:"broker_zone,omitempty"`
	API        string `json:"api"`
	Requests   int64  `json:"requests"`
	Sent       int64  `json:"sent_bytes"`
	Received   int64  `json:"received_bytes"`
}
