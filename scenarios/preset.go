package scenarios

import (
	"fmt"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"github.com/freshet-bench/freshet/results/measure"
)

const presetsKey = "presets"

// presets is a map from names to what each changes: paths, as --set has them, and
// values. It is applied before the scenario is read, so nothing is left to read.
func presets() codec[struct{}] {
	return codec[struct{}]{
		read:   func(d *decoder, n *yaml.Node, path string, _ *struct{}) bool { return readPresets(d, n, path) },
		write:  func(struct{}) *yaml.Node { return nil },
		schema: schemaNode{"type": "object", "additionalProperties": schemaNode{"type": "object", "additionalProperties": true}},
	}
}

func readPresets(d *decoder, n *yaml.Node, path string) bool {
	if n.Kind != yaml.MappingNode {
		return d.fail(n, "", "expected a map from names to maps%s", butGot(n))
	}
	ok := true
	for key, value := range pairs(d, n, path) {
		if message := nameMessage(key.Value); message != "" {
			ok = d.fail(key, "", "%s", message)
		}
		if value.Kind != yaml.MappingNode {
			ok = d.fail(value, "", "preset %s: expected a map from paths to values, as sources.clicks.rate: 100/s%s", keyEcho(key.Value), butGot(value))
			continue
		}
		for at := range pairs(d, value, childPath(path, key.Value)) {
			if _, message := presetPath(at.Value); message != "" {
				ok = d.fail(at, "", "%s", message)
			}
		}
	}
	return ok
}

// presetPath is the words of a path that a preset may change.
func presetPath(path string) ([]string, string) {
	words, message := splitPath(path)
	switch {
	case message != "":
		return nil, message
	case words[0] == presetsKey, words[0] == "name":
		return nil, "a preset cannot change " + words[0]
	case (words[0] == "expect" || words[0] == variantsKey) && len(words) > 1:
		return nil, "a preset can only replace " + words[0] + " as a whole"
	}
	return words, ""
}

// applyPreset puts what a preset says into the tree of nodes. Its values keep their
// places in the file, so messages point at them.
func (l *loader) applyPreset(root *yaml.Node, name string) {
	fail := func(hint, format string, args ...any) {
		l.problems = append(l.problems, Problem{File: "--preset", Message: fmt.Sprintf(format, args...), Hint: hint})
	}
	all := mapValue(root, presetsKey)
	if all == nil || all.Kind != yaml.MappingNode {
		fail("", "%s has no presets", l.file)
		return
	}
	preset := mapValue(all, name)
	if preset == nil {
		known := mapKeys(all)
		fail(measure.Nearest(name, known), "%s has no preset %s; it has %s", l.file, keyEcho(name), strings.Join(known, ", "))
		return
	}
	if preset.Kind != yaml.MappingNode {
		return // reading it says so
	}
	for i := 0; i+1 < len(preset.Content); i += 2 {
		key := preset.Content[i]
		words, message := presetPath(key.Value)
		if message != "" {
			continue // reading it says so
		}
		value := *preset.Content[i+1]
		if hint, message := assign(root, words, &value); message != "" {
			l.fail(key, hint, "%s", message)
		}
	}
}

// presetNames are the presets of a scenario, in the order of its file.
func presetNames(root *yaml.Node) []string {
	if all := mapValue(root, presetsKey); all != nil && all.Kind == yaml.MappingNode {
		return slices.Clone(mapKeys(all))
	}
	return nil
}
