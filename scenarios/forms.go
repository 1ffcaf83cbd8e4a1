package scenarios

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v4"

	"github.com/freshet-bench/freshet/results/measure"
	"github.com/freshet-bench/freshet/workload"
)

// The values of the language that have a form of their own.

func class() codec[string] { return oneOf("class", measure.Classes(), nil) }

// zipf is even, or zipf and an exponent.
func zipf() codec[float64] {
	const what = "even, or zipf and an exponent, as zipf 1.1"
	return parsed(what, func(s string) (float64, string) {
		if s == "even" {
			return 0, ""
		}
		exponent, found := strings.CutPrefix(s, "zipf ")
		v, err := strconv.ParseFloat(strings.TrimSpace(exponent), 64)
		if !found || err != nil || !(v > 0 && v <= 5) {
			return 0, strconv.Quote(s) + " is not a skew; expected " + what + " (above 0, at most 5)"
		}
		return v, ""
	}, func(v float64) string {
		if v == 0 {
			return "even"
		}
		return "zipf " + numberText(v)
	}, schemaNode{"type": "string", "pattern": `^(even|zipf [0-9.]+)$`, "title": "even, or zipf and an exponent up to 5"})
}

// retention is a duration, or unlimited (0).
func retention() codec[time.Duration] {
	c := duration(time.Second, 10*maxSpan)
	return codec[time.Duration]{
		read: func(d *decoder, n *yaml.Node, path string, v *time.Duration) bool {
			if n.Value == "unlimited" {
				*v = 0
				return true
			}
			return c.read(d, n, path, v)
		},
		write: func(v time.Duration) *yaml.Node {
			if v == 0 {
				return scalar("unlimited")
			}
			return c.write(v)
		},
		schema: quantitySchema("a duration, or unlimited"),
	}
}

// cleanup is delete or compact; the value is true for compact.
func cleanup() codec[bool] {
	c := oneOf("cleanup", []string{"delete", "compact"}, nil)
	return codec[bool]{
		read: func(d *decoder, n *yaml.Node, path string, v *bool) bool {
			var policy string
			ok := c.read(d, n, path, &policy)
			*v = policy == "compact"
			return ok
		},
		write: func(v bool) *yaml.Node {
			if v {
				return scalar("compact")
			}
			return scalar("delete")
		},
		schema: c.schema,
	}
}

// history is a map whose span has a default.
func history() codec[History] {
	c := object(historyFields)
	read := c.read
	c.read = func(d *decoder, n *yaml.Node, path string, v *History) bool {
		v.Span = defaultSpan
		return read(d, n, path, v)
	}
	return c
}

func batchBytes() codec[int32] {
	c := size(1<<10, 100<<20)
	return codec[int32]{
		read: func(d *decoder, n *yaml.Node, path string, v *int32) bool {
			var bytes int64
			ok := c.read(d, n, path, &bytes)
			*v = int32(bytes)
			return ok
		},
		write:  func(v int32) *yaml.Node { return c.write(int64(v)) },
		schema: c.schema,
	}
}

// key is attributes joined by '+', or random alone.
func key() codec[[]string] {
	return parsed("a key, as user or tenant+user", func(s string) ([]string, string) {
		parts := strings.Split(s, "+")
		return parts, keyMessage(parts)
	}, func(v []string) string { return strings.Join(v, "+") }, keySchema("one or more of "+strings.Join(attributes(), ", ")+", joined by +; or random"))
}

func stageKey() codec[string] {
	return parsed("a key, as user or tenant+user", func(s string) (string, string) {
		if s == randomKey {
			return "", "the output of a stage cannot be keyed at random; expected " + orList(attributes())
		}
		return s, keyMessage(strings.Split(s, "+"))
	}, func(v string) string { return v }, keySchema("one or more of "+strings.Join(attributes(), ", ")+", joined by +"))
}

func keySchema(what string) schemaNode { return schemaNode{"type": "string", "title": what} }

const randomKey = "random"

// attributes are what keys are made of, random left out.
func attributes() []string {
	return slices.DeleteFunc(workload.Attributes(), func(a string) bool { return a == randomKey })
}

func keyMessage(parts []string) string {
	known := attributes()
	for i, part := range parts {
		switch {
		case part == randomKey && len(parts) == 1:
		case part == randomKey:
			return "random stands alone in a key"
		case slices.Contains(parts[:i], part):
			return strconv.Quote(part) + " stands twice in the key"
		case !slices.Contains(known, part):
			message := "a key is made of " + orList(known) + ", joined by +, or is random; not of " + strconv.Quote(part)
			if near := measure.Nearest(part, workload.Attributes()); near != "" {
				message += "; did you mean " + strconv.Quote(near) + "?"
			}
			return message
		}
	}
	return ""
}
