package report

import (
	"slices"
	"strings"

	"github.com/freshet-bench/freshet/results"
	"github.com/freshet-bench/freshet/results/compare"
)

// verdictsSection is the expectations of all sides.
type verdictsSection struct {
	Sides []sideCell
	Rows  []verdictsRow
	// Runs is the verdicts of the runs themselves.
	Runs []verdictsCell
}

// verdictsRow is one expectation.
type verdictsRow struct {
	Text, During string
	Cells        []verdictsCell
}

// verdictsCell is an expectation on one side.
type verdictsCell struct {
	Side sideCell
	// Mark is the worst verdict; Count says how many runs came to which.
	Mark          mark
	Count         string
	Shown, Reason string
	Absent        bool
}

func (v *compared) verdicts() verdictsSection {
	s := verdictsSection{Sides: v.cells()}
	for _, side := range v.sides {
		s.Runs = append(s.Runs, side.ownVerdicts())
	}
	for _, c := range v.c.Checks {
		row := verdictsRow{Text: c.Text, During: c.During}
		for i, side := range c.Sides {
			cell := newVerdictsCell(v.sides[i].cell(), side)
			if v.sides[i].hasReason(cell.Reason) {
				cell.Reason = "" // the row of the runs themselves says it once
			}
			row.Cells = append(row.Cells, cell)
		}
		s.Rows = append(s.Rows, row)
	}
	return s
}

// ownVerdicts is how the runs of a side came out.
func (s comparedSide) ownVerdicts() verdictsCell {
	var sum compare.CheckSide
	for _, r := range s.Runs {
		switch r.Verdict {
		case results.Pass:
			sum.Pass++
		case results.Fail:
			sum.Fail++
		default:
			sum.Unknown++
		}
	}
	sum.Verdict = worstVerdict(sum)
	var reasons []string
	for _, r := range s.Runs {
		if r.Verdict != results.Pass {
			reasons = append(reasons, r.Reason)
		}
	}
	if reasons = distinct(reasons); len(reasons) > 0 {
		sum.Reason = sentenceCase(reasons[0])
	}
	if len(reasons) > 1 {
		sum.Reason += "; " + plural(len(reasons)-1, "further reason") + " under Where this comes from"
	}
	return newVerdictsCell(s.cell(), sum)
}

// hasReason reports whether a reason is that of one of the runs.
func (s comparedSide) hasReason(reason string) bool {
	return slices.ContainsFunc(s.Runs, func(r compare.Run) bool { return strings.Contains(r.Reason, reason) })
}

// worstVerdict is that of a side: fail beats unknown beats pass.
func worstVerdict(c compare.CheckSide) results.Verdict {
	switch {
	case c.Fail > 0:
		return results.Fail
	case c.Unknown > 0:
		return results.Unknown
	}
	return results.Pass
}

func newVerdictsCell(side sideCell, c compare.CheckSide) verdictsCell {
	cell := verdictsCell{Side: side, Mark: markOf(c.Verdict), Absent: c.Verdict == "", Reason: c.Reason}
	total := c.Pass + c.Fail + c.Unknown
	for _, n := range []struct {
		count int
		word  string
	}{{c.Fail, "failed"}, {c.Unknown, "unknown"}, {c.Pass, "passed"}} {
		switch {
		case n.count == 0:
		case n.count == total && total > 1:
			cell.Count = "all " + count(int64(total)) + " runs"
		case total > 1:
			cell.Count = joinedBy(cell.Count, count(int64(n.count))+" "+n.word)
		}
	}
	cell.Shown = shownRange(c.Shown)
	return cell
}

// joinedBy is two texts with a comma between them.
func joinedBy(a, b string) string {
	if a == "" {
		return b
	}
	return a + ", " + b
}

// shownRange is what the runs of a side measured: all of it if that is little, and
// else how much more there is.
func shownRange(texts []string) string { return joinedFew(distinct(texts)) }

// distinct are the texts, each once.
func distinct(texts []string) []string {
	var list []string
	seen := map[string]bool{}
	for _, t := range texts {
		if t != "" && !seen[t] {
			seen[t] = true
			list = append(list, t)
		}
	}
	return list
}
