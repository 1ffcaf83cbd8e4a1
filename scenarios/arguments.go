package scenarios

import "go.yaml.in/yaml/v4"

// Arguments are the keys of an entry's verb that hold one value, as a resolved
// scenario writes them: {"broker": "leader of raw.clicks/0"}.
func (e *Entry) Arguments() map[string]string {
	arguments := map[string]string{}
	f := findField(verbFields(), e.Verb)
	if f == nil || f.write == nil {
		return arguments
	}
	n := f.write(e)
	if n == nil {
		return arguments
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		if value := n.Content[i+1]; value.Kind == yaml.ScalarNode {
			arguments[n.Content[i].Value] = value.Value
		}
	}
	return arguments
}
