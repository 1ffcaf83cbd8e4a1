// Package measure is the catalogue of what Freshet measures: one place for the
// names, units, scopes and definitions that the scenario language, the verdicts,
// the docs and the report share, and for the grammar of expectations.
package measure

// Unit is the dimension of a measure or of a written quantity.
type Unit string

// The units. Values are held in the base unit named here.
const (
	None     Unit = ""                 // a plain number
	Seconds  Unit = "seconds"          // 500ms, 2s, 4m, 1h, 8d
	PerSec   Unit = "per second"       // 2000/s
	Bytes    Unit = "bytes"            // 512B, 1KiB, 2GiB, 10MB
	BytesSec Unit = "bytes per second" // 10MiB/s
	Ratio    Unit = "ratio"            // 0..1, written 0.1% or 0.001
	Factor   Unit = "factor"           // 20x or 20
	Records  Unit = "records"          // a count, written plain
	Money    Unit = "money a month"    // in the price list's currency, written plain
)

// Kind says how a measure comes about, and so which qualifiers it takes.
type Kind string

// The kinds. Samples and gauges take a qualifier (none = steady); ledger
// measures are always over the whole run; derived ones name their entry.
const (
	Sample  Kind = "sample"
	Gauge   Kind = "gauge"
	Ledger  Kind = "ledger"
	Derived Kind = "derived"
)

// Scope is what a measure is a measure of.
type Scope string

// The scopes. Run means that no subject is needed: all of the run.
const (
	OfStage    Scope = "stage"
	OfSource   Scope = "source"
	OfDecision Scope = "decision"
	OfTopic    Scope = "topic"
	OfClass    Scope = "class"
	OfRun      Scope = "run"
)

// Measure is one entry of the catalogue.
type Measure struct {
	Name string
	// Unit of the value; statistics count and rate have their own.
	Unit Unit
	Kind Kind
	// Scopes are the subjects that the measure takes, OfRun if it may stand alone.
	Scopes []Scope
	// Stats are the allowed statistics: "p" stands for every pN. Empty: none.
	Stats []string
	// Default is the statistic taken when none is written; "" = one is needed.
	Default string
	// Definition is one sentence, exact; Reading says how to read it.
	Definition string
	Reading    string
	// Function is true for recovery, backfill and isolation, which are called.
	Function bool
}
