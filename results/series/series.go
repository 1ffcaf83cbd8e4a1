// Package series is what stands above runs that were made to be compared: which
// variants of a scenario ran on which targets, in which rounds and order, and how
// each run ended. It is one file, series.json, in the folder that holds the run
// records. docs/many-runs.md describes it.
package series

import (
	"fmt"
	"time"
)

// Format is the version of series.json. A reader refuses a newer one and says so.
const Format = 1

// Series is series.json: every run that was planned, in the order in which they are
// made, and how those ended that were made.
type Series struct {
	Format int    `json:"format"`
	Name   string `json:"name"` // the scenario's
	// Command is the arguments of the program that give the series again.
	Command []string `json:"command,omitempty"`
	// Seed is what the seeds of the rounds and the order of the runs come from.
	Seed uint64 `json:"seed"`
	// Rounds is how often every side is run.
	Rounds  int       `json:"rounds"`
	Created time.Time `json:"created"`
	Sides   []Side    `json:"sides"`
	Runs    []Run     `json:"runs"`
}

// Side is one of what is compared: a variant of the scenario on a target.
type Side struct {
	Variant string `json:"variant"` // "" = the scenario has no variants
	Target  string `json:"target"`
}

// Run is one run of the series, made or still to be made.
type Run struct {
	N       int    `json:"n"`     // its place in the order, from 1
	Round   int    `json:"round"` // from 1
	Variant string `json:"variant"`
	Target  string `json:"target"`
	// Folder is the folder of the run's record, below that of the series.
	Folder string `json:"folder"`
	// Seed is the run's own: the same for all runs of a round.
	Seed uint64 `json:"seed"`
	// Exit is the exit code of the run: 0 if all expectations held. It says nothing
	// of a run that has not ended.
	Exit int `json:"exit"`
	// Error is why the run or its target failed; "" of one that was judged.
	Error string `json:"error,omitempty"`
	// Began and Ended are zero until then. A run that began and did not end is under
	// way, or was cut short.
	Began time.Time `json:"began,omitzero"`
	Ended time.Time `json:"ended,omitzero"`
}

// Side is the side that the run is of.
func (r Run) Side() Side { return Side{r.Variant, r.Target} }

// Begun reports whether the run was begun, so that its folder may be there.
func (r Run) Begun() bool { return !r.Began.IsZero() }

// Done reports whether the run came to an end by itself, with whatever result.
func (r Run) Done() bool { return !r.Ended.IsZero() }

// String is the side in words: "variant on target", or the target alone.
func (s Side) String() string {
	if s.Variant == "" {
		return s.Target
	}
	return fmt.Sprintf("%s on %s", s.Variant, s.Target)
}

// Of lists the runs of a side, in their order.
func (s *Series) Of(side Side) []Run {
	var runs []Run
	for _, run := range s.Runs {
		if run.Side() == side {
			runs = append(runs, run)
		}
	}
	return runs
}

// Varied says what differs between the sides: variants, targets, both or nothing.
func (s *Series) Varied() (variants, targets bool) {
	for _, side := range s.Sides {
		variants = variants || side.Variant != s.Sides[0].Variant
		targets = targets || side.Target != s.Sides[0].Target
	}
	return variants, targets
}
