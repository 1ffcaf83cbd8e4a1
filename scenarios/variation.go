package scenarios

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"

	"github.com/freshet-bench/freshet/results/measure"
)

// Variation is one of the variants of a scenario: the scenario with paths set.
type Variation struct {
	Name string
	// Sets is what it sets, as "path=value", for people.
	Sets []string

	changes []change
}

// change is a path of the file and the value that it is given.
type change struct {
	key   *yaml.Node
	value *yaml.Node
}

// text is the change as --set would have it, on one line.
func (c change) text() string { return c.key.Value + "=" + plainValue(c.value) }

// plainValue is a value as people write it in a line.
func plainValue(n *yaml.Node) string {
	switch n.Kind {
	case yaml.SequenceNode:
		var parts []string
		for _, item := range n.Content {
			parts = append(parts, plainValue(item))
		}
		return "[" + strings.Join(parts, ", ") + "]"
	case yaml.MappingNode:
		var parts []string
		for i := 0; i+1 < len(n.Content); i += 2 {
			parts = append(parts, n.Content[i].Value+": "+plainValue(n.Content[i+1]))
		}
		return "{" + strings.Join(parts, ", ") + "}"
	}
	return n.Value
}

// variations are the variants of a scenario, in the order of its file: each of
// variants with each combination of what vary has. Of what does not read well there
// is none: reading it says so. many is how many there would be, if that is too many.
func variations(root *yaml.Node) (list []Variation, many int) {
	list = variantList(mapValue(root, variantsKey))
	paths := mapValue(root, varyKey)
	if paths == nil || paths.Kind != yaml.MappingNode {
		if len(list) > maxVariants {
			return nil, len(list)
		}
		return list, 0
	}
	if len(list) == 0 {
		list = []Variation{{}}
	}
	for i := 0; i+1 < len(paths.Content); i += 2 {
		key, values := paths.Content[i], paths.Content[i+1]
		if values.Kind != yaml.SequenceNode || len(values.Content) == 0 {
			continue
		}
		if n := len(list) * len(values.Content); n > maxVariants {
			return nil, n
		}
		list = product(list, key, values.Content, pathLabel(key.Value, mapKeys(paths)))
	}
	if len(list) == 1 && len(list[0].changes) == 0 && list[0].Name == "" {
		return nil, 0
	}
	return unambiguous(list), 0
}

// variantList is the variants of the list.
func variantList(n *yaml.Node) []Variation {
	if n == nil || n.Kind != yaml.SequenceNode {
		return nil
	}
	var list []Variation
	for _, item := range n.Content {
		if item.Kind != yaml.MappingNode {
			continue
		}
		name, set := mapValue(item, "name"), mapValue(item, "set")
		if name == nil || !nameForm.MatchString(name.Value) {
			continue
		}
		v := Variation{Name: name.Value}
		if set != nil && set.Kind == yaml.MappingNode {
			for i := 0; i+1 < len(set.Content); i += 2 {
				v = v.and(set.Content[i], set.Content[i+1])
			}
		}
		list = append(list, v)
	}
	return list
}

// product is each of list with each of the values.
func product(list []Variation, key *yaml.Node, values []*yaml.Node, label string) []Variation {
	var all []Variation
	for _, v := range list {
		for i, value := range values {
			next := v.and(key, value)
			part := label + "-" + cmp.Or(slug(value), strconv.Itoa(i+1))
			next.Name = strings.TrimPrefix(v.Name+"-"+part, "-")
			all = append(all, next)
		}
	}
	return all
}

// and is the variation with one more change.
func (v Variation) and(key, value *yaml.Node) Variation {
	c := change{key, value}
	return Variation{Name: v.Name, Sets: append(slices.Clone(v.Sets), c.text()), changes: append(slices.Clone(v.changes), c)}
}

