package cost

import (
	"fmt"
	"math"
	"sync"

	"github.com/freshet-bench/freshet/results/measure"
)

// Input is a fact that a bill depends on.
type Input int

// The inputs.
const (
	Rate Input = iota
	Events
	Compression
	FanOutServing
	FanOutAnalytics
	FanOutBackground
	Retention
	HotRetention
	Zones
	Replication
	ClosestReplica
	ZoneRouting
	CrossingProduce
	CrossingServing
	CrossingAnalytics
	CrossingBackground
	CrossingReplay
	ReplayTeams
	ReplaySpan
	ReplaysMonthly
	Replacements
	Brokers
	BrokerIn
	BrokerOut
	BrokerDisk
	Headroom
	Endpoints
	BatchInterval
	BatchBytes
	ReadBytes
	WriteAheadLog
	Month
	inputCount
)

// Spec says what an input is.
type Spec struct {
	Name string
	// Unit is how it is written: a throughput as 10MiB/s, a duration as 7d. None is a
	// plain number.
	Unit measure.Unit
	// Default is assumed where nothing is known; in the unit's base (bytes, seconds).
	Default float64
	// Derived is how it follows from other inputs where nothing is known, for people;
	// "" if Default is assumed.
	Derived string
	// Least and Most bound it; most are far beyond any cluster, and hold results finite.
	Least, Most float64
	// Volume is true of what no bill may fall with: load, retention, replays.
	Volume bool
	// Whole is true of what comes in whole numbers only.
	Whole bool
	// About is one line: what it is.
	About string
}

const (
	day      = 86400.0
	mib      = float64(1 << 20)
	gib      = float64(1 << 30)
	mostSpan = 3660 * day
)

