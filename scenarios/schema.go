package scenarios

import (
	"encoding/json"
)

// schemaNode is a piece of JSON Schema.
type schemaNode map[string]any

// Schema returns the JSON Schema (draft 2020-12) of the language, for editors. It
// comes from the tables that the parser reads by.
func Schema() []byte {
	root := language().schema
	root["$schema"] = "https://json-schema.org/draft/2020-12/schema"
	root["title"] = "Freshet scenario"
	text, err := json.MarshalIndent(root, "", "  ")
	if err != nil {
		// Maps of strings, lists and maps always marshal.
		panic("scenarios: schema: " + err.Error())
	}
	return append(text, '\n')
}

func objectSchema[S any](fields []field[S]) schemaNode {
	properties := schemaNode{}
	var required []any
	for _, f := range fields {
		if f.unbuilt != "" {
			continue
		}
		property := schemaNode{}
		for k, v := range f.schema {
			property[k] = v
		}
		property["description"] = f.about
		properties[f.name] = property
		if f.required {
			required = append(required, f.name)
		}
	}
	s := schemaNode{"type": "object", "properties": properties, "additionalProperties": false}
	if required != nil {
		s["required"] = required
	}
	return s
}

// quantitySchema describes a number with a unit. The parser checks the unit; the
// schema only keeps lists and maps out.
func quantitySchema(what string) schemaNode {
	return schemaNode{"type": []any{"string", "number"}, "title": what}
}
