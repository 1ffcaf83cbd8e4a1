package profile

import "encoding/json"

// schema is a piece of JSON Schema.
type schema map[string]any

var (
	text       = schema{"type": "string"}
	scalarText = schema{"type": []any{"string", "number", "boolean"}}
	// commandSchema is a line for the shell, or a program with its arguments.
	commandSchema = schema{"oneOf": []any{text, schema{"type": "array", "items": scalarText, "minItems": 1}}}
)

// Schema returns the JSON Schema (draft 2020-12) of a file of profiles, for editors.
// It comes from the tables that the parser reads by.
func Schema() []byte {
	root := mapOf(objectOf(profileKeys(), "kind"))
	root["$schema"] = "https://json-schema.org/draft/2020-12/schema"
	root["title"] = "Freshet target profiles"
	out, err := json.MarshalIndent(root, "", "  ")
	if err != nil {
		// Maps of strings, lists and maps always marshal.
		panic("profile: schema: " + err.Error())
	}
	return append(out, '\n')
}

func objectOf[S any](keys []key[S], required ...any) schema {
	properties := schema{}
	for _, k := range keys {
		property := schema{"description": k.about}
		for name, value := range k.schema {
			property[name] = value
		}
		properties[k.name] = property
	}
	return schema{"type": "object", "properties": properties, "required": required, "additionalProperties": false}
}

func hooksSchema() schema {
	verbs := schema{}
	for _, verb := range Verbs() {
		verbs[verb] = objectOf(hookKeys(), "run")
	}
	return schema{"type": "object", "properties": verbs, "additionalProperties": false}
}

func mapOf(values schema) schema { return schema{"type": "object", "additionalProperties": values} }

// listOf is a list, or one value for a list of one.
func listOf(values schema) schema {
	return schema{"oneOf": []any{values, schema{"type": "array", "items": values, "minItems": 1}}}
}

func enum(words []string) schema {
	list := make([]any, len(words))
	for i, w := range words {
		list[i] = w
	}
	return schema{"enum": list}
}
