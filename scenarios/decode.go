package scenarios

import (
	"fmt"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"
)

// decoder walks a tree of nodes, collects every problem, and remembers where the
// value of each path stands, so that later checks can point at it.
type decoder struct {
	file string
	// options names the origin of nodes that do not come from the file: a node's
	// line -k means options[k-1].
	options []string
	values  map[string]*yaml.Node
	keys    map[string]*yaml.Node
	// bad marks the nodes that were complained about and the paths without a value,
	// so that later checks do not repeat what was said.
	badNodes map[*yaml.Node]bool
	badPaths map[string]bool
	// partial marks the maps of which a thing got lost, because its name stands
	// twice: a name that is missing there may be the lost thing's.
	partial map[string]bool
	// read is true once everything is read, and only checks remain.
	read     bool
	problems Problems
}

func newDecoder(file string, options []string) *decoder {
	return &decoder{
		file: file, options: options,
		values: map[string]*yaml.Node{}, keys: map[string]*yaml.Node{},
		badNodes: map[*yaml.Node]bool{}, badPaths: map[string]bool{}, partial: map[string]bool{},
	}
}

// fail reports a problem at a node. It returns false, so that a reader can end
// with it.
func (d *decoder) fail(n *yaml.Node, hint, format string, args ...any) bool {
	return d.failAt(n, 0, hint, format, args...)
}

// failAt reports a problem some bytes into a scalar.
func (d *decoder) failAt(n *yaml.Node, offset int, hint, format string, args ...any) bool {
	if !d.read {
		d.badNodes[n] = true
	}
	d.problems = append(d.problems, d.problem(n, offset, hint, fmt.Sprintf(format, args...)))
	return false
}

func (d *decoder) problem(n *yaml.Node, offset int, hint, message string) Problem {
	p := Problem{File: d.file, Message: message, Hint: hint}
	switch {
	case n == nil:
	case n.Line < 0:
		p.File = d.options[-n.Line-1]
	default:
		p.Line, p.Col = n.Line, n.Column+columnsInto(n, offset)
	}
	return p
}

// columnsInto is how many columns after a scalar's start its byte at offset
// stands; 0 where quoting, escapes or line breaks make that unknowable.
func columnsInto(n *yaml.Node, offset int) int {
	if n.Kind != yaml.ScalarNode || offset <= 0 || offset > len(n.Value) || strings.ContainsAny(n.Value, "\n\\\"'") {
		return 0
	}
	columns := len([]rune(n.Value[:offset]))
	switch n.Style {
	case yaml.DoubleQuotedStyle, yaml.SingleQuotedStyle:
		return columns + 1
	case yaml.LiteralStyle, yaml.FoldedStyle:
		return 0
	}
	return columns
}

// given reports whether the scenario states a value for the path.
func (d *decoder) given(path string) bool { return d.values[path] != nil }

// where is the node at a path, or at the nearest path around it.
func (d *decoder) where(path string) *yaml.Node {
	for ; path != ""; path = parentPath(path) {
		if n := d.values[path]; n != nil {
			return n
		}
	}
	return d.values[""]
}

// key is the node of the key of a path, or the value's.
func (d *decoder) key(path string) *yaml.Node {
	if n := d.keys[path]; n != nil {
		return n
	}
	return d.where(path)
}

// badAt reports whether the path, or one around it, was not readable, so that
// checks of it would only repeat what was said.
func (d *decoder) badAt(path string) bool {
	for ; path != ""; path = parentPath(path) {
		if d.badPaths[path] || d.badNodes[d.values[path]] {
			return true
		}
	}
	return false
}

// childPath extends a path as --set writes it: a.b, or a[b.c] for a name with dots.
func childPath(path, name string) string {
	switch {
	case strings.Contains(name, "."):
		return path + "[" + name + "]"
	case path == "":
		return name
	}
	return path + "." + name
}

func indexPath(path string, i int) string { return path + "[" + strconv.Itoa(i) + "]" }

func parentPath(path string) string {
	if strings.HasSuffix(path, "]") {
		return path[:strings.LastIndexByte(path, '[')]
	}
	if dot := strings.LastIndexByte(path, '.'); dot >= 0 {
		return path[:dot]
	}
	return ""
}