// specs describes every input.
var specs = sync.OnceValue(func() *[inputCount]Spec {
	return &[inputCount]Spec{
		Rate:        {Name: "rate", Unit: measure.BytesSec, Least: 0, Most: 1e15, Volume: true, About: "produced bytes a second on the wire, all topics"},
		Events:      {Name: "events", Unit: measure.PerSec, Least: 0, Most: 1e13, About: "events of the sources a second"},
		Compression: {Name: "compression", Unit: measure.Factor, Default: 1, Least: 0.01, Most: 1000, About: "bytes of keys and values for a byte on the wire"},

		FanOutServing:    {Name: "fan-out-serving", Least: 0, Most: 1e6, Volume: true, About: "bytes that serving groups read for a produced byte"},
		FanOutAnalytics:  {Name: "fan-out-analytics", Least: 0, Most: 1e6, Volume: true, About: "bytes that analytics groups read for a produced byte"},
		FanOutBackground: {Name: "fan-out-background", Least: 0, Most: 1e6, Volume: true, About: "bytes that background groups read for a produced byte"},

		Retention:    {Name: "retention", Unit: measure.Seconds, Default: 7 * day, Least: 0, Most: mostSpan, Volume: true, About: "how long a byte is kept, mean over the topics"},
		HotRetention: {Name: "hot-retention", Unit: measure.Seconds, Default: day / 4, Least: 0, Most: mostSpan, About: "how long a byte stays on brokers' disks with tiered storage"},

		Zones:          {Name: "zones", Default: 3, Least: 1, Most: 100, Whole: true, About: "availability zones that clients and brokers are spread over"},
		Replication:    {Name: "replication", Default: 3, Least: 1, Most: 100, About: "replicas of a byte, mean over the topics"},
		ClosestReplica: {Name: "closest-replica", Unit: onOff, Default: 0, Least: 0, Most: 1, About: "consumers read from a replica in their zone where there is one"},
		ZoneRouting:    {Name: "zone-routing", Unit: onOff, Default: 1, Least: 0, Most: 1, About: "shared storage: clients are routed to a broker in their zone"},

		CrossingProduce:    {Name: "crossing-produce", Unit: measure.Ratio, Derived: evenText, Least: 0, Most: 1, Volume: true, About: "share of produced bytes that goes to a broker in another zone"},
		CrossingServing:    {Name: "crossing-serving", Unit: measure.Ratio, Derived: readText, Least: 0, Most: 1, Volume: true, About: "share of what serving groups read that comes from another zone"},
		CrossingAnalytics:  {Name: "crossing-analytics", Unit: measure.Ratio, Derived: readText, Least: 0, Most: 1, Volume: true, About: "share of what analytics groups read that comes from another zone"},
		CrossingBackground: {Name: "crossing-background", Unit: measure.Ratio, Derived: readText, Least: 0, Most: 1, Volume: true, About: "share of what background groups read that comes from another zone"},
		CrossingReplay:     {Name: "crossing-replay", Unit: measure.Ratio, Derived: readText, Least: 0, Most: 1, Volume: true, About: "share of what replays read that comes from another zone"},

		ReplayTeams:    {Name: "replay-teams", Default: 0, Least: 0, Most: 1e6, Volume: true, About: "teams that read the past again"},
		ReplaySpan:     {Name: "replay-span", Unit: measure.Seconds, Default: 0, Least: 0, Most: mostSpan, Volume: true, About: "how much of the past a replay reads, in time of production"},
		ReplaysMonthly: {Name: "replays-monthly", Default: 1, Least: 0, Most: 1e6, Volume: true, About: "replays of each team in a month"},
		Replacements:   {Name: "replacements", Default: 0, Least: 0, Most: 1e6, Volume: true, About: "brokers replaced, or moved off, in a month"},

		Brokers:    {Name: "brokers", Default: 0, Least: 0, Most: 1e6, Whole: true, About: "brokers at least; 0 = as many as the load takes"},
		BrokerIn:   {Name: "broker-in", Unit: measure.BytesSec, Default: 100 * mib, Least: 1e3, Most: 1e12, About: "bytes a second that a broker takes, produced and replicated"},
		BrokerOut:  {Name: "broker-out", Unit: measure.BytesSec, Default: 200 * mib, Least: 1e3, Most: 1e12, About: "bytes a second that a broker gives, read and replicated"},
		BrokerDisk: {Name: "broker-disk", Unit: measure.Bytes, Default: 16384 * gib, Least: 1e6, Most: 1e18, About: "the largest disk of a broker"},
		Headroom:   {Name: "headroom", Unit: measure.Factor, Default: 2, Least: 1, Most: 100, Volume: true, About: "disk that is provisioned for a byte that is kept"},
		Endpoints:  {Name: "endpoints", Default: 0, Least: 0, Most: 1e6, Volume: true, About: "private endpoints that clients go through, in each zone"},

		BatchInterval: {Name: "batch-interval", Unit: measure.Seconds, Default: 0.25, Least: 0.001, Most: 3600, About: "shared storage: how long a broker collects before it writes an object"},
		BatchBytes:    {Name: "batch-bytes", Unit: measure.Bytes, Default: 8 * mib, Least: 1e3, Most: 1e12, About: "bytes of one write to object storage at most"},
		ReadBytes:     {Name: "read-bytes", Unit: measure.Bytes, Default: 4 * mib, Least: 1e3, Most: 1e12, About: "bytes of one read from object storage"},
		WriteAheadLog: {Name: "write-ahead-log", Unit: measure.Bytes, Default: 4 * gib, Least: 0, Most: 1e15, About: "shared storage: disk of a broker for its write-ahead log"},
		Month:         {Name: "month", Unit: measure.Seconds, Default: 730 * 3600, Least: 3600, Most: 366 * day, About: "a month, as bills count it"},
	}
})

// onOff is the unit of what is on or off.
const onOff measure.Unit = "on or off"

// Spec describes the input.
func (i Input) Spec() Spec { return specs()[i] }

// String is the input's name.
func (i Input) String() string { return i.Spec().Name }

// Inputs returns every input in the order of documents.
func Inputs() []Input {
	out := make([]Input, inputCount)
	for i := range out {
		out[i] = Input(i)
	}
	return out
}

