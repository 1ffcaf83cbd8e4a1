package scenarios

import (
	"go.yaml.in/yaml/v4"
)

// named is a map from names to things of one kind, in the order of the file. kind
// names the kind in messages; check refuses bad names; fresh makes a thing with
// its defaults.
func named[T any](kind string, check func(name string) string, fresh func(name string) T, nameOf func(T) string, c codec[T]) codec[[]T] {
	return codec[[]T]{
		read: func(d *decoder, n *yaml.Node, path string, list *[]T) bool {
			if n.Kind != yaml.MappingNode {
				return d.fail(n, "", "expected a map from names to %ss%s", kind, butGot(n))
			}
			ok := true
			for key, value := range pairs(d, n, path) {
				at := childPath(path, key.Value)
				d.keys[at], d.values[at] = key, value
				if message := check(key.Value); message != "" {
					ok = d.fail(key, "", "%s", message)
				}
				thing := fresh(key.Value)
				if isNull(value) {
					ok = d.fail(key, "", "%s %s has no value; expected a map", kind, keyEcho(key.Value))
					d.badPaths[at] = true
				} else if !c.read(d, value, at, &thing) {
					ok = false
				}
				if !wordForm.MatchString(key.Value) {
					d.partial[path] = true // no other message can speak of it
					continue
				}
				*list = append(*list, thing)
			}
			return ok
		},
		write: func(list []T) *yaml.Node {
			if len(list) == 0 {
				return nil
			}
			m := &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map"}
			for _, thing := range list {
				m.Content = append(m.Content, scalar(nameOf(thing)), c.write(thing))
			}
			return m
		},
		schema: schemaNode{"type": "object", "additionalProperties": c.schema},
	}
}

// listOf is a list of values; fresh makes one with its defaults. A single value
// stands for a list of one.
func listOf[T any](fresh func() T, c codec[T]) codec[[]T] {
	return codec[[]T]{
		read: func(d *decoder, n *yaml.Node, path string, list *[]T) bool {
			items := []*yaml.Node{n}
			if n.Kind == yaml.SequenceNode {
				items = n.Content
			}
			*list = nil
			ok := true
			for i, item := range items {
				at := indexPath(path, i)
				d.values[at] = item
				value := fresh()
				if isNull(item) {
					ok = d.fail(item, "", "an empty item of the list; expected a value")
				} else if !c.read(d, item, at, &value) {
					ok = false
				}
				*list = append(*list, value)
			}
			return ok
		},
		write: func(list []T) *yaml.Node {
			if len(list) == 0 {
				return nil
			}
			s := &yaml.Node{Kind: yaml.SequenceNode, Tag: "!!seq"}
			for _, value := range list {
				s.Content = append(s.Content, c.write(value))
			}
			return s
		},
		schema: schemaNode{"oneOf": []any{c.schema, schemaNode{"type": "array", "items": c.schema}}},
	}
}

// optional is a value that may be absent.
func optional[T any](fresh func() T, c codec[T]) codec[*T] {
	return codec[*T]{
		read: func(d *decoder, n *yaml.Node, path string, v **T) bool {
			value := fresh()
			ok := c.read(d, n, path, &value)
			*v = &value
			return ok
		},
		write: func(v *T) *yaml.Node {
			if v == nil {
				return nil
			}
			return c.write(*v)
		},
		schema: c.schema,
	}
}

func zero[T any]() T {
	var z T
	return z
}
