package scenarios

import "go.yaml.in/yaml/v4"

// The most of each that a scenario may have. Checks compare things with each other,
// so that without a bound a file of 1 MiB could keep them busy for minutes.
const (
	maxNamed    = 200 // topics, sources, stages and decisions, each
	maxZones    = 100
	maxEntries  = 500
	maxExpect   = 1000
	maxExpected = 300 // bytes of an expectation's text
	maxPrinted  = 50  // problems
)

// atMost refuses a map or list with too many things in one line, without reading
// them.
func atMost[T any](most int, what string, c codec[[]T]) codec[[]T] {
	read := c.read
	c.read = func(d *decoder, n *yaml.Node, path string, list *[]T) bool {
		count := len(n.Content)
		if n.Kind == yaml.MappingNode {
			count /= 2
		}
		if (n.Kind == yaml.MappingNode || n.Kind == yaml.SequenceNode) && count > most {
			return d.fail(n, "", "%d %s; expected at most %d", count, what, most)
		}
		return read(d, n, path, list)
	}
	return c
}
