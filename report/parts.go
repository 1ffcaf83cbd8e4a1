package report

import (
	"slices"
	"strings"
	"time"

	"github.com/freshet-bench/freshet/results"
)

// The names of parts of a run, as results.Part has them.
const (
	partSteady  = "steady"
	partOverall = "overall"
	partDuring  = "during "
	partAfter   = "after "
)

// inPart selects the slots of due time that lie wholly in a part, as the verdicts
// do: a slot that reaches into another part counts for neither.
func inPart(segments []results.Segment, part string) func(results.Slot) bool {
	return func(s results.Slot) bool {
		var covered time.Duration
		for _, g := range segments {
			overlap := min(s.End(), g.End) - max(s.Start, g.Begin)
			if overlap > 0 && segmentIn(g, part) {
				covered += overlap
			}
		}
		return covered == s.Length
	}
}

func segmentIn(g results.Segment, part string) bool {
	switch {
	case part == partSteady:
		return g.Steady
	case part == partOverall:
		return !g.Warmup
	}
	entry, during := strings.CutPrefix(part, partDuring)
	return during && slices.Contains(g.Entries, entry)
}

// overlapNote explains why the parts of a table add up to more than the run.
const overlapNote = "Parts overlap: “after” also counts in steady, once recovered."

// overlapping reports whether a stage has a part that overlapNote explains.
func overlapping(stage *results.StageOutcome) bool {
	return stage != nil && slices.ContainsFunc(stage.Parts, func(p results.Part) bool { return strings.HasPrefix(p.Name, partAfter) })
}

// partPhrase is a part as a sentence has it: "in steady state", "during burst".
func partPhrase(part string) string {
	switch part {
	case partSteady:
		return "in steady state"
	case partOverall:
		return "over the whole run"
	}
	return part
}
