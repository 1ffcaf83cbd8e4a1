package report

import (
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
	for _, n := range v.c.Notes {
		if n.About == "" && !v.saysAlready(n.Text) {
			s.Notes = append(s.Notes, sentenceCase(fullStop(n.Text)))
		}
	}
	return s
}

// saysAlready reports whether a note is of a run that is listed as left out.
func (v *compared) saysAlready(note string) bool {
	return slices.ContainsFunc(v.c.LeftOut, func(l compare.LeftOut) bool {
		return strings.Contains(note, l.Folder) && strings.Contains(note, l.Reason)
	})
}
