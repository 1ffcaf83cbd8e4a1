package clientconfig

import (
	"fmt"
	"strings"
)

// Problem is a mistake in a client configuration.
type Problem struct {
	File    string // "" = none: a flag's
	Line    int    // from 1; 0 = the file as a whole
	Message string // what, and what was expected; never a secret
}

// Error is file:line: message.
func (p Problem) Error() string {
	switch {
	case p.File == "":
		return p.Message
	case p.Line == 0:
		return p.File + ": " + p.Message
	}
	return fmt.Sprintf("%s:%d: %s", p.File, p.Line, p.Message)
}

// Problems are the mistakes of one configuration, in its order.
type Problems []Problem

// Error is one line for each problem.
func (p Problems) Error() string {
	lines := make([]string, len(p))
	for i, problem := range p {
		lines[i] = problem.Error()
	}
	return strings.Join(lines, "\n")
}
