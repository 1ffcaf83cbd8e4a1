package workload

import "time"

// Spec states everything that determines a workload. Two equal Specs give equal
// traffic, event by event, on any machine.
type Spec struct {
	// Seed is the root of every draw.
	Seed uint64
	// Duration is the length of the load; an event is part of the run if its
	// action lies in [0, Duration) and its due time is before Duration.
	Duration   time.Duration
	Population Population
	Sources    []Source
	Decisions  []Decision
}

// Population describes who acts. Users come evenly from one active set that
// slides over a permutation of all users, so that a user has a session of
// events; skew belongs to tenants and items.
type Population struct {
	// Users is the number of distinct users, at least 1.
	Users uint64
	// Active is the size of the active set, 1..Users.
	Active uint64
	// Session is how long a user stays in the active set; 0 means that the
	// set does not slide.
	Session time.Duration
	Tenants Skewed
	Items   Skewed
}

// Skewed is a set of Count things drawn with a Zipf exponent (0 = evenly).
type Skewed struct {
	Count uint64
	Zipf  float64
}

// Source is one generator of events.
type Source struct {
	Name string
	// Topic is the logical topic; Partitions is its partition count at start.
	Topic      string
	Partitions int32
	Key        Key
	// Rate is events per second of the base schedule, before bursts. A trace
	// in Curve takes its place, and so does the rate of a Batch.
	Rate float64
	// Arrivals nil means Even, or Stratified with a Curve.
	Arrivals Arrivals
	// Curve, when not nil, gives the cumulative number of events by time (a
	// trace of counts or of timestamps).
	Curve *Curve
	// KeyTrace, when not nil, gives record keys in place of Key, and users, items
	// and event types, from a file.
	KeyTrace   *KeyTrace
	Bursts     []Burst
	Reconnects []Reconnect
	Late       Late
	// Duplicates is the share of events, 0..1, that the device sends twice.
	Duplicates float64
	// Deletes is the share of events, 0..1, that are tombstones.
	Deletes float64
	// Size is the record value's size in bytes.
	Size    Dist
	Payload Payload
	// History, when Bytes > 0, is what the topic holds before t = 0.
	History History
}

// Key says which attributes make the record key. The attributes are user,
// anonymous, session, device, account, tenant, cart, item; several are joined
// by '+'; "random" is a key of its own for every event.
type Key struct {
	Attributes []string
}

// Burst multiplies a source's rate by To after a linear ramp, holds, and decays
// linearly to the base rate. Bursts that overlap add what each brings on top.
type Burst struct {
	Begin             time.Duration
	To                float64
	Ramp, Hold, Decay time.Duration
	// FocusTenant gets FocusShare (0..1) of the events between Begin and the
	// end of the decay, on top of its usual share of the others: users of the
	// tenant act, more of them than are usually active. 0 means no focus.
	FocusTenant uint64
	FocusShare  float64
}

// Reconnect silences a share of devices and lets them flush. Every event of such
// a device whose action lies in the silence is due at the moment within the
// flush at which the device reconnects.
type Reconnect struct {
	Begin   time.Duration
	Devices float64
	Silent  time.Duration
	Flush   time.Duration
}

// Late delays a share of the events between action and due.
type Late struct {
	Share float64
	By    Dist
}

// Dist is a positive distribution: a constant (Sigma 0), a log-normal given by
// its median and one more quantile, or an exponential. Durations are in
// seconds, sizes in bytes.
type Dist struct {
	Kind   DistKind
	Median float64 // the constant, the median of the log-normal, the mean of the exponential
	Sigma  float64 // of the log-normal's logarithm
}

// DistKind is the family of a Dist.
type DistKind uint8

// The families of distributions.
const (
	Constant DistKind = iota
	LogNormal
	Exponential
)

// Payload says what a record value looks like.
type Payload struct {
	// Schema is "name@version"; the version changes the fields. Known names
	// give realistic JSON events, "bytes" gives an opaque body.
	Schema string
	// Compressibility is the share of the filler, 0..1, that repeats.
	Compressibility float64
}

// History is the content of a topic before t = 0: Bytes of uncompressed record
// values in all, spread evenly over Span.
type History struct {
	Bytes int64
	Span  time.Duration
}

// Decision is the reader's side: page views of users who have just acted.
type Decision struct {
	Name string
	// After is the index of the source whose events lead to page views.
	After int
	// Share is the share of those events that do, 0..1.
	Share float64
	// Think is the time from the action to the page view.
	Think Dist
}
