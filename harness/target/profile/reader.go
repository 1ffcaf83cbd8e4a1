package profile

import (
	"fmt"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"github.com/freshet-bench/freshet/results/measure"
	"github.com/freshet-bench/freshet/scenarios"
)

// reader walks the nodes of a file and collects every problem.
type reader struct {
	file     string
	dir      string // of the file
	problems scenarios.Problems
}

// key is a key of a map: how its value is read, and what its JSON Schema is. The
// tables of keys are the format's only definition.
type key[S any] struct {
	name, about string
	schema      schema
	read        func(r *reader, n *yaml.Node, s *S)
}

func (r *reader) fail(n *yaml.Node, hint, format string, args ...any) {
	r.problems = append(r.problems, scenarios.Problem{
		File: r.file, Line: n.Line, Col: n.Column, Message: fmt.Sprintf(format, args...), Hint: hint,
	})
}

// readMap reads a map with the given keys over s, and returns the nodes of the keys
// that are there.
func readMap[S any](r *reader, n *yaml.Node, keys []key[S], s *S) map[string]*yaml.Node {
	given := map[string]*yaml.Node{}
	names := make([]string, len(keys))
	for i, k := range keys {
		names[i] = k.name
	}
	for name, value := range r.pairs(n, "a map with "+orList(names)) {
		i := slices.Index(names, name.Value)
		if i < 0 {
			r.unknown(name, "key", names)
			given[measure.Nearest(name.Value, names)] = name // so that it is not missing too
			continue
		}
		given[name.Value] = name
		keys[i].read(r, value, s)
	}
	return given
}

// unknown refuses a word that is none of words.
func (r *reader) unknown(n *yaml.Node, what string, words []string) {
	if hint := measure.Nearest(n.Value, words); hint != "" {
		r.fail(n, hint, "unknown %s %q", what, n.Value)
		return
	}
	r.fail(n, "", "unknown %s %q; expected %s", what, n.Value, orList(words))
}

// pairs yields the keys and values of a map, once each. Keys that are no words,
// that stand twice or have no value are refused.
func (r *reader) pairs(n *yaml.Node, what string) func(yield func(key, value *yaml.Node) bool) {
	return func(yield func(key, value *yaml.Node) bool) {
		if n.Kind != yaml.MappingNode {
			r.fail(n, "", "expected %s%s", what, butGot(n))
			return
		}
		first := map[string]int{}
		for i := 0; i+1 < len(n.Content); i += 2 {
			key, value := n.Content[i], n.Content[i+1]
			switch line, again := first[key.Value]; {
			case key.Kind != yaml.ScalarNode:
				r.fail(key, "", "expected a key, not a list or a map")
			case again:
				r.fail(key, "", "%q stands here a second time; the first is in line %d", key.Value, line)
			case isNull(value):
				first[key.Value] = key.Line
				r.fail(key, "", "%q has no value", key.Value)
			default:
				first[key.Value] = key.Line
				if !yield(key, value) {
					return
				}
			}
		}
	}
}

// word is a scalar's text.
func (r *reader) word(n *yaml.Node, what string) (string, bool) {
	if n.Kind != yaml.ScalarNode || isNull(n) || strings.TrimSpace(n.Value) == "" {
		r.fail(n, "", "expected %s%s", what, butGot(n))
		return "", false
	}
	return n.Value, true
}

// oneOf is one of a few words.
func (r *reader) oneOf(n *yaml.Node, what string, words []string) string {
	text, ok := r.word(n, what)
	switch {
	case !ok:
		return ""
	case !slices.Contains(words, text):
		r.fail(n, measure.Nearest(text, words), "%s: %q is unknown; expected %s", what, text, orList(words))
		return ""
	}
	return text
}

// items are the nodes of a list, or the one node that stands for a list of one.
func (r *reader) items(n *yaml.Node, what string) []*yaml.Node {
	switch {
	case n.Kind == yaml.ScalarNode:
		return []*yaml.Node{n}
	case n.Kind == yaml.SequenceNode && len(n.Content) > 0:
		return n.Content
	case n.Kind == yaml.SequenceNode:
		r.fail(n, "", "an empty list; expected %s", what)
	default:
		r.fail(n, "", "expected %s%s", what, butGot(n))
	}
	return nil
}

func isNull(n *yaml.Node) bool { return n.Kind == yaml.ScalarNode && n.Tag == "!!null" }

// butGot describes a node that is of the wrong kind.
func butGot(n *yaml.Node) string {
	switch {
	case n.Kind == yaml.SequenceNode:
		return ", but this is a list"
	case n.Kind == yaml.MappingNode:
		return ", but this is a map"
	case isNull(n), strings.TrimSpace(n.Value) == "":
		return ", but there is no value"
	}
	return fmt.Sprintf(", not %q", n.Value)
}

// orList joins words for a sentence: "a, b or c".
func orList(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	last := len(words) - 1
	return strings.Join(words[:last], ", ") + " or " + words[last]
}
