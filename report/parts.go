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
