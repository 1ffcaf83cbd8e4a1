package compare

import (
	"fmt"

	"go.yaml.in/yaml/v4"
)

// settings is the scenario of a record, as it was resolved, as a path and a value for
// each setting. What is no YAML has none.
func settings(scenario []byte) []fact {
	var doc yaml.Node
	if yaml.Unmarshal(scenario, &doc) != nil || len(doc.Content) == 0 {
		return nil
	}
	w := &settingWalk{}
	w.walk("", doc.Content[0])
	return w.found
}

// settingWalk collects settings.
type settingWalk struct{ found []fact }

// untold are the settings that say nothing about what was done; the seed is a fact of
// the run.
func untold(path string) bool { return path == "name" || path == "about" || path == "seed" }

func (w *settingWalk) walk(path string, n *yaml.Node) {
	switch n.Kind {
	case yaml.MappingNode:
		for i := 0; i+1 < len(n.Content); i += 2 {
			w.walk(below(path, n.Content[i].Value), n.Content[i+1])
		}
	case yaml.SequenceNode:
		for i, item := range n.Content {
			w.walk(fmt.Sprintf("%s[%s]", path, itemName(item, i)), item)
		}
	case yaml.ScalarNode:
		if !untold(path) {
			w.found = append(w.found, fact{OfScenario, path, n.Value})
		}
	}
}

// below is the path of a key; one with dots is bracketed, as in --set.
func below(path, key string) string {
	dotted := false
	for _, c := range key {
		dotted = dotted || c == '.'
	}
	switch {
	case dotted:
		return path + "[" + key + "]"
	case path == "":
		return key
	}
	return path + "." + key
}

// itemName is what an item of a list is known by: its name, what it expects, its own
// text, or its number.
func itemName(n *yaml.Node, i int) string {
	if n.Kind == yaml.ScalarNode {
		return n.Value
	}
	for k := 0; n.Kind == yaml.MappingNode && k+1 < len(n.Content); k += 2 {
		if key := n.Content[k].Value; key == "name" || key == "that" {
			return n.Content[k+1].Value
		}
	}
	return fmt.Sprint(i + 1)
}
