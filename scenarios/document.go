package scenarios

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"
	"go.yaml.in/yaml/v4/plugin/loaderlimits"
)

// Limits of a scenario file. Nobody writes one near them; a file beyond them is
// not a scenario.
const (
	maxFileBytes = 1 << 20
	maxDepth     = 20
)

// dialect is a kind of strict YAML file, in words for messages.
type dialect struct {
	noun  string // "scenario"
	shape string // what its top level is
}

var scenarioDialect = dialect{noun: "scenario", shape: "a YAML map with name, duration, topics, sources, stages, ..."}

// parseDocument reads the YAML of a scenario into a tree of nodes with positions.
func parseDocument(file string, text []byte) (*yaml.Node, *Problem) {
	return scenarioDialect.parse(file, text)
}

// ReadStrict reads the YAML of another of Freshet's files, a map, by the rules of a
// scenario file: its limits, one document, no anchors, aliases, merge keys or tags.
// For messages, noun is what the file holds and shape what its top level is. The
// error is of type Problems.
func ReadStrict(file string, text []byte, noun, shape string) (*yaml.Node, error) {
	root, problem := dialect{noun: noun, shape: shape}.parse(file, text)
	if problem != nil {
		return nil, Problems{*problem}.sorted()
	}
	return root, nil
}

func (d dialect) parse(file string, text []byte) (*yaml.Node, *Problem) {
	if p := d.checkText(file, text); p != nil {
		return nil, p
	}
	loader, err := yaml.NewLoader(bytes.NewReader(text), yaml.WithPlugin(loaderlimits.New(loaderlimits.DepthValue(maxDepth))))
	if err != nil {
		return nil, &Problem{File: file, Message: err.Error()}
	}
	var document, second yaml.Node
	switch err := loader.Load(&document); {
	case errors.Is(err, io.EOF):
		return nil, &Problem{File: file, Message: "the file has no " + d.noun + " in it, only comments or space"}
	case err != nil:
		return nil, d.yamlProblem(file, err)
	}
	if err := loader.Load(&second); !errors.Is(err, io.EOF) {
		if err != nil {
			return nil, d.yamlProblem(file, err)
		}
		return nil, &Problem{File: file, Line: second.Line, Col: second.Column, Message: "a second YAML document starts here; expected one a file"}
	}
	if len(document.Content) != 1 || document.Content[0].Kind != yaml.MappingNode {
		return nil, &Problem{File: file, Line: 1, Col: 1, Message: "expected a " + d.noun + ": " + d.shape}
	}
	root := document.Content[0]
	if p := d.refuseIndirection(file, root); p != nil {
		return nil, p
	}
	return root, nil
}

// checkText refuses what cannot be such a file before YAML looks at it.
func (d dialect) checkText(file string, text []byte) *Problem {
	switch {
	case len(text) == 0:
		return &Problem{File: file, Message: "the file is empty; expected a " + d.noun}
	case len(text) > maxFileBytes:
		return &Problem{File: file, Message: "the file is larger than 1 MiB; expected a " + d.noun}
	}
	line, col := 1, 1
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRune(text[i:])
		switch {
		case r == utf8.RuneError && size == 1:
			return &Problem{File: file, Line: line, Col: col, Message: fmt.Sprintf("byte 0x%02x is not UTF-8 text; expected a %s in YAML", text[i], d.noun)}
		case r == 0:
			return &Problem{File: file, Line: line, Col: col, Message: "a NUL byte; expected a " + d.noun + " in YAML, not a binary file"}
		case r == '\n':
			line, col = line+1, 0
		}
		i += size
		col++
	}
	return nil
}

// refuseIndirection refuses anchors, aliases, merge keys and tags: a scenario says
// things once and plainly, and a bomb of aliases must not expand.
func (d dialect) refuseIndirection(file string, n *yaml.Node) *Problem {
	fail := func(what string) *Problem {
		return &Problem{File: file, Line: n.Line, Col: n.Column, Message: what + " are not part of the " + d.noun + " language; write the value out"}
	}
	switch {
	case n.Anchor != "":
		return fail("YAML anchors (&" + n.Anchor + ")")
	case n.Kind == yaml.AliasNode:
		return fail("YAML aliases (*" + n.Value + ")")
	case n.Tag == "!!merge":
		return fail("YAML merge keys (<<)")
	case n.Style&yaml.TaggedStyle != 0:
		return fail("YAML tags (" + n.Tag + ")")
	}
	for _, child := range n.Content {
		if p := d.refuseIndirection(file, child); p != nil {
			return p
		}
	}
	return nil
}

// yamlProblem puts an error of the YAML parser into our words.
func (d dialect) yamlProblem(file string, err error) *Problem {
	var load *yaml.LoadError
	if !errors.As(err, &load) {
		return &Problem{File: file, Message: "not YAML: " + oneLine(err.Error())}
	}
	p := &Problem{File: file, Line: load.Mark.Line, Col: load.Mark.Column, Message: "not YAML: " + oneLine(load.Message)}
	switch {
	case strings.Contains(load.Message, "unknown anchor"):
		p.Message = "YAML aliases are not part of the " + d.noun + " language; write the value out"
	case strings.Contains(load.Message, "max depth"), strings.Contains(load.Message, "depth"):
		p.Message = "nested too deeply for a " + d.noun
	case load.ContextMsg != "":
		p.Message += " " + oneLine(load.ContextMsg)
	}
	return p
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }
