package scenarios

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"

	"github.com/freshet-bench/freshet/results/measure"
)

// apply puts an assignment into the tree of nodes before it is read, so that the
// value is checked as if it stood in the file. Its nodes carry the line -(i+1), by
// which messages name the option.
func (l *loader) apply(root *yaml.Node, i int, set assignment) {
	fail := func(hint, format string, args ...any) {
		l.problems = append(l.problems, Problem{File: set.option, Message: fmt.Sprintf(format, args...), Hint: hint})
	}
	path, text, found := strings.Cut(set.text, "=")
	if !found {
		fail("", "%q is not path=value, as sources.clicks.rate=500/s", set.text)
		return
	}
	words, message := splitPath(strings.TrimSpace(path))
	if message != "" {
		fail("", "%s", message)
		return
	}
	if words[0] == presetsKey {
		fail("", "presets cannot be set; name one with --preset")
		return
	}
	if words[0] == "expect" {
		fail("", "expect cannot be set; change the file")
		return
	}
	value, message := optionValue(text, -(i + 1))
	if message != "" {
		fail("", "%s", message)
		return
	}
	if hint, message := assign(root, words, value); message != "" {
		fail(hint, "%s", message)
	}
}

// optionValue reads the value of an assignment as YAML, so that maps and lists can
// be set too.
func optionValue(text string, line int) (*yaml.Node, string) {
	text = strings.TrimSpace(text)
	if text == "" {
		return nil, "no value after ="
	}
	if p := scenarioDialect.checkText("", []byte(text)); p != nil {
		return nil, p.Message
	}
	var document yaml.Node
	if err := yaml.Load([]byte(text), &document); err != nil || len(document.Content) != 1 {
		return nil, fmt.Sprintf("%q is not a value", text)
	}
	value := document.Content[0]
	if p := scenarioDialect.refuseIndirection("", value); p != nil {
		return nil, p.Message
	}
	relocate(value, line)
	return value, ""
}

func relocate(n *yaml.Node, line int) {
	n.Line, n.Column = line, 0
	for _, child := range n.Content {
		relocate(child, line)
	}
}

// splitPath takes "topics[raw.clicks].partitions" apart into its words.
func splitPath(path string) (words []string, message string) {
	rest := path
	for rest != "" {
		var word string
		switch {
		case rest[0] == '[':
			end := strings.IndexByte(rest, ']')
			if end < 0 {
				return nil, fmt.Sprintf("the bracket in %q is not closed", path)
			}
			word, rest = rest[1:end], rest[end+1:]
			if rest != "" && rest[0] != '.' && rest[0] != '[' {
				return nil, fmt.Sprintf("expected a dot after the bracket in %q", path)
			}
		default:
			end := strings.IndexAny(rest, ".[")
			if end < 0 {
				end = len(rest)
			}
			word, rest = rest[:end], rest[end:]
		}
		if word == "" {
			return nil, fmt.Sprintf("%q is not a path, as sources.clicks.rate or topics[raw.clicks].partitions", path)
		}
		words = append(words, word)
		if rest = strings.TrimPrefix(rest, "."); rest == "" && strings.HasSuffix(path, ".") {
			return nil, fmt.Sprintf("%q ends with a dot", path)
		}
	}
	if len(words) == 0 {
		return nil, "a path is missing before ="
	}
	return words, ""
}

// assign puts value at the path below n. The things that have names (topics,
// sources, stages, decisions, entries) must be there; keys of theirs are added.
func assign(n *yaml.Node, words []string, value *yaml.Node) (hint, message string) {
	for depth := range words {
		slot, hint, message := step(n, words, depth, value.Line)
		if message != "" {
			return hint, message
		}
		if depth == len(words)-1 {
			*slot = *value
			return "", ""
		}
		if n.Kind == yaml.SequenceNode {
			slot = intoEntry(slot, words[depth+1])
		}
		n = slot
	}
	return "", ""
}

// step goes from n to what words[depth] names in it, and adds a map under that key
// if there is none.
func step(n *yaml.Node, words []string, depth, line int) (slot *yaml.Node, hint, message string) {
	word := words[depth]
	switch n.Kind {
	case yaml.SequenceNode:
		return item(n, word)
	case yaml.MappingNode:
		if child := mapValue(n, word); child != nil {
			return child, "", ""
		}
		if depth == 1 && namedThings(words[0]) {
			return nil, measure.Nearest(word, mapKeys(n)), fmt.Sprintf("there is no %q in %s", word, words[0])
		}
		key := scalar(word)
		key.Line = line
		child := &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map", Line: line}
		n.Content = append(n.Content, key, child)
		return child, "", ""
	}
	return nil, "", fmt.Sprintf("%s is a single value and has no %s", strings.Join(words[:depth], "."), word)
}

// namedThings reports whether a top-level key holds things that have names.
func namedThings(key string) bool {
	switch key {
	case "topics", "sources", "stages", "decisions":
		return true
	}
	return false
}

// item finds an item of a list: by its index, or an entry of the timeline by name
// or verb.
func item(list *yaml.Node, word string) (slot *yaml.Node, hint, message string) {
	if i, err := strconv.Atoi(word); err == nil {
		if i < 0 || i >= len(list.Content) {
			return nil, "", fmt.Sprintf("there is no item %d; the list has %d, from 0", i, len(list.Content))
		}
		return list.Content[i], "", ""
	}
	var known []string
	for _, entry := range list.Content {
		name := entryNodeName(entry)
		if name == word {
			return entry, "", ""
		}
		known = append(known, name)
	}
	return nil, measure.Nearest(word, known), fmt.Sprintf("there is no entry %q", word)
}

// entryNodeName is the name of a timeline entry that has not been read yet.
func entryNodeName(entry *yaml.Node) string {
	if entry.Kind != yaml.MappingNode {
		return ""
	}
	if name := mapValue(entry, "name"); name != nil {
		return name.Value
	}
	for _, f := range verbFields() {
		if mapValue(entry, f.name) != nil {
			return f.name
		}
	}
	return ""
}

// intoEntry steps from an entry into its verb, unless the next word is a key of
// the entry itself: timeline.burst.to, timeline.burst.at.
func intoEntry(entry *yaml.Node, next string) *yaml.Node {
	if entry.Kind != yaml.MappingNode || slices.Contains(fieldNames(entryFields()), next) {
		return entry
	}
	for _, f := range verbFields() {
		if body := mapValue(entry, f.name); body != nil {
			return body
		}
	}
	return entry
}

func mapValue(n *yaml.Node, key string) *yaml.Node {
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == key {
			return n.Content[i+1]
		}
	}
	return nil
}

func mapKeys(n *yaml.Node) []string {
	var keys []string
	for i := 0; i+1 < len(n.Content); i += 2 {
		keys = append(keys, n.Content[i].Value)
	}
	return keys
}
