package compare

import "github.com/freshet-bench/freshet/results/measure"

// Section is the part of the page that a measure is shown in.
type Section string

// The sections, in the order of the page.
const (
	Ages        Section = "age"
	Decisions   Section = "decisions"
	Lag         Section = "lag"
	Faults      Section = "faults"
	Correctness Section = "correctness"
	Storages    Section = "storage"
	Traffics    Section = "traffic"
	Costs       Section = "cost"
)

// Better is the direction in which a measure is better.
type Better string

// The directions.
const (
	Lower   Better = "lower"
	Higher  Better = "higher"
	Neither Better = ""
)

// Measure is a row of the page.
type Measure struct {
	// ID names the row, in the grammar of expectations where the catalogue has the
	// measure: "ranking.platform-age.p99 during burst", "recovery(burst, ranking)".
	ID      string  `json:"id"`
	Section Section `json:"section"`
	// Subject is the stage, source, decision or topic; "" = the run.
	Subject string `json:"subject,omitempty"`
	// Name is the measure's, and Stat its statistic: "platform-age", "p99".
	Name string `json:"name"`
	Stat string `json:"stat,omitempty"`
	// Part is what of the run it is of: "steady", "overall", "during burst", "whole
	// run"; Entry is the timeline entry of it, if there is one.
	Part  string       `json:"part"`
	Entry string       `json:"entry,omitempty"`
	Unit  measure.Unit `json:"unit"`
	// Better is the direction in which it is better.
	Better Better `json:"better,omitempty"`
	// Tested is true for the measures that the page decides on. The others are shown
	// with medians and intervals; their differences have no p-value and no verdict.
	Tested bool `json:"tested"`
	// Sides has an element a side, in order of Comparison.Sides.
	Sides []Sample `json:"sides"`
	// Pairs has an element for each side after the first, which is compared with it.
	Pairs []Pair `json:"pairs"`
}

// Sample is a measure on one side.
type Sample struct {
	// Values has one for each run, in order of Side.Runs.
	Values []Value `json:"values"`
	// N is how many of them count.
	N int `json:"n"`
	// Median is nil without a value that counts.
	Median *Estimate `json:"median,omitempty"`
	// Interval is the bootstrap interval of the median; nil below MinInterval runs.
	Interval *Interval `json:"interval,omitempty"`
	// draws are the medians of the bootstrap, as drawn; nil without an interval.
	draws []float64
}

// Value is what one run has of a measure, in the base unit of the measure.
type Value struct {
	// Value is nil if there is none; Reason then says why.
	Value *float64 `json:"value"`
	// Censored is true if the run ended before it was over: it is more than Value.
	Censored bool `json:"censored,omitempty"`
	// Resolution is how far two values must be apart to be told apart.
	Resolution float64 `json:"resolution,omitempty"`
	// Reason says why there is no value, or why it is left out of statistics.
	Reason string `json:"reason,omitempty"`
}

// Counts reports whether the value is used in statistics.
func (v Value) Counts() bool { return v.Value != nil && v.Reason == "" }

// Estimate is a value of a sample. If it is censored it is more than Value.
type Estimate struct {
	Value    float64 `json:"value"`
	Censored bool    `json:"censored,omitempty"`
}

// Interval has its ends in the base unit, and its confidence in Method.
type Interval struct {
	Low  Estimate `json:"low"`
	High Estimate `json:"high"`
}

// Bound says that a difference is only known from one side, because a median is
// censored.
type Bound string

// The bounds.
const (
	Exact   Bound = ""
	AtLeast Bound = "at least"
	AtMost  Bound = "at most"
)

// Verdict is what the statistics say of a difference.
type Verdict string

// The verdicts.
const (
	IsHigher  Verdict = "higher"              // than the first side
	IsLower   Verdict = "lower"               // than the first side
	NoneFound Verdict = "no difference found" // which does not say that there is none
	TooFew    Verdict = "too few runs"        // for any difference to be called
	NotKnown  Verdict = "unknown"             // a side has no value, or the order of values is not known
	NotTested Verdict = "not tested"          // the row is shown only
	TheSame   Verdict = "the same"            // all runs of both sides have the same value
)

// Pair is a side compared with the first one.
type Pair struct {
	// Side is the index in Comparison.Sides.
	Side int `json:"side"`
	// Absolute is the side's median less the first side's, in the base unit; Relative
	// is that divided by the first side's median, nil where that is 0. Both are nil
	// where a side has no median or both are censored.
	Absolute *float64 `json:"absolute,omitempty"`
	Relative *float64 `json:"relative,omitempty"`
	Bound    Bound    `json:"bound,omitempty"`
	// Interval is the bootstrap interval of Absolute, and RelativeInterval that of
	// Relative; nil below MinInterval runs on either side or with censored values, and
	// the latter where the first side may be 0.
	Interval         *Interval `json:"interval,omitempty"`
	RelativeInterval *Interval `json:"relative_interval,omitempty"`
	// P is that of the Mann-Whitney test, two-sided, and Adjusted that after Holm's
	// correction over all tests of the page; nil where there is none.
	P        *float64 `json:"p,omitempty"`
	Adjusted *float64 `json:"p_adjusted,omitempty"`
	Verdict  Verdict  `json:"verdict"`
	// Effect is "better" or "worse" for a difference that is called on a measure with
	// a direction, else "".
	Effect string `json:"effect,omitempty"`
	// Reason explains an unknown verdict, or a difference that is not called although
	// p is small.
	Reason string `json:"reason,omitempty"`
}

// Called reports whether a difference was found.
func (p Pair) Called() bool { return p.Verdict == IsHigher || p.Verdict == IsLower }
