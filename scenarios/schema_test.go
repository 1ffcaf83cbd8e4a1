package scenarios

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"
)

// Every key of every resolved scenario is in the schema, so that the schema is as
// large as the language, and nothing of the wrong kind is.
func TestSchemaDescribesTheLanguage(t *testing.T) {
	var schema map[string]any
	if err := json.Unmarshal(Schema(), &schema); err != nil {
		t.Fatal(err)
	}
	for _, text := range append(examples(t), small) {
		s := load(t, text)
		var document yaml.Node
		if err := yaml.Load(s.Resolved, &document); err != nil {
			t.Fatal(err)
		}
		for _, source := range []string{text, string(s.Resolved)} {
			if err := yaml.Load([]byte(source), &document); err != nil {
				t.Fatal(err)
			}
			if message := fits(document.Content[0], schema, ""); message != "" {
				t.Errorf("%s\nin:\n%s", message, source)
			}
		}
	}
}

func TestSchemaRefusesWhatTheParserRefuses(t *testing.T) {
	var schema map[string]any
	if err := json.Unmarshal(Schema(), &schema); err != nil {
		t.Fatal(err)
	}
	for _, change := range [][2]string{
		{"rate: 100/s", "rat: 100/s"}, {"name: small\n", ""}, {"topic: raw.clicks, ", ""}, {"members: 2", "members: 0"}, {"members: 2", "members: two"},
		{"work: 1ms", "commit: sometimes"}, {"raw.clicks: {", "raw.clicks: [{}]\n  x: {"}, {"rate: 100/s", "rate: {a: 1}"}, {"name: small", "name: small\nvary: {seed: 1}"}, {"name: small", "name: small\nvariants: [{set: {}}]"},
	} {
		var document yaml.Node
		if err := yaml.Load([]byte(strings.Replace(small, change[0], change[1], 1)), &document); err != nil {
			t.Fatal(err)
		}
		if fits(document.Content[0], schema, "") == "" {
			t.Errorf("the schema takes %q in place of %q", change[1], change[0])
		}
	}
}

// fits checks a node against the parts of JSON Schema that the language uses, and
// says what is wrong.
func fits(n *yaml.Node, schema map[string]any, path string) string {
	if choices, ok := schema["oneOf"].([]any); ok {
		for _, c := range choices {
			if fits(n, c.(map[string]any), path) == "" {
				return ""
			}
		}
		return path + " fits none of the choices"
	}
	if words, ok := schema["enum"].([]any); ok && !slices.Contains(words, any(n.Value)) {
		return fmt.Sprintf("%s: %q is none of %v", path, n.Value, words)
	}
	switch n.Kind {
	case yaml.MappingNode:
		return fitsObject(n, schema, path)
	case yaml.SequenceNode:
		items, ok := schema["items"].(map[string]any)
		if !ok {
			return path + " is a list"
		}
		for i, item := range n.Content {
			if message := fits(item, items, indexPath(path, i)); message != "" {
				return message
			}
		}
		return ""
	}
	return fitsScalar(n, schema, path)
}

func fitsObject(n *yaml.Node, schema map[string]any, path string) string {
	if schema["additionalProperties"] == true {
		return ""
	}
	properties, _ := schema["properties"].(map[string]any)
	additional, open := schema["additionalProperties"].(map[string]any)
	if properties == nil && !open {
		return path + " is a map"
	}
	for i := 0; i < len(n.Content); i += 2 {
		key := n.Content[i].Value
		property, ok := properties[key].(map[string]any)
		if !ok && !open {
			return path + " has the key " + key
		}
		if !ok {
			property = additional
		}
		if message := fits(n.Content[i+1], property, childPath(path, key)); message != "" {
			return message
		}
	}
	required, _ := schema["required"].([]any)
	for _, key := range required {
		if mapValue(n, key.(string)) == nil {
			return fmt.Sprintf("%s has no %v", path, key)
		}
	}
	return ""
}

func fitsScalar(n *yaml.Node, schema map[string]any, path string) string {
	kinds := map[string]string{"!!int": "integer", "!!float": "number", "!!bool": "boolean", "!!str": "string"}
	kind := kinds[n.ShortTag()]
	allowed, _ := schema["type"].([]any)
	if one, ok := schema["type"].(string); ok {
		allowed = []any{one}
	}
	number := kind == "integer" && slices.Contains(allowed, any("number"))
	if allowed != nil && !number && !slices.Contains(allowed, any(kind)) {
		return fmt.Sprintf("%s: %q is no %v", path, n.Value, allowed)
	}
	if least, ok := schema["minimum"].(float64); ok && kind == "integer" {
		var v float64
		if err := n.Load(&v); err != nil || v < least {
			return fmt.Sprintf("%s: %q is below %v", path, n.Value, least)
		}
	}
	return ""
}
