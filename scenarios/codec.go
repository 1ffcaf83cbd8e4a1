package scenarios

import (
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"github.com/freshet-bench/freshet/results/measure"
)

// codec is one form of value of the language: how it is read from YAML, how it is
// written in a resolved scenario, and its JSON Schema. One table of codecs is the
// language's only definition.
type codec[T any] struct {
	// read reads n over the value that stands in v, which holds the default, and
	// reports whether v is usable.
	read func(d *decoder, n *yaml.Node, path string, v *T) bool
	// write is the value as YAML; nil leaves it out.
	write  func(v T) *yaml.Node
	schema schemaNode
}

// field is a key of a map of the language.
type field[S any] struct {
	name     string
	about    string // for the schema, one sentence
	required bool
	// unbuilt, when not "", refuses the key: it is in the design and not built.
	unbuilt string
	read    func(d *decoder, n *yaml.Node, path string, s *S) bool
	write   func(s *S) *yaml.Node
	schema  schemaNode
}

// at is a field of S that is read into what ptr points at.
func at[S, T any](name string, ptr func(*S) *T, c codec[T], about string) field[S] {
	return field[S]{
		name: name, about: about, schema: c.schema,
		read:  func(d *decoder, n *yaml.Node, path string, s *S) bool { return c.read(d, n, path, ptr(s)) },
		write: func(s *S) *yaml.Node { return c.write(*ptr(s)) },
	}
}

// when writes a field only if it says something; the default stands otherwise.
func when[S any](f field[S], says func(*S) bool) field[S] {
	write := f.write
	f.write = func(s *S) *yaml.Node {
		if !says(s) {
			return nil
		}
		return write(s)
	}
	return f
}

// needed makes a field required.
func needed[S any](f field[S]) field[S] {
	f.required = true
	return f
}

// unbuilt is a key of the design that is refused by name; expected says what to
// write instead, and may be "".
func unbuilt[S any](name, expected string) field[S] {
	message := name + " is not built yet"
	if expected != "" {
		message += "; expected " + expected
	}
	return field[S]{name: name, unbuilt: message}
}

// object is a map with the given keys.
func object[S any](fields func() []field[S]) codec[S] {
	return codec[S]{
		read: func(d *decoder, n *yaml.Node, path string, s *S) bool {
			return readObject(d, n, path, s, fields())
		},
		write: func(s S) *yaml.Node {
			m := &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map"}
			for _, f := range fields() {
				if f.unbuilt != "" {
					continue
				}
				if value := f.write(&s); value != nil {
					m.Content = append(m.Content, scalar(f.name), value)
				}
			}
			return m
		},
		schema: objectSchema(fields()),
	}
}

func readObject[S any](d *decoder, n *yaml.Node, path string, s *S, fields []field[S]) bool {
	if n.Kind != yaml.MappingNode {
		return d.fail(n, "", "expected a map with %s%s", keyList(fields), butGot(n))
	}
	ok, complete, before := true, true, len(d.problems)
	for key, value := range pairs(d, n, path) {
		f := findField(fields, key.Value)
		at := ""
		if f != nil {
			at = childPath(path, f.name)
		}
		switch {
		case f == nil && restOfExpectation(key, value) && len(d.problems) > before:
			ok = false // the start of it has been complained about
		case f == nil:
			ok = unknownKey(d, key, path, fields)
		case f.unbuilt != "":
			ok, complete = d.fail(key, "", "%s", f.unbuilt), false
		case isNull(value):
			d.keys[at], d.badPaths[at] = key, true
			ok = d.fail(key, "", "%s has no value", key.Value)
		default:
			d.keys[at], d.values[at] = key, value
			if !f.read(d, value, at, s) {
				ok = false
			}
		}
	}
	for _, f := range fields {
		at := childPath(path, f.name)
		if complete && f.required && !d.given(at) && !d.badPaths[at] {
			ok = d.fail(d.key(path), "", "%s is missing", at)
		}
	}
	return ok
}

// pairs yields the keys and values of the map at a path, once each; it refuses keys
// that are not words and keys that stand twice.
func pairs(d *decoder, n *yaml.Node, path string) func(yield func(key, value *yaml.Node) bool) {
	return func(yield func(key, value *yaml.Node) bool) {
		seen := map[string]*yaml.Node{}
		for i := 0; i+1 < len(n.Content); i += 2 {
			key, value := n.Content[i], n.Content[i+1]
			first := seen[key.Value]
			if first != nil {
				d.partial[path] = true
			}
			switch {
			case key.Kind != yaml.ScalarNode:
				d.fail(key, "", "expected a key, not a list or a map")
			case first != nil && first.Line > 0:
				d.fail(key, "", "%s stands here a second time; the first is in line %d", keyEcho(key.Value), first.Line)
			case first != nil:
				d.fail(key, "", "%s stands here a second time", keyEcho(key.Value))
			default:
				seen[key.Value] = key
				if !yield(key, value) {
					return
				}
			}
		}
	}
}

func findField[S any](fields []field[S], name string) *field[S] {
	i := slices.IndexFunc(fields, func(f field[S]) bool { return f.name == name })
	if i < 0 {
		return nil
	}
	return &fields[i]
}

// restOfExpectation reports whether a key is what stood after an unquoted comma in
// an expectation, as in {that: recovery(burst.end, ranking) < 20s}.
func restOfExpectation(key, value *yaml.Node) bool {
	return isNull(value) && strings.Contains(key.Value, ") ")
}

// unknownKey refuses a key. The one that was meant counts as present, with a value
// that is not known.
func unknownKey[S any](d *decoder, key *yaml.Node, path string, fields []field[S]) bool {
	if len(d.problems) > maxPrinted {
		return d.fail(key, "", "unknown key %q", key.Value) // a number of them is all that is shown
	}
	hint := measure.Nearest(key.Value, fieldNames(fields))
	if hint != "" {
		d.badPaths[childPath(path, hint)] = true
		return d.fail(key, hint, "unknown key %q", key.Value)
	}
	return d.fail(key, "", "unknown key %q; expected %s", key.Value, keyList(fields))
}

func fieldNames[S any](fields []field[S]) []string {
	var names []string
	for _, f := range fields {
		if f.unbuilt == "" {
			names = append(names, f.name)
		}
	}
	return names
}

func keyList[S any](fields []field[S]) string { return orList(fieldNames(fields)) }

// orList joins words for a sentence: "a, b or c".
func orList(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	last := len(words) - 1
	return strings.Join(words[:last], ", ") + " or " + words[last]
}

func isNull(n *yaml.Node) bool { return n.Kind == yaml.ScalarNode && n.Tag == "!!null" }

// butGot describes a node that is of the wrong kind.
func butGot(n *yaml.Node) string {
	switch {
	case isNull(n):
		return ", but there is no value"
	case n.Kind == yaml.SequenceNode:
		return ", but this is a list"
	case n.Kind == yaml.MappingNode:
		return ", but this is a map"
	}
	return ""
}

// scalar is a node for a word of the language.
func scalar(value string) *yaml.Node {
	return &yaml.Node{Kind: yaml.ScalarNode, Value: value}
}
