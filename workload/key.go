package workload

import (
	"slices"
	"strings"
)

// keyPart is an attribute of which keys are made.
type keyPart uint8

// The attributes, as attributeNames names them.
const (
	partUser keyPart = iota
	partAnonymous
	partSession
	partDevice
	partAccount
	partTenant
	partCart
	partItem
	partRandom
)

// attributeNames returns the names of the key parts, by number.
func attributeNames() []string {
	return []string{"user", "anonymous", "session", "device", "account", "tenant", "cart", "item", "random"}
}

// Attributes returns the names that a key may be made of: "random" stands alone,
// the others may be joined by '+'.
func Attributes() []string { return attributeNames() }

// keyParts resolves a validated key; none means user.
func keyParts(k Key) []keyPart {
	parts := make([]keyPart, 0, len(k.Attributes))
	for _, a := range k.Attributes {
		parts = append(parts, keyPart(slices.Index(attributeNames(), a)))
	}
	if len(parts) == 0 {
		parts = append(parts, partUser)
	}
	return parts
}

// AppendKey appends the record key of an event of this workload: the texts of the
// source's key attributes, joined by ':', or the key from its file of keys.
func (w *Workload) AppendKey(dst []byte, ev *Event) []byte {
	src := &w.sources[ev.Source]
	if src.KeyTrace != nil {
		return append(dst, src.KeyTrace.key(ev.N)...)
	}
	p := w.person(src, ev)
	for i, part := range src.key {
		if i > 0 {
			dst = append(dst, ':')
		}
		dst = p.append(dst, part)
	}
	return dst
}

// AppendAttribute appends one attribute of an event as text, such as "u17" for
// "user". Several may be joined by '+'. It appends nothing for an unknown name.
func (w *Workload) AppendAttribute(dst []byte, ev *Event, attribute string) []byte {
	p := w.person(&w.sources[ev.Source], ev)
	for joined := false; attribute != ""; joined = true {
		var name string
		name, attribute, _ = strings.Cut(attribute, "+")
		part := slices.Index(attributeNames(), name)
		if part < 0 {
			continue
		}
		if joined {
			dst = append(dst, ':')
		}
		dst = p.append(dst, keyPart(part))
	}
	return dst
}

// person derives the attributes of one event, each when it is asked for.
type person struct {
	w     *Workload
	src   *source
	ev    *Event
	draws draws
	who   actor // if known
	known bool
}

func (w *Workload) person(src *source, ev *Event) person {
	return person{w: w, src: src, ev: ev, draws: src.drawsOf(ev)}
}

// drawsOf returns the draws of an event, live or history.
func (s *source) drawsOf(ev *Event) draws {
	if ev.Flags&FlagHistory != 0 {
		return s.past.of(ev.N)
	}
	return s.live.of(ev.N)
}

func (p *person) actor() actor {
	if !p.known {
		p.who, p.known = p.w.actor(p.src, p.ev.N, p.draws, p.ev.Action), true
	}
	return p.who
}

func (p *person) item() uint64 {
	if p.src.KeyTrace != nil {
		return p.src.KeyTrace.at(p.ev.N).item
	}
	return p.w.people.items.quantile(p.draws.draw(attributeItem))
}

func (p *person) append(dst []byte, part keyPart) []byte {
	user := p.ev.User
	switch part {
	case partUser:
		return appendUint(append(dst, 'u'), user)
	case partAnonymous:
		return appendHex(append(dst, 'a'), uint64(p.w.people.family.of(p.actor().device())))
	case partSession:
		return p.appendSession(append(dst, 's'))
	case partDevice:
		dst = appendUint(append(dst, 'd'), user)
		return append(dst, '-', '0'+byte(p.actor().device()&1))
	case partAccount, partTenant:
		return appendUint(append(dst, 't'), p.w.people.tenantOf(user))
	case partCart:
		return p.appendSession(append(dst, 'c'))
	case partItem:
		return appendUint(append(dst, 'i'), p.item())
	default:
		return appendHex(dst, p.draws.draw(attributeRandomKey))
	}
}

// appendSession appends the user and the number of the session.
func (p *person) appendSession(dst []byte) []byte {
	dst = appendUint(dst, p.ev.User)
	return appendInt(append(dst, '.'), p.actor().lap)
}

// device numbers the device of this session; a user has two of them, 2 user and
// 2 user + 1, and uses one throughout a session.
func (a actor) device() uint64 {
	return a.user<<1 | mix(a.user+weyl*uint64(a.lap))>>63
}

// appendHex appends 16 hexadecimal digits.
func appendHex(dst []byte, v uint64) []byte {
	const digits = "0123456789abcdef"
	for shift := 60; shift >= 0; shift -= 4 {
		dst = append(dst, digits[v>>shift&15])
	}
	return dst
}
