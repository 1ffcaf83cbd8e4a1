package report

import (
	"strings"

	"github.com/freshet-bench/freshet/results"
)

// Finished is one run of those that a document is about. A run that could not be
// made has no Record and no Outcome.
type Finished struct {
	// Scenario is the scenario's name.
	Scenario string
	Record   *results.Record
	Outcome  *results.Outcome
	// Err is why the run failed or could not be made; nil if it ran to its end. A
	// run without an Outcome and without an Err was not made, or not to its end.
	Err error
}

// judged reports whether there is something to show besides what went wrong.
func (f *Finished) judged() bool { return f.Record != nil && f.Outcome != nil }

// verdict is the run's verdict; unknown for one that came to none.
func (f *Finished) verdict() results.Verdict {
	if f.Outcome == nil {
		return results.Unknown
	}
	return f.Outcome.Verdict
}

// trouble says on one line why the run itself, whatever became of its
// expectations, is not to be relied on; "" if it is.
func (f *Finished) trouble() string {
	switch {
	case f.Err != nil:
		return oneLine(f.Err.Error())
	case f.Outcome == nil:
		return "not run to its end"
	}
	if n, ok := statusNotice(f.Record, f.Outcome); ok && f.Outcome.Status != results.Aborted {
		return oneLine(n.Title + ": " + n.Text)
	}
	if f.Outcome.Verdict == results.Unknown && len(withVerdict(f.Outcome.Checks, results.Unknown)) == 0 {
		return oneLine(or(f.Outcome.Reason, "the verdict is unknown"))
	}
	return ""
}

// oneLine is a text with every run of white space as one blank.
func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }
