package main

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/freshet-bench/freshet/results"
	"github.com/freshet-bench/freshet/scenarios"
)

// The exit codes. 2 is left to Go's panics.
const (
	exitOK          = 0
	exitFailed      = 1   // the run or the target failed
	exitUnknown     = 3   // no expectation failed, and at least one could not be decided
	exitExpectation = 99  // an expectation failed
	exitUsage       = 104 // bad usage, or a scenario that does not check
	exitInterrupted = 105 // the user ended the run; its report is written
)

// worst returns the exit code that stands for both: after an interrupt some runs
// were not made at all, a run that failed decides nothing, and a failed expectation
// beats an undecided one.
func worst(a, b int) int {
	order := []int{exitOK, exitUnknown, exitExpectation, exitFailed, exitInterrupted, exitUsage}
	if slices.Index(order, b) > slices.Index(order, a) {
		return b
	}
	return a
}

// exitError is an error that decides the exit code. A nil err has been shown
// already, as a report has.
type exitError struct {
	code int
	err  error
}

func (e *exitError) Error() string {
	if e.err == nil {
		return fmt.Sprintf("exit code %d", e.code)
	}
	return e.err.Error()
}

func (e *exitError) Unwrap() error { return e.err }

// usagef is a mistake in how a command was called.
func usagef(format string, args ...any) error {
	return &exitError{code: exitUsage, err: fmt.Errorf(format, args...)}
}

// exitCode is the code that err ends the program with. What a command returns
// without a code of its own is a failure; the problems of a scenario are usage.
func exitCode(err error) int {
	var coded *exitError
	var problems scenarios.Problems
	switch {
	case err == nil:
		return exitOK
	case errors.As(err, &coded):
		return coded.code
	case errors.As(err, &problems):
		return exitUsage
	}
	return exitFailed
}

// verdict is the exit code of a run whose result has been shown, as an error; nil
// if every expectation held.
func verdict(out *results.Outcome) error {
	switch {
	case out.Status == results.Stopped:
		return &exitError{code: exitInterrupted}
	case out.Status == results.Failed, out.Status == results.CutShort:
		return &exitError{code: exitFailed}
	case out.Verdict == results.Fail:
		return &exitError{code: exitExpectation}
	case out.Verdict == results.Unknown:
		return &exitError{code: exitUnknown}
	}
	return nil
}

// printError writes err as the lines that a user acts on: the problems of a
// scenario as they are, which name file and line, anything else on one line
// after the program's name.
func printError(w io.Writer, err error) {
	var coded *exitError
	if errors.As(err, &coded) && coded.err == nil {
		return
	}
	var problems scenarios.Problems
	if errors.As(err, &problems) {
		for _, problem := range problems {
			fmt.Fprintln(w, problem)
		}
		return
	}
	if problems := configProblems(err); len(problems) > 0 {
		for _, problem := range problems {
			fmt.Fprintln(w, problem)
		}
		return
	}
	var prices listProblems
	if errors.As(err, &prices) {
		fmt.Fprintln(w, prices)
		return
	}
	fmt.Fprintln(w, "freshet: "+oneError(err))
}

// oneError is an error on one line. Of errors that were joined, one that says no
// more than another is left out.
func oneError(err error) string {
	var said []string
	for line := range strings.Lines(err.Error()) {
		line = strings.TrimSpace(line)
		known := func(other string) bool { return strings.Contains(other, line) }
		if !slices.ContainsFunc(said, known) {
			said = append(said, line)
		}
	}
	return strings.Join(said, "; ")
}
