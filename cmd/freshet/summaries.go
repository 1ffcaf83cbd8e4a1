package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/freshet-bench/freshet/report"
	"github.com/spf13/pflag"
)

// stepSummary is the variable that names the file of GitHub's job summary.
const stepSummary = "GITHUB_STEP_SUMMARY"

// summaryFlags are the files for CI systems, beside what standard output says.
type summaryFlags struct{ junit, markdown string }

func (f *summaryFlags) bind(flags *pflag.FlagSet) {
	flags.StringVar(&f.junit, "junit", "", "also write the result as JUnit XML to this `file`, a test suite a run")
	flags.StringVar(&f.markdown, "markdown", "", "also write a short summary as Markdown to this `file`; to the one that $"+stepSummary+" names, it is appended")
}

// summaries are the documents about all the runs of one command.
type summaries struct {
	files summaryFlags
	// appends is true if the Markdown goes to the end of a file that others write
	// too; what was written of it is not written again.
	appends bool
	// keeps is true if documents are written: a run's record is large, and is let go of
	// where nobody reads it again.
	keeps bool
	runs  []report.Finished
}

// newSummaries begins the files. Until a run has ended they say that it was not
// run to its end, so that what is left of a command that was killed is not green.
func (p *program) newSummaries(files summaryFlags, as format, scenarios ...string) (*summaries, error) {
	s := &summaries{files: files}
	s.keeps = files.junit != "" || files.markdown != "" || as.is(formatJUnit) || as.is(formatMarkdown)
	s.appends = files.markdown != "" && files.markdown == p.getenv(stepSummary)
	for _, name := range scenarios {
		s.runs = append(s.runs, report.Finished{Scenario: name})
	}
	for _, f := range []struct{ flag, path string }{{"junit", files.junit}, {"markdown", files.markdown}} {
		if f.path == "" {
			continue
		}
		if info, err := os.Stat(f.path); err == nil && !info.Mode().IsRegular() {
			return nil, usagef("--%s %s: not a file; for standard output there is --format %s", f.flag, f.path, f.flag)
		}
		if err := os.MkdirAll(filepath.Dir(f.path), 0o755); err != nil {
			return nil, fmt.Errorf("making the folder of --%s: %w", f.flag, err)
		}
	}
	if err := s.write(); err != nil {
		return nil, err
	}
	if s.appends {
		return s, s.append() // nothing yet: whether it can be
	}
	return s, nil
}

// end takes the result of the i-th run and writes the files anew.
func (s *summaries) end(i int, f report.Finished) error {
	if !s.keeps {
		return nil
	}
	f.Scenario = s.runs[i].Scenario
	s.runs[i] = f
	err := s.write()
	if s.appends {
		err = errors.Join(err, s.append(f))
	}
	return err
}

// write writes the files that are the command's own.
func (s *summaries) write() error {
	var err error
	if s.files.junit != "" {
		err = writeFile(s.files.junit, "JUnit XML", s.junit)
	}
	if s.files.markdown != "" && !s.appends {
		err = errors.Join(err, writeFile(s.files.markdown, "Markdown summary", s.markdown))
	}
	return err
}

// append adds runs to the end of the Markdown file.
func (s *summaries) append(runs ...report.Finished) error {
	file, err := os.OpenFile(s.files.markdown, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
	if err != nil {
		return fmt.Errorf("appending to the Markdown summary: %w", err)
	}
	return errors.Join(report.WriteMarkdown(file, runs...), file.Close())
}

func (s *summaries) junit(w io.Writer) error    { return report.WriteJUnit(w, s.runs...) }
func (s *summaries) markdown(w io.Writer) error { return report.WriteMarkdown(w, s.runs...) }

// print writes the document that standard output is to be, if it is one about all
// runs.
func (s *summaries) print(w io.Writer, as format) error {
	switch as.String() {
	case formatJUnit:
		return s.junit(w)
	case formatMarkdown:
		return s.markdown(w)
	}
	return nil
}

// writeFile writes a file by rename, so that it is whole or is not there. what
// names it in errors.
func writeFile(path, what string, write func(io.Writer) error) (err error) {
	defer func() {
		var temporary *fs.PathError // names a file that nobody knows
		if errors.As(err, &temporary) {
			err = temporary.Err
		}
		if err != nil {
			err = fmt.Errorf("writing the %s %s: %w", what, path, err)
		}
	}()
	file, err := os.CreateTemp(filepath.Dir(path), ".freshet-*")
	if err != nil {
		return err
	}
	defer os.Remove(file.Name())
	err = write(file)
	if chmod := file.Chmod(0o644); err == nil {
		err = chmod
	}
	if closing := file.Close(); err == nil {
		err = closing
	}
	if err != nil {
		return err
	}
	return os.Rename(file.Name(), path)
}
