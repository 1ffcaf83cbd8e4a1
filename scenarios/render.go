package scenarios

import (
	"fmt"

	"go.yaml.in/yaml/v4"
)

// resolve writes the scenario as YAML with every default filled in.
func (s *Scenario) resolve() ([]byte, error) {
	root := language().write(*s)
	for i := 1; i < len(root.Content); i += 2 {
		inline(root.Content[i], 1)
	}
	text, err := yaml.Dump(root, yaml.WithIndent(2), yaml.WithLineWidth(-1))
	if err != nil {
		return nil, fmt.Errorf("writing the resolved scenario: %w", err)
	}
	return text, nil
}

// inline puts short maps and lists on one line, as people write them, from the
// second level on. It returns the length of the node's text on one line.
func inline(n *yaml.Node, depth int) int {
	if n.Kind == yaml.ScalarNode {
		return len(n.Value) + 2
	}
	const longest = 110
	length, multiline := 0, false
	for _, child := range n.Content {
		length += inline(child, depth+1)
		multiline = multiline || child.Kind != yaml.ScalarNode && child.Style != yaml.FlowStyle
	}
	if depth > 1 && length < longest && !multiline {
		n.Style = yaml.FlowStyle
	}
	return length
}
