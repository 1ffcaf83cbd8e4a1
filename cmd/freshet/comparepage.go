package main

import (
	"io"
	"path/filepath"
	"strconv"

	"github.com/freshet-bench/freshet/report"
	"github.com/freshet-bench/freshet/results/compare"
)

// The name of a comparison's page in the folder of a series, and in the current
// folder, where other things may be.
const (
	seriesPage  = "compare.html"
	comparePage = "freshet-compare.html"
)

// writeComparePage writes the page of a comparison and says where it is.
func (p *program) writeComparePage(c *compare.Comparison, args []string, flags compareFlags) error {
	page := flags.page
	switch {
	case page != "":
	case len(args) == 1:
		page = filepath.Join(args[0], seriesPage)
	default:
		page = comparePage
	}
	source := report.ComparisonSource{Command: compareAgain(args, flags)}
	err := writeFile(page, "comparison", func(w io.Writer) error { return report.WriteComparisonHTML(w, c, source) })
	if err != nil {
		return err
	}
	return p.printNotes(flags.format, "\nPage    %s\n", page)
}

// compareAgain is the command that compares the same again.
func compareAgain(args []string, flags compareFlags) []string {
	again := append([]string{"freshet", "compare"}, args...)
	for _, gate := range flags.gates {
		again = append(again, "--fail-if", gate)
	}
	if flags.alpha != defaultAlpha {
		again = append(again, "--alpha", strconv.FormatFloat(flags.alpha, 'g', -1, 64))
	}
	return again
}
