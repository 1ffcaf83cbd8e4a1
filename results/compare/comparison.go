package compare

import (
	"time"

	"github.com/freshet-bench/freshet/results"
	"github.com/freshet-bench/freshet/results/cost"
)

// Comparison is everything that a page, a table or a program shows of sides.
type Comparison struct {
	Format      int    `json:"format"`
	Definitions int    `json:"definitions"`
	Scenario    string `json:"scenario"`
	About       string `json:"about,omitempty"`
	// Sides are those that are compared, at least two, each with at least one run.
	Sides []Side `json:"sides"`
	// Differences is what differs between the sides apart from what was measured, the
	// most telling first.
	Differences []Difference `json:"differences"`
	// LeftOut names the runs that are not compared.
	LeftOut []LeftOut `json:"left_out,omitempty"`
	// Summary is a few sentences for somebody who reads nothing else.
	Summary string `json:"summary"`
	// Measures are the rows of the page, by section.
	Measures []Measure `json:"measures"`
	Checks   []Check   `json:"checks,omitempty"`
	Entries  []Entry   `json:"entries,omitempty"`
	// Storage, Traffic and Cost have an element a side, in order of Sides; empty = no
	// side has any.
	Storage []Storage `json:"storage,omitempty"`
	Traffic []Traffic `json:"traffic,omitempty"`
	Cost    []Cost    `json:"cost,omitempty"`
	// Gates are the conditions of --fail-if, decided.
	Gates []GateResult `json:"gates,omitempty"`
	// Notes are what a reader must know: warnings as data.
	Notes  []Note `json:"notes,omitempty"`
	Method Method `json:"method"`
}

// Measure is the row of an ID; false if there is none.
func (c *Comparison) Measure(id string) (Measure, bool) {
	for _, m := range c.Measures {
		if m.ID == id {
			return m, true
		}
	}
	return Measure{}, false
}

// In is the rows of a section, in order.
func (c *Comparison) In(s Section) []Measure {
	var out []Measure
	for _, m := range c.Measures {
		if m.Section == s {
			out = append(out, m)
		}
	}
	return out
}

// Method is how the statistics were done.
type Method struct {
	// Alpha is the level of the page: with no difference anywhere, the share of pages
	// on which one is called is at most this.
	Alpha float64 `json:"alpha"`
	// Confidence is that of every interval.
	Confidence float64 `json:"confidence"`
	// Resamples and Seed are those of the bootstrap.
	Resamples int    `json:"resamples"`
	Seed      uint64 `json:"seed"`
	// Tests is over how many tests p-values are adjusted (Holm).
	Tests int `json:"tests"`
}

// Kind is what a difference between sides is a difference of.
type Kind string

// The kinds of differences.
const (
	OfVariant     Kind = "variant" // what the series varies
	OfScenario    Kind = "scenario"
	OfTarget      Kind = "target"
	OfMachine     Kind = "machine"
	OfVersion     Kind = "version"
	OfDefinitions Kind = "definitions"
	OfSeed        Kind = "seed"
)

// Difference is something that is not the same on all sides.
type Difference struct {
	Kind Kind `json:"kind"`
	// What is the setting's path or the fact's name: "sources.clicks.key", "cores".
	What string `json:"what"`
	// Values has one for each side; "" = it is not there. Values of runs that differ
	// within the side are joined with commas.
	Values []string `json:"values"`
	// Expected is true if it is what the sides are about: a variant, or its target.
	Expected bool `json:"expected,omitempty"`
}

// Check is an expectation of the scenario on all sides.
type Check struct {
	Text   string `json:"text"`
	During string `json:"during"`
	// Sides has an element a side, in order of Sides.
	Sides []CheckSide `json:"sides"`
}

// CheckSide is an expectation over the runs of a side.
type CheckSide struct {
	// Verdict is the worst of the runs; "" if the side does not have the expectation.
	Verdict results.Verdict `json:"verdict,omitempty"`
	Pass    int             `json:"pass"`
	Fail    int             `json:"fail"`
	Unknown int             `json:"unknown"`
	// Shown is what was measured, a text a run that has the expectation.
	Shown []string `json:"shown,omitempty"`
	// Reason is that of the first run with the worst verdict.
	Reason string `json:"reason,omitempty"`
}

// Entry is a timeline entry on all sides.
type Entry struct {
	Name string `json:"name"`
	Verb string `json:"verb"`
	// Sides has an element a side, in order of Sides.
	Sides []EntrySide `json:"sides"`
	// Measures are the IDs of the rows that are of the entry: recovery, backfill,
	// isolation, bytes moved, what was read from the remote tier, ages during.
	Measures []string `json:"measures,omitempty"`
}

// EntrySide is a timeline entry over the runs of a side.
type EntrySide struct {
	Summary string `json:"summary,omitempty"`
	// Runs is in how many the entry began, Ended in how many it ended.
	Runs  int `json:"runs"`
	Ended int `json:"ended"`
	// Begin and End are medians over the runs in which it began; without an end, the
	// end of the load.
	Begin time.Duration `json:"begin_ns"`
	End   time.Duration `json:"end_ns"`
}

// Storage is where a side keeps its records, as its first run's target says.
type Storage struct {
	// Model is shared-nothing, tiered or shared; "" = not said.
	Model string `json:"model,omitempty"`
	// On is what the records are on, Replication what copies of them mean there, and
	// Limits what the figures of such a target cannot say.
	On          string   `json:"on,omitempty"`
	Replication string   `json:"replication,omitempty"`
	Limits      []string `json:"limits,omitempty"`
}

// Traffic is the bytes of a side after the warmup, the mean of its runs.
type Traffic struct {
	// Runs is how many say when their bytes went; 0 = there is nothing to show.
	Runs int `json:"runs"`
	// Part has the mean of each cell.
	Part results.TrafficPart `json:"part"`
}

// Cost is what the workload of a side costs a month, modelled with list prices.
type Cost struct {
	// Bill is that of the run with the median total, the lower of two; nil if there is
	// nothing to model: Reason then says why.
	Bill   *cost.Bill `json:"bill,omitempty"`
	Reason string     `json:"reason,omitempty"`
}

// Note is a warning.
type Note struct {
	// About is the ID of the row that it is a footnote of; "" = the whole page.
	About string `json:"about,omitempty"`
	Text  string `json:"text"`
}
