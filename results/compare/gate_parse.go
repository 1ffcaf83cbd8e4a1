package compare

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/freshet-bench/freshet/results/measure"
)

// ParseGate reads a gate:
//
//	gate  = measure ( ">" | "<" ) bound [ qualifier ] .
//	bound = ( "+" | "-" ) ( number "%" | quantity ) .
//
// Measure and qualifier are those of expectations. A bound in percent is relative to
// the first side, else it is a difference in the measure's unit. An error is a
// *measure.SyntaxError. ParseGate knows only the grammar: names are checked by
// Compare, against what the runs have.
func ParseGate(text string) (Gate, error) {
	g := Gate{Text: text}
	at := comparison(text)
	if at < 0 {
		return g, &measure.SyntaxError{Offset: len(text), Message: "expected a measure, > or < and a difference, as ranking.age.p99 > +10%"}
	}
	g.Above = text[at] == '>'
	begin := at + 1 + len(text[at+1:]) - len(strings.TrimLeft(text[at+1:], blanks))
	end := len(text)
	if n := strings.IndexAny(text[begin:], blanks); n >= 0 {
		end = begin + n
	}
	if err := g.readBound(text[begin:end], begin); err != nil {
		return g, err
	}
	// The rest is read as an expectation of the same length, so that places agree:
	// the worst subject of a class is the one furthest on the wrong side.
	op := "<"
	if !g.Above {
		op = ">"
	}
	g.probe = text[:at] + op + strings.Repeat(" ", begin-at-1) + "0" + strings.Repeat(" ", end-begin-1) + text[end:]
	if _, err := measure.Parse(g.probe); err != nil {
		return g, err
	}
	g.Measure = strings.Join(strings.Fields(text[:at]+" "+text[end:]), " ")
	return g, nil
}

const blanks = " \t\r\n"

// comparison is where the comparison stands: the first > or < outside brackets; -1
// without one.
func comparison(text string) int {
	depth := 0
	for i := range len(text) {
		switch text[i] {
		case '(', '[':
			depth++
		case ')', ']':
			depth--
		case '>', '<':
			if depth <= 0 {
				return i
			}
		}
	}
	return -1
}

// readBound reads the bound, which begins at an offset.
func (g *Gate) readBound(word string, offset int) error {
	fail := func(at int, format string, args ...any) error {
		return &measure.SyntaxError{Offset: offset + at, Message: fmt.Sprintf(format, args...)}
	}
	switch {
	case strings.HasPrefix(word, "="):
		return fail(-1, "a difference is compared with > or <, not with %c=", op(g.Above))
	case word == "":
		return fail(0, "expected a difference, as +10%% or +50ms")
	case word[0] != '+' && word[0] != '-':
		return fail(0, "expected a difference with its sign, as +10%% or +50ms, but %q stands here", word)
	}
	sign := 1.0
	if word[0] == '-' {
		sign = -1
	}
	value, unit, err := measure.ParseQuantity(word[1:])
	if err != nil {
		return fail(1, "%s", err)
	}
	g.Bound, g.written, g.at = sign*value, unit, offset
	if g.Relative = unit == measure.Ratio; g.Relative && g.Bound < -1 {
		return fail(0, "nothing falls by more than 100%%")
	}
	return nil
}

func op(above bool) rune {
	if above {
		return '>'
	}
	return '<'
}

// resolve checks the gate against what the runs have and fills in the measure's unit.
// It says what is wrong and where; "" if nothing is.
func (g *Gate) resolve(t measure.Topology) string {
	e, err := measure.Parse(g.probe)
	if err != nil {
		return g.problem(0, err.Error(), "")
	}
	resolved, problems := e.Resolve(t)
	if len(problems) > 0 {
		return g.problem(problems[0].Offset, problems[0].Message, problems[0].Hint)
	}
	g.unit = resolved.Unit
	plain := slices.Contains([]measure.Unit{measure.Ratio, measure.Factor, measure.Records, measure.Money}, g.unit)
	if g.Relative || g.written == g.unit || g.written == measure.None && (plain || g.Bound == 0) {
		return ""
	}
	return g.problem(g.at, fmt.Sprintf("%s is in %s, but %q stands here; expected a difference in it, or in percent", resolved.Measure, g.unit, word(g.Text[g.at:])), "")
}

// word is a text up to its first blank.
func word(text string) string {
	if n := strings.IndexAny(text, blanks); n >= 0 {
		return text[:n]
	}
	return text
}

// problem is what is wrong at an offset of the text.
func (g *Gate) problem(offset int, message, hint string) string {
	if hint != "" {
		message += fmt.Sprintf("; did you mean %q?", hint)
	}
	return fmt.Sprintf("%q: column %d: %s", g.Text, offset+1, message)
}

func seconds(v float64) time.Duration { return time.Duration(v * float64(time.Second)) }
