package scenarios

import (
	"fmt"
	"strings"

	"go.yaml.in/yaml/v4"

	"github.com/freshet-bench/freshet/results/measure"
)

const (
	varyKey     = "vary"
	variantsKey = "variants"
	// maxVariants bounds what a scenario may be varied into: a product grows fast.
	maxVariants = 100
)

// vary is a map from paths, as --set has them, to the values that each takes in
// turn. It is applied before the scenario is read, so nothing is left to read.
func vary() codec[struct{}] {
	return codec[struct{}]{
		read:   func(d *decoder, n *yaml.Node, path string, _ *struct{}) bool { return readVary(d, n, path) },
		write:  func(struct{}) *yaml.Node { return nil },
		schema: schemaNode{"type": "object", "title": "a map from paths to lists of values", "additionalProperties": schemaNode{"type": "array", "minItems": 1, "items": schemaNode{}}},
	}
}

func readVary(d *decoder, n *yaml.Node, path string) bool {
	if n.Kind != yaml.MappingNode {
		return d.fail(n, "", "expected a map from paths to lists of values, as sources.clicks.key: [user, session]%s", butGot(n))
	}
	ok := true
	for at, values := range pairs(d, n, path) {
		if _, message := variedPath(at.Value); message != "" {
			ok = d.fail(at, "", "%s", message)
		}
		switch {
		case values.Kind != yaml.SequenceNode:
			ok = d.fail(values, "", "expected a list of the values that %s takes%s", keyEcho(at.Value), butGot(values))
			continue
		case len(values.Content) == 0:
			ok = d.fail(values, "", "expected the values that %s takes, but the list is empty", keyEcho(at.Value))
		}
		for i, value := range values.Content {
			if twin := sameScalar(values.Content[:i], value); twin != nil {
				ok = d.fail(value, "", "%s takes %q twice", keyEcho(at.Value), value.Value)
			}
		}
	}
	return ok
}

// sameScalar finds a single value that is written as value is.
func sameScalar(among []*yaml.Node, value *yaml.Node) *yaml.Node {
	for _, other := range among {
		if value.Kind == yaml.ScalarNode && other.Kind == yaml.ScalarNode && other.Value == value.Value {
			return other
		}
	}
	return nil
}

// variants is a list of variants with names, each with what it sets: paths and
// values, as a preset has them.
func variants() codec[struct{}] {
	return codec[struct{}]{
		read:  func(d *decoder, n *yaml.Node, path string, _ *struct{}) bool { return readVariants(d, n, path) },
		write: func(struct{}) *yaml.Node { return nil },
		schema: schemaNode{"type": "array", "title": "a list of names and what each sets", "minItems": 1, "items": schemaNode{
			"type": "object", "required": []any{"name"}, "additionalProperties": false,
			"properties": schemaNode{
				"name": schemaNode{"type": "string", "title": "the variant's name"},
				"set":  schemaNode{"type": "object", "additionalProperties": true, "title": "a map from paths to values"},
			},
		}},
	}
}

func readVariants(d *decoder, n *yaml.Node, path string) bool {
	switch {
	case n.Kind != yaml.SequenceNode:
		return d.fail(n, "", "expected a list of variants, as [{name: random, set: {sources.clicks.key: random}}]%s", butGot(n))
	case len(n.Content) == 0:
		return d.fail(n, "", "expected variants, as {name: random, set: {sources.clicks.key: random}}, but the list is empty")
	}
	ok := true
	first := map[string]int{}
	for i, item := range n.Content {
		name := readVariant(d, item, indexPath(path, i))
		switch {
		case name == nil:
			ok = false
		case first[name.Value] > 0:
			ok = d.fail(name, "", "variant %s stands here a second time; the first is in line %d", keyEcho(name.Value), first[name.Value])
		default:
			first[name.Value] = max(name.Line, 1)
		}
	}
	return ok
}

// readVariant checks one variant and returns the node of its name; nil if it has no
// good one.
func readVariant(d *decoder, n *yaml.Node, path string) *yaml.Node {
	if n.Kind != yaml.MappingNode {
		d.fail(n, "", "expected a variant, as {name: random, set: {sources.clicks.key: random}}%s", butGot(n))
		return nil
	}
	var name *yaml.Node
	for key, value := range pairs(d, n, path) {
		switch {
		case key.Value == "name" && value.Kind == yaml.ScalarNode && nameForm.MatchString(value.Value):
			name = value
		case key.Value == "name":
			d.fail(value, "", "%q is not a name; expected lower case letters, digits and hyphens, a letter first", value.Value)
		case key.Value == "set":
			readChanges(d, value, childPath(path, key.Value))
		default:
			d.fail(key, measure.Nearest(key.Value, []string{"name", "set"}), "unknown key %q; expected name or set", key.Value)
		}
	}
	if mapValue(n, "name") == nil {
		d.fail(n, "", "the variant has no name")
	}
	return name
}

// readChanges checks a map from paths to values.
func readChanges(d *decoder, n *yaml.Node, path string) {
	if n.Kind != yaml.MappingNode {
		d.fail(n, "", "expected a map from paths to values, as sources.clicks.key: random%s", butGot(n))
		return
	}
	for at := range pairs(d, n, path) {
		if _, message := variedPath(at.Value); message != "" {
			d.fail(at, "", "%s", message)
		}
	}
}

// variedPath is the words of a path that a variant may change.
func variedPath(path string) ([]string, string) {
	words, message := splitPath(path)
	switch {
	case message != "":
		return nil, message
	case words[0] == "seed":
		return nil, "a variant cannot change seed: every round has its own, the same for all variants"
	case isWhole(words[0]), words[0] == "name":
		return nil, "a variant cannot change " + words[0]
	case words[0] == "expect" && len(words) > 1:
		return nil, "a variant can only replace expect as a whole"
	}
	return words, ""
}

// isWhole reports whether a top-level key is about the file as a whole: which
// scenarios it holds, not what one of them is.
func isWhole(key string) bool {
	return key == presetsKey || key == varyKey || key == variantsKey
}

// slug is a value as a part of a name: what a name may hold of it, "" if nothing.
func slug(value *yaml.Node) string {
	switch value.Kind {
	case yaml.ScalarNode:
		plain := strings.Map(func(r rune) rune {
			if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
				return r
			}
			return '-'
		}, strings.ToLower(value.Value))
		return strings.Join(strings.FieldsFunc(plain, func(r rune) bool { return r == '-' }), "-")
	case yaml.SequenceNode:
		var parts []string
		for _, item := range value.Content {
			if item.Kind != yaml.ScalarNode {
				return ""
			}
			parts = append(parts, slug(item))
		}
		return strings.Join(parts, "-")
	}
	return ""
}

// tooMany says that a scenario has more variants than anybody runs.
func tooMany(n int) string {
	return fmt.Sprintf("this makes %d variants; expected at most %d", n, maxVariants)
}
