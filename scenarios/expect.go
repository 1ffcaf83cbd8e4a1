package scenarios

import (
	"errors"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"github.com/freshet-bench/freshet/results/measure"
)

// expectations is a list of expectations, or a single one.
func expectations() codec[[]Expect] {
	c := listOf(zero[Expect], expectation())
	read := c.read
	c.read = func(d *decoder, n *yaml.Node, path string, list *[]Expect) bool {
		if n.Kind == yaml.SequenceNode && n.Style&yaml.FlowStyle != 0 {
			if i, whole := splitByComma(n.Content); i >= 0 {
				d.fail(n.Content[i], "", "an unquoted comma splits this expectation; write %q, in quotes", whole)
				rest := *n
				rest.Content = slices.Concat(n.Content[:i], n.Content[i+2:])
				read(d, &rest, path, list)
				return false
			}
		}
		return read(d, n, path, list)
	}
	return atMost(maxExpect, "expectations", c)
}

// splitByComma finds an expectation whose arguments a flow list has taken apart:
// the index at which it starts, -1 if there is none, and the text that was meant.
func splitByComma(items []*yaml.Node) (start int, whole string) {
	for i, item := range items {
		open := strings.Count(item.Value, "(") > strings.Count(item.Value, ")")
		if open && i+1 < len(items) && strings.Contains(items[i+1].Value, ")") {
			return i, item.Value + ", " + items[i+1].Value
		}
	}
	return -1, ""
}

// expectation is a line, or a map with that and more.
func expectation() codec[Expect] {
	long := object(expectFields)
	line := expectLine()
	return codec[Expect]{
		read: func(d *decoder, n *yaml.Node, path string, e *Expect) bool {
			e.Line = max(n.Line, 0)
			if n.Kind == yaml.MappingNode {
				return long.read(d, n, path, e)
			}
			return line.read(d, n, path, &e.Expectation)
		},
		write: func(e Expect) *yaml.Node {
			if e.Samples == 0 && !e.Abort {
				return line.write(e.Expectation)
			}
			return long.write(e)
		},
		schema: schemaNode{"title": "an expectation, or a map with that", "oneOf": []any{line.schema, long.schema}},
	}
}

func expectFields() []field[Expect] {
	return []field[Expect]{
		needed(at("that", func(e *Expect) *measure.Expectation { return &e.Expectation }, expectLine(), "The expectation; in quotes if it has a comma, here inside { }.")),
		at("samples", func(e *Expect) *int64 { return &e.Samples }, samples(), "The least samples for a verdict; fewer are unknown."),
		at("abort", func(e *Expect) *bool { return &e.Abort }, yesNo(), "End the run as soon as it can no longer hold."),
	}
}

// samples is a number of samples, written only if it is stated.
func samples() codec[int64] {
	c := count[int64](1, 1e15)
	write := c.write
	c.write = func(v int64) *yaml.Node {
		if v == 0 {
			return nil
		}
		return write(v)
	}
	return c
}

func expectLine() codec[measure.Expectation] {
	return codec[measure.Expectation]{
		read: func(d *decoder, n *yaml.Node, _ string, e *measure.Expectation) bool {
			text, ok := word(d, n, `an expectation, as "ranking.platform-age.p99 < 500ms"`)
			if !ok {
				return false
			}
			if len(text) > maxExpected {
				return d.fail(n, "", "an expectation of %d bytes; expected at most %d", len(text), maxExpected)
			}
			parsed, err := measure.Parse(text)
			var syntax *measure.SyntaxError
			if errors.As(err, &syntax) {
				return d.failAt(n, syntax.Offset, syntax.Hint, "%s", syntax.Message)
			}
			*e = parsed
			return true
		},
		write:  func(e measure.Expectation) *yaml.Node { return scalar(e.Text) },
		schema: schemaNode{"type": "string", "title": "an expectation"},
	}
}
