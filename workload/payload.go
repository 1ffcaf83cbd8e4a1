package workload

import "strconv"

// The identity that every JSON payload begins with, for jobs that drop headers.
const (
	identitySource = `{"freshet":{"source":"`
	identityEnd    = `}`
	padLead        = `,"pad":"`
	padEnd         = `"}`
)

// AppendValue appends the record value of an event of this workload, nothing for
// a tombstone. The value has the size that is drawn for the event; a JSON payload
// is at least as large as its fields.
func (w *Workload) AppendValue(dst []byte, ev *Event) []byte {
	if ev.Flags&FlagTombstone != 0 {
		return dst
	}
	src := &w.sources[ev.Source]
	p := w.person(src, ev)
	size := src.Size.size(p.draws.draw(attributeSize))
	if len(src.schema.fields) == 0 {
		return w.text.appendOpaque(dst, p.draws, size, src.Payload.Compressibility)
	}
	start := len(dst)
	dst = p.appendIdentity(dst)
	for i := range src.schema.fields {
		f := &src.schema.fields[i]
		dst = append(dst, f.lead...)
		dst = p.appendField(dst, f, attributePayload+attribute(i))
	}
	room := size - (len(dst) - start)
	if pad := room - len(padLead) - len(padEnd); pad >= 0 {
		dst = append(dst, padLead...)
		dst = w.text.appendText(dst, p.draws, pad, src.Payload.Compressibility)
		return append(dst, padEnd...)
	}
	for ; room > 1; room-- {
		dst = append(dst, ' ')
	}
	return append(dst, '}')
}

func (p *person) appendIdentity(dst []byte) []byte {
	ev := p.ev
	dst = append(dst, identitySource...)
	dst = append(dst, p.src.Name...)
	dst = appendUint(append(dst, `","n":`...), ev.N)
	dst = appendUint(append(dst, `,"copy":`...), uint64(ev.Copy))
	dst = appendInt(append(dst, `,"action_ns":`...), int64(ev.Action))
	dst = appendInt(append(dst, `,"due_ns":`...), int64(ev.Due))
	dst = appendUint(append(dst, `,"user":`...), ev.User)
	if ev.Flags&FlagHistory != 0 {
		dst = append(dst, `,"history":true`...)
	}
	return append(dst, identityEnd...)
}

// appendField appends the value of one field, drawn as attribute a.
func (p *person) appendField(dst []byte, f *field, a attribute) []byte {
	switch f.kind {
	case ofPart:
		return append(p.append(append(dst, '"'), keyPart(f.low)), '"')
	case ofType:
		dst = append(append(dst, '"'), p.src.typeNames()[p.ev.Type]...)
		return append(dst, '"')
	case ofActed:
		return appendInt(dst, p.ev.Action.Milliseconds())
	}
	h := p.draws.draw(a)
	switch f.kind {
	case ofChoice:
		dst = append(append(dst, '"'), f.words[below(h, uint64(len(f.words)))]...)
		return append(dst, '"')
	case ofInt:
		return appendUint(dst, f.low+below(h, f.high-f.low+1))
	case ofCents:
		v := f.low + below(h, f.high-f.low+1)
		dst = appendUint(dst, v/100)
		return append(dst, '.', '0'+byte(v/10%10), '0'+byte(v%10))
	case ofRatio:
		return appendRatio(dst, h)
	case ofVector:
		return appendVector(dst, draws(h), f.high)
	default:
		return strconv.AppendBool(dst, h>>63 != 0)
	}
}

// appendRatio appends a number in [0, 1) with four decimals.
func appendRatio(dst []byte, h uint64) []byte {
	v := below(h, 10000)
	return append(dst, '0', '.', '0'+byte(v/1000), '0'+byte(v/100%10), '0'+byte(v/10%10), '0'+byte(v%10))
}

func appendVector(dst []byte, d draws, length uint64) []byte {
	dst = append(dst, '[')
	for i := range length {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = appendRatio(dst, d.draw(attribute(i)))
	}
	return append(dst, ']')
}
