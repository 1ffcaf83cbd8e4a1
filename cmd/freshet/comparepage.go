package main

import (
	"fmt"
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

// showComparePage writes the page of a comparison and says where it is. That it cannot
// be written where it lies by default is said, and no more: the folder may be one to
// read only, and the exit code is about the gates.
func (p *program) showComparePage(c *compare.Comparison, args []string, flags compareFlags) error {
	page := flags.page
	switch {
	case page != "":
	case len(args) == 1:
		_, dir := compare.Named(args[0])
		page = filepath.Join(dir, seriesPage)
	default:
		page = comparePage
	}
	err := writeComparePage(page, c, compareAgain(args, flags))
	switch {
	case err != nil && flags.page != "":
		return err
	case err != nil:
		return p.printNotes(flags.format, "\nPage    not written: %s; --out says where else\n", oneError(err))
	}
	return p.printNotes(flags.format, "\nPage    %s\n", page)
}

func writeComparePage(page string, c *compare.Comparison, again []string) error {
	source := report.ComparisonSource{Command: again}
	return writeFile(page, "comparison", func(w io.Writer) error { return report.WriteComparisonHTML(w, c, source) })
}

// compareSeries writes the page of a series of runs into its folder, and returns lines
// that say where it is and how to see more of it, or why there is none: the runs
// themselves are none the worse for that.
func (p *program) compareSeries(dir string) string {
	args := []string{dir}
	sides, left, err := compare.Open(args)
	var c *compare.Comparison
	if err == nil {
		c, err = compare.Compare(sides, compare.Options{Alpha: defaultAlpha, LeftOut: left})
	}
	page := filepath.Join(dir, seriesPage)
	if err == nil {
		err = writeComparePage(page, c, compareAgain(args, compareFlags{alpha: defaultAlpha}))
	}
	if err != nil {
		return fmt.Sprintf("Compare  not done: %s\n", oneError(err))
	}
	return fmt.Sprintf("Compare  %s compare %s\nPage     %s\n", p.callName(), shellQuote(dir), page)
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
