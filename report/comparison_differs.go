package report

import (
	"fmt"
	"slices"
	"strings"

	"github.com/freshet-bench/freshet/results/compare"
)

// differsSection is "What differs": read before any figure.
type differsSection struct {
	Sides []sideCell
	// Rows are the differences; More those that are seldom worth a look.
	Rows, More []differsRow
	LeftOut    []leftOutRow
	Notes      []string
}

// differsRow is something that is not the same on all sides.
type differsRow struct {
	Kind, What string
	Values     []string
	Expected   bool
}

// leftOutRow is a run that is not compared.
type leftOutRow struct{ Folder, Side, Reason string }

// differsShown is how many differences are read before any figure; those that the
// sides are about always are.
const differsShown = 6

func (v *compared) differs() differsSection {
	s := differsSection{Sides: v.cells()}
	for _, d := range v.c.Differences {
		row := differsRow{Kind: string(d.Kind), What: d.What, Expected: d.Expected}
		for _, value := range d.Values {
			row.Values = append(row.Values, or(value, noBytes))
		}
		if len(s.Rows) < differsShown || d.Expected || d.Kind == compare.OfDefinitions {
			s.Rows = append(s.Rows, row)
		} else {
			s.More = append(s.More, row)
		}
	}
	for _, l := range v.c.LeftOut {
		s.LeftOut = append(s.LeftOut, leftOutRow{l.Folder, l.Side, sentenceCase(fullStop(l.Reason))})
	}
	for _, side := range v.sides {
		if text := side.untrusted(); text != "" {
			s.Notes = append(s.Notes, text)
		}
	}
	for _, n := range v.c.Notes {
		if n.About == "" && !v.saysAlready(n.Text) {
			s.Notes = append(s.Notes, sentenceCase(fullStop(n.Text)))
		}
	}
	return s
}

// untrusted says how many runs of a side are shown and not used, and why the first of
// them is not.
func (s comparedSide) untrusted() string {
	n, why := 0, ""
	for _, r := range s.Runs {
		if r.Untrusted != "" {
			n, why = n+1, or(why, r.Untrusted)
		}
	}
	if n == 0 {
		return ""
	}
	return fmt.Sprintf("The times of %d of %s of %s are shown and not used: %s", n, plural(len(s.Runs), "run"), s.Name, fullStop(why))
}

// saysAlready reports whether a note is of a run that is listed as left out, or
// counted among those whose times are not used.
func (v *compared) saysAlready(note string) bool {
	of := func(folder, reason string) bool {
		return reason != "" && strings.Contains(note, folder) && strings.Contains(note, reason)
	}
	if slices.ContainsFunc(v.c.LeftOut, func(l compare.LeftOut) bool { return of(l.Folder, l.Reason) }) {
		return true
	}
	return slices.ContainsFunc(v.sides, func(s comparedSide) bool {
		return slices.ContainsFunc(s.Runs, func(r compare.Run) bool { return of(r.Folder, r.Untrusted) })
	})
}