// pathLabel is what a path is called in names of variants: its last word, with the
// one before it where another path ends in the same.
func pathLabel(path string, all []string) string {
	words, message := splitPath(path)
	if message != "" {
		return "v"
	}
	last := words[len(words)-1]
	for _, other := range all {
		if others, _ := splitPath(other); other != path && len(others) > 0 && others[len(others)-1] == last && len(words) > 1 {
			last = words[len(words)-2] + "-" + last
			break
		}
	}
	label := slug(scalar(last))
	if label == "" || label[0] < 'a' {
		return "v" + label
	}
	return label
}

// unambiguous gives names that are too long, or stand twice, a number.
func unambiguous(list []Variation) []Variation {
	const longest = 48
	seen := map[string]bool{}
	for i := range list {
		name := list[i].Name
		if len(name) > longest {
			name = strings.TrimRight(name[:longest], "-")
		}
		for n := 2; seen[name]; n++ {
			name = fmt.Sprintf("%s-%d", strings.TrimSuffix(name, fmt.Sprintf("-%d", n-1)), n)
		}
		seen[name] = true
		list[i].Name = name
	}
	return list
}

// variations are those of the scenario; too many are a problem.
func (l *loader) variations(root *yaml.Node) []Variation {
	list, many := variations(root)
	if many > 0 {
		at := mapValue(root, varyKey)
		if at == nil {
			at = mapValue(root, variantsKey)
		}
		l.fail(at, "", "%s", tooMany(many))
	}
	return list
}

// applyVariant puts what a variant sets into the tree of nodes. Its values keep
// their places in the file, so messages point at them.
func (l *loader) applyVariant(root *yaml.Node, name string) {
	fail := func(hint, format string, args ...any) {
		l.problems = append(l.problems, Problem{File: "--variant", Message: fmt.Sprintf(format, args...), Hint: hint})
	}
	list, many := variations(root)
	if many > 0 {
		return // reading it says so
	}
	if len(list) == 0 {
		fail("", "%s has no variants", l.file)
		return
	}
	at := slices.IndexFunc(list, func(v Variation) bool { return v.Name == name })
	if at < 0 {
		known := variationNames(list)
		fail(measure.Nearest(name, known), "%s has no variant %s; it has %s", l.file, keyEcho(name), strings.Join(known, ", "))
		return
	}
	for _, c := range list[at].changes {
		words, message := variedPath(c.key.Value)
		if message != "" {
			continue // reading it says so
		}
		value := clone(c.value)
		if hint, message := assign(root, words, value); message != "" {
			l.fail(c.key, hint, "%s", message)
		}
		l.refuseOver(words)
	}
}

// refuseOver refuses an option that would undo what a variant sets.
func (l *loader) refuseOver(words []string) {
	for _, set := range l.opt.sets() {
		path, _, _ := strings.Cut(set.text, "=")
		given, message := splitPath(strings.TrimSpace(path))
		if message == "" && len(given) <= len(words) && slices.Equal(given, words[:len(given)]) {
			l.problems = append(l.problems, Problem{File: set.option, Message: fmt.Sprintf(
				"the variant sets %s itself; change %s or %s instead", strings.Join(words, "."), varyKey, variantsKey)})
		}
	}
}

// clone copies a node, so that what is put into one variant is not changed through
// another place of the tree.
func clone(n *yaml.Node) *yaml.Node {
	c := *n
	c.Content = nil
	for _, child := range n.Content {
		c.Content = append(c.Content, clone(child))
	}
	return &c
}

func variationNames(list []Variation) []string {
	return namesOf(list, func(v Variation) string { return v.Name })
}

// splitWhole takes the assignments apart: those to what the file holds, which come
// before a variant is chosen, and the others.
func splitWhole(sets []assignment) (whole, other []int) {
	for i, set := range sets {
		path, _, _ := strings.Cut(set.text, "=")
		words, message := splitPath(strings.TrimSpace(path))
		if message == "" && (words[0] == varyKey || words[0] == variantsKey) {
			whole = append(whole, i)
			continue
		}
		other = append(other, i)
	}
	return whole, other
}
