package workload

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
)

// KeyTrace is keys, users, items and event types from a file, in the order of
// time; event n takes entry n, from the beginning again if it loops. It is
// immutable.
type KeyTrace struct {
	entries []keyEntry
	keys    []string // by keyEntry.key
	types   []string // by keyEntry.kind
	loop    bool
}

// keyEntry is one event of the file.
type keyEntry struct {
	at      float64
	session uint64 // hash of the session
	item    uint64
	key     uint32
	kind    uint8
}

// KeyOptions choose what of a file of sessions is used.
type KeyOptions struct {
	// Key is what the record key is: "session", or "aid" for the item; "" =
	// session.
	Key string
	// Type is "type" if event types come from the file, "" if not.
	Type string
	// Loop starts again after the last entry; without it the source ends there.
	Loop bool
}

const keysForm = `sessions in JSON lines, {"session": 1, "events": [{"aid": 2, "ts": 3, "type": "clicks"}]}`

// ReadKeys reads a file of sessions, one JSON object a line, each with events of
// an item (aid), a time (ts) and a type, in the layout of the OTTO data set. The
// name is for messages, which are name:line:column: what is wrong; what was
// expected.
func ReadKeys(r io.Reader, name string, opt KeyOptions) (*KeyTrace, error) {
	if opt.Key != "" && opt.Key != "session" && opt.Key != "aid" {
		return nil, fmt.Errorf("%s: key is %q; expected session or aid", name, opt.Key)
	}
	if opt.Type != "" && opt.Type != "type" {
		return nil, fmt.Errorf("%s: type is %q; expected type", name, opt.Type)
	}
	l, err := newLines(r, name, keysForm, 1<<20)
	if err != nil {
		return nil, err
	}
	b := keyBuilder{opt: opt, keys: map[string]uint32{}, trace: &KeyTrace{loop: opt.Loop}}
	for {
		more, err := l.next()
		if err != nil {
			return nil, err
		}
		if !more {
			break
		}
		if err := b.add(l); err != nil {
			return nil, err
		}
	}
	if len(b.trace.entries) == 0 {
		return nil, fmt.Errorf("%s: no events; expected %s", name, keysForm)
	}
	slices.SortStableFunc(b.trace.entries, func(x, y keyEntry) int {
		switch {
		case x.at < y.at:
			return -1
		case x.at > y.at:
			return 1
		}
		return 0
	})
	return b.trace, nil
}

// keyBuilder gathers a KeyTrace line by line.
type keyBuilder struct {
	opt   KeyOptions
	keys  map[string]uint32
	trace *KeyTrace
}

// sessionLine is a line of the file.
type sessionLine struct {
	Session json.RawMessage `json:"session"`
	Events  []struct {
		Aid  json.RawMessage `json:"aid"`
		TS   *float64        `json:"ts"`
		Type string          `json:"type"`
	} `json:"events"`
}

func (b *keyBuilder) add(l *lines) error {
	var s sessionLine
	if err := json.Unmarshal(l.text, &s); err != nil {
		return l.wrong(jsonColumn(err), "%v; expected %s", err, keysForm)
	}
	session, ok := scalar(s.Session)
	if !ok {
		return l.wrong(1, "no session; expected %s", keysForm)
	}
	if len(b.trace.entries)+len(s.Events) > maxRows {
		return l.wrong(1, "more than %d events; expected at most as many", maxRows)
	}
	for i, e := range s.Events {
		aid, ok := scalar(e.Aid)
		if !ok || e.TS == nil {
			return l.wrong(1, "event %d has no aid or no ts; expected %s", i+1, keysForm)
		}
		kind, err := b.kind(e.Type)
		if err != nil {
			return l.wrong(1, "event %d: %v", i+1, err)
		}
		text := session
		if b.opt.Key == "aid" {
			text = aid
		}
		b.trace.entries = append(b.trace.entries, keyEntry{
			at:      *e.TS,
			session: uint64(familyOf(0, domainKeyTrace, session)),
			item:    itemNumber(aid),
			key:     b.key(text),
			kind:    kind,
		})
	}
	return nil
}

func (b *keyBuilder) key(text string) uint32 {
	k, ok := b.keys[text]
	if !ok {
		k = uint32(len(b.trace.keys))
		b.trace.keys = append(b.trace.keys, text)
		b.keys[text] = k
	}
	return k
}

func (b *keyBuilder) kind(name string) (uint8, error) {
	if b.opt.Type == "" {
		return 0, nil
	}
	if name == "" || len(name) > 64 || bytes.ContainsFunc([]byte(name), unquotable) {
		return 0, fmt.Errorf("type %.40q; expected a plain word", name)
	}
	k := slices.Index(b.trace.types, name)
	if k < 0 {
		k = len(b.trace.types)
		b.trace.types = append(b.trace.types, name)
	}
	if k > math.MaxUint8 {
		return 0, errors.New("more than 256 types; expected fewer")
	}
	return uint8(k), nil
}

// scalar returns a JSON string or number as text of 1 to 256 bytes.
func scalar(raw json.RawMessage) (string, bool) {
	var s string
	if json.Unmarshal(raw, &s) != nil {
		var n json.Number
		if json.Unmarshal(raw, &n) != nil {
			return "", false
		}
		s = n.String()
	}
	return s, s != "" && len(s) <= 256
}

// itemNumber is the number itself, or for other texts a hash of 48 bits.
func itemNumber(aid string) uint64 {
	if v, err := strconv.ParseUint(aid, 10, 64); err == nil {
		return v
	}
	return uint64(familyOf(0, domainKeyTrace, aid)) >> 16
}

// jsonColumn returns the column, from 1, at which decoding stopped.
func jsonColumn(err error) int {
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	switch {
	case errors.As(err, &syntax):
		return max(int(syntax.Offset), 1)
	case errors.As(err, &kind):
		return max(int(kind.Offset), 1)
	}
	return 1
}

// Len is the number of events in the file.
func (k *KeyTrace) Len() int { return len(k.entries) }

// Types are the names of the event types, by number; empty without types.
func (k *KeyTrace) Types() []string { return slices.Clone(k.types) }

func (k *KeyTrace) at(n uint64) *keyEntry { return &k.entries[n%uint64(len(k.entries))] }

func (k *KeyTrace) key(n uint64) string { return k.keys[k.at(n).key] }

// actor returns the user whom a session of the file stands for; each turn of the
// file is one more session of the user.
func (k *KeyTrace) actor(n, users uint64) actor {
	return actor{below(k.at(n).session, users), int64(n / uint64(len(k.entries)))}
}
