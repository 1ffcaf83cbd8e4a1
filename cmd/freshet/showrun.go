package main

import (
	"fmt"
	"io"
	"path/filepath"

	"github.com/freshet-bench/freshet/report"
	"github.com/freshet-bench/freshet/results"
)

// reportFile is the report's name in the folder of a run record.
const reportFile = "report.html"

// showRun writes the result to standard output and the report into the record's
// folder, and says where the report is and how to run it again. What people read of
// one run among many stands in the table of all.
func (p *program) showRun(rec *results.Record, out *results.Outcome, j job, as format) error {
	alone := j.above == nil
	if alone || !as.is(formatText) {
		if err := p.writeResult(rec, out, as); err != nil {
			return err
		}
	}
	page := filepath.Join(rec.Dir, reportFile)
	if err := writeReport(page, rec, out); err != nil {
		return err
	}
	if !alone {
		return nil
	}
	return p.printNotes(as, "\nReport  %s\nAgain   %s %s\n", page, p.callName(), shellJoin(j.again[1:]))
}

// printNotes writes what follows a result: after the text of it, or beside what is
// for programs, which stays clean.
func (p *program) printNotes(as format, text string, args ...any) error {
	if !as.is(formatText) {
		fmt.Fprintf(p.stderr, text, args...)
		return nil
	}
	return p.printf(text, args...)
}

// writeResult writes the result of one run, in a format that takes runs one by one.
func (p *program) writeResult(rec *results.Record, out *results.Outcome, as format) error {
	var err error
	switch as.String() {
	case formatText:
		at := screenOf(p.stdout, p.getenv)
		err = report.WriteText(p.stdout, rec, out, report.TextOptions{Color: at.color, Width: at.width()})
	case formatJSON:
		err = report.WriteJSON(p.stdout, rec, out)
	}
	if err != nil {
		return fmt.Errorf("writing the result: %w", err)
	}
	return nil
}

// writeReport writes the HTML report.
func writeReport(path string, rec *results.Record, out *results.Outcome) error {
	return writeFile(path, "report", func(w io.Writer) error { return report.WriteHTML(w, rec, out) })
}
