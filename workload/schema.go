package workload

import (
	"slices"
	"strings"
)

// fieldKind says how the value of a payload field comes about.
type fieldKind uint8

const (
	ofPart   fieldKind = iota // an attribute, quoted: low is the keyPart
	ofType                    // the event type, quoted
	ofChoice                  // one of the words, quoted
	ofInt                     // low .. high
	ofCents                   // low .. high hundredths, as a decimal
	ofRatio                   // 0.0000 .. 0.9999
	ofVector                  // high ratios
	ofBool
	ofActed // milliseconds from the run's epoch to the action
)

// field is one field of a schema's JSON object; lead is `,"name":`.
type field struct {
	lead      string
	kind      fieldKind
	low, high uint64
	words     []string
}

// schema is a shape of payload. A schema without fields is opaque.
type schema struct {
	name   string
	types  []string
	fields []field
}

// pick draws one of the types: the first is the usual one, with half of the
// events, the next has half of the rest, and so on.
func (s *schema) pick(h uint64) uint8 {
	k := 0
	for k < len(s.types)-1 && h>>63 == 0 {
		h <<= 1
		k++
	}
	return uint8(k)
}

// Schemas returns the names that Payload.Schema may have, sorted.
func Schemas() []string {
	var names []string
	for _, s := range schemas() {
		names = append(names, s.name)
	}
	slices.Sort(names)
	return names
}

// findSchema returns nil if there is no schema of the name. A name without
// version means version 1, no name "bytes".
func findSchema(name string) *schema {
	if name == "" {
		name = "bytes"
	}
	if name != "bytes" && !strings.Contains(name, "@") {
		name += "@1"
	}
	all := schemas()
	i := slices.IndexFunc(all, func(s schema) bool { return s.name == name })
	if i < 0 {
		return nil
	}
	return &all[i]
}

// TypeName returns the name of an event type of a source.
func (w *Workload) TypeName(source int, kind uint8) string {
	types := w.sources[source].typeNames()
	if int(kind) >= len(types) {
		return ""
	}
	return types[kind]
}

func (s *source) typeNames() []string {
	if s.KeyTrace != nil && len(s.KeyTrace.types) > 0 {
		return s.KeyTrace.types
	}
	return s.schema.types
}
