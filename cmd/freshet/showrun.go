package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/freshet-bench/freshet/harness"
	"github.com/freshet-bench/freshet/report"
	"github.com/freshet-bench/freshet/results"
)

// reportFile is the report's name in the folder of a run record.
const reportFile = "report.html"

// showRun writes the result to standard output and the report into the record's
// folder, and says where the report is and how to run it again.
func (p *program) showRun(result *harness.Result, again []string, as format) error {
	if err := p.writeResult(result.Record, result.Outcome, as); err != nil {
		return err
	}
	page := filepath.Join(result.Dir, reportFile)
	if err := writeReport(page, result.Record, result.Outcome); err != nil {
		return err
	}
	return p.printNotes(as, "\nReport  %s\nAgain   %s %s\n", page, p.callName(), shellJoin(again[1:]))
}

// printNotes writes what follows a result: after the text of it, or beside the
// JSON, which stays clean.
func (p *program) printNotes(as format, text string, args ...any) error {
	if as.json() {
		fmt.Fprintf(p.stderr, text, args...)
		return nil
	}
	return p.printf(text, args...)
}

// writeResult writes the summary of a run, for people or for programs.
func (p *program) writeResult(rec *results.Record, out *results.Outcome, as format) error {
	var err error
	if as.json() {
		err = report.WriteJSON(p.stdout, rec, out)
	} else {
		at := screenOf(p.stdout, p.getenv)
		err = report.WriteText(p.stdout, rec, out, report.TextOptions{Color: at.color, Width: at.width()})
	}
	if err != nil {
		return fmt.Errorf("writing the result: %w", err)
	}
	return nil
}

// writeReport writes the HTML report by rename, so that a report is whole or is
// not there.
func writeReport(path string, rec *results.Record, out *results.Outcome) (err error) {
	defer func() {
		var temporary *fs.PathError // names a file that nobody knows
		if errors.As(err, &temporary) {
			err = temporary.Err
		}
		if err != nil {
			err = fmt.Errorf("writing the report %s: %w", path, err)
		}
	}()
	file, err := os.CreateTemp(filepath.Dir(path), ".report-*")
	if err != nil {
		return err
	}
	defer os.Remove(file.Name())
	if err := writePage(file, rec, out); err != nil {
		return err
	}
	return os.Rename(file.Name(), path)
}

// writePage writes the report into file and closes it.
func writePage(file *os.File, rec *results.Record, out *results.Outcome) error {
	err := report.WriteHTML(file, rec, out)
	if chmod := file.Chmod(0o644); err == nil {
		err = chmod
	}
	if closing := file.Close(); err == nil {
		err = closing
	}
	return err
}