// Origin says how a fact came about.
type Origin string

// The origins, from the strongest.
const (
	Measured  Origin = "measured"  // metered in a run
	Simulated Origin = "simulated" // metered in a run, between zones that its target only simulates
	Given     Origin = "given"     // stated by the user or the scenario
	Assumed   Origin = "assumed"   // a default, or what follows from the zones
)

// Fact is the value of an input.
type Fact struct {
	Value  float64 `json:"value"` // in the base of the input's unit
	Origin Origin  `json:"origin"`
	// Note says where it comes from; may be "".
	Note string `json:"note,omitempty"`
}

// Facts is a workload: a value of every input, within its bounds. The zero Facts
// is not one; begin with Assume.
type Facts struct {
	facts [inputCount]Fact
	// smooth counts brokers in fractions, for slopes.
	smooth bool
}

// Assume returns the facts of which nothing is known: every default, and no load.
func Assume() Facts {
	var f Facts
	for i, s := range specs() {
		f.facts[i] = Fact{Value: s.Default, Origin: Assumed}
	}
	return f
}

// Fact returns the value of an input; of a share that crosses zones and that nothing
// is known of, the one that the zones give.
func (f Facts) Fact(i Input) Fact {
	if f.derived(i) {
		return Fact{Value: f.evenShare(i), Origin: Assumed, Note: f.evenFormula(i) + ", spread evenly"}
	}
	return f.facts[i]
}

// value is the value of an input.
func (f Facts) value(i Input) float64 {
	if f.derived(i) {
		return f.evenShare(i)
	}
	return f.facts[i].Value
}

// on reports whether an input that is on or off is on.
func (f Facts) on(i Input) bool { return f.facts[i].Value >= 0.5 }

// Set gives an input a value. It fails if that is out of bounds. Where it changes
// what a metered share of bytes across zones depends on, the share is forgotten.
func (f *Facts) Set(i Input, value float64, origin Origin, note string) error {
	s := i.Spec()
	if !(value >= s.Least && value <= s.Most) {
		return fmt.Errorf("%s is %s; expected %s to %s", s.Name, s.Format(value), s.Format(s.Least), s.Format(s.Most))
	}
	if s.Whole && value != math.Trunc(value) {
		return fmt.Errorf("%s is %s; expected a whole number", s.Name, s.Format(value))
	}
	f.change(i, value)
	f.facts[i].Origin, f.facts[i].Note = origin, note
	return nil
}

// with is the facts with another value of an input, brought within its bounds.
func (f Facts) with(i Input, value float64) Facts {
	s := i.Spec()
	if !(value >= s.Least) { // NaN too
		value = s.Least
	}
	f.change(i, min(value, s.Most))
	return f
}

// Format writes a value of the input for people.
func (s Spec) Format(v float64) string {
	switch s.Unit {
	case onOff:
		if v >= 0.5 {
			return "on"
		}
		return "off"
	case measure.None:
		return measure.FormatQuantity(v, measure.None)
	}
	if s.Name == "month" { // counted in hours, as bills do
		return measure.FormatQuantity(v/3600, measure.None) + " h"
	}
	return measure.FormatQuantity(v, s.Unit)
}

// FanOut is the bytes that all consumer groups read for a produced byte, replays
// left out.
func (f Facts) FanOut() float64 {
	return f.value(FanOutServing) + f.value(FanOutAnalytics) + f.value(FanOutBackground)
}

// WithFanOut is the facts with another fan-out, its classes in the same proportion;
// serving groups if there are none.
func (f Facts) WithFanOut(total float64) Facts {
	now := f.FanOut()
	if now == 0 {
		return f.with(FanOutServing, total)
	}
	for _, class := range fanOuts() {
		f = f.with(class, f.value(class)/now*total)
	}
	return f
}

func fanOuts() []Input { return []Input{FanOutServing, FanOutAnalytics, FanOutBackground} }
