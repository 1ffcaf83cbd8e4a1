package scenarios

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Problem is one thing that is wrong with a scenario.
type Problem struct {
	// File is the file as it was named, "shipped:NAME" for a shipped scenario, or
	// the option that brought the value in, as "--set sources.clicks.rate".
	File string
	// Line and Col count from 1; 0 where there is no position.
	Line, Col int
	Message   string
	Hint      string // the word that was probably meant; may be ""
}

// String is the problem in one line: file:line:col: message; did you mean "x"?
func (p Problem) String() string {
	var b strings.Builder
	b.WriteString(p.File)
	if p.Line > 0 {
		fmt.Fprintf(&b, ":%d:%d", p.Line, p.Col)
	}
	fmt.Fprintf(&b, ": %s", p.Message)
	if p.Hint != "" {
		fmt.Fprintf(&b, "; did you mean %q?", p.Hint)
	}
	return b.String()
}

// Problems is everything that is wrong with a scenario, in the order of the file.
type Problems []Problem

// Error is the problems, one a line.
func (p Problems) Error() string {
	lines := make([]string, len(p))
	for i, problem := range p {
		lines[i] = problem.String()
	}
	return strings.Join(lines, "\n")
}

// Tidy is the problems as they are shown: in the order of the file, each once and
// on one line, and at most 50.
func (p Problems) Tidy() Problems { return p.sorted() }

// sorted orders by position, what options brought in last, drops repetitions, and
// cuts each to a line and all to maxPrinted.
func (p Problems) sorted() Problems {
	slices.SortStableFunc(p, func(a, b Problem) int {
		option := func(p Problem) int {
			if strings.HasPrefix(p.File, "--") {
				return 1
			}
			return 0
		}
		return cmp.Or(option(a)-option(b), strings.Compare(a.File, b.File), a.Line-b.Line, a.Col-b.Col)
	})
	p = slices.Compact(p)
	if more := len(p) - maxPrinted; more > 0 {
		p = append(p[:maxPrinted:maxPrinted], Problem{File: p[maxPrinted].File, Message: fmt.Sprintf("... and %d more", more)})
	}
	for i := range p {
		p[i].Message, p[i].Hint = tidy(p[i].Message), shortened(p[i].Hint, longestEcho)
	}
	return p
}
