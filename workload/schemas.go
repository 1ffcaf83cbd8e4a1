package workload

// shape is a schema in two versions: the second renames a field and adds one, as
// schemas do over the years.
type shape struct {
	name    string
	types   []string
	fields  []field
	renamed string // this field ...
	as      string // ... is called this in version 2
	added   field
}

// schemas returns what Payload.Schema may name.
func schemas() []schema {
	all := []schema{{name: "bytes", types: []string{"bytes"}}}
	for _, s := range shapes() {
		all = append(all, s.version(1), s.version(2))
	}
	return all
}

// version returns version 1 or 2 of a shape.
func (s *shape) version(v int) schema {
	fields := append([]field{kindField()}, s.fields...)
	if v == 1 {
		return schema{s.name + "@1", s.types, fields}
	}
	for i := range fields {
		if fields[i].lead == lead(s.renamed) {
			fields[i].lead = lead(s.as)
		}
	}
	return schema{s.name + "@2", s.types, append(fields, s.added)}
}

func lead(name string) string { return `,"` + name + `":` }

func kindField() field { return field{lead: lead("type"), kind: ofType} }

func part(name string, p keyPart) field {
	return field{lead: lead(name), kind: ofPart, low: uint64(p)}
}

func acted(name string) field { return field{lead: lead(name), kind: ofActed} }

func flag(name string) field { return field{lead: lead(name), kind: ofBool} }

func ratio(name string) field { return field{lead: lead(name), kind: ofRatio} }

func number(name string, low, high uint64) field {
	return field{lead: lead(name), kind: ofInt, low: low, high: high}
}

func cents(name string, low, high uint64) field {
	return field{lead: lead(name), kind: ofCents, low: low, high: high}
}

func vector(name string, length uint64) field {
	return field{lead: lead(name), kind: ofVector, high: length}
}

func words(name string, w ...string) field {
	return field{lead: lead(name), kind: ofChoice, words: w}
}
