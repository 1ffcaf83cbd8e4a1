package workload

import (
	"errors"
	"fmt"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func sampleEnvelope() (Envelope, []byte) {
	return Envelope{
		Run: 0xdeadbeef,
		Event: Event{
			N: 1 << 40, Seq: 77, Action: -time.Hour, Due: -time.Minute, User: 1<<40 - 1, Partition: 11,
			Source: 3, Shard: 2, Copy: 1, Type: 4, Flags: FlagHistory | FlagDisorder,
		},
		Hops: []Hop{{0, time.Second, 2 * time.Second}, {5, 3 * time.Second, 4 * time.Second}},
	}, []byte(`{"a":1}`)
}

func TestEnvelopeRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		times := rapid.Map(rapid.Int64(), func(v int64) time.Duration { return time.Duration(v) })
		want := Envelope{
			Run: rapid.Uint32().Draw(t, "run"),
			Event: Event{
				N: rapid.Uint64().Draw(t, "n"), Seq: rapid.Uint64().Draw(t, "seq"), User: rapid.Uint64().Draw(t, "user"),
				Action: times.Draw(t, "action"), Due: times.Draw(t, "due"),
				Partition: rapid.Int32().Draw(t, "partition"), Source: rapid.Uint16().Draw(t, "source"), Shard: rapid.Uint16().Draw(t, "shard"),
				Copy: rapid.Uint8().Draw(t, "copy"), Type: rapid.Uint8().Draw(t, "type"), Flags: Flags(rapid.Uint8().Draw(t, "flags")),
			},
		}
		for range rapid.IntRange(0, 4).Draw(t, "hops") {
			want.Hops = append(want.Hops, Hop{rapid.Uint8().Draw(t, "stage"), times.Draw(t, "seen"), times.Draw(t, "done")})
		}
		value := rapid.SliceOf(rapid.Byte()).Draw(t, "value")
		var got Envelope
		if err := got.Decode(want.Append(nil, value), value); err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(got, want) {
			t.Fatalf("got %+v, want %+v", got, want)
		}
	})
}

func TestEnvelopeRefusesEveryFlippedBit(t *testing.T) {
	e, value := sampleEnvelope()
	header := e.Append(nil, value)
	var got Envelope
	for i := range len(header) * 8 {
		bad := slices.Clone(header)
		bad[i/8] ^= 1 << (i % 8)
		if err := got.Decode(bad, value); err == nil {
			t.Errorf("bit %d of byte %d of the header flipped unnoticed", i%8, i/8)
		}
	}
	for i := range len(value) * 8 {
		bad := slices.Clone(value)
		bad[i/8] ^= 1 << (i % 8)
		if err := got.Decode(header, bad); !errors.Is(err, ErrChecksum) {
			t.Errorf("bit %d of the value flipped: %v, want %v", i, err, ErrChecksum)
		}
	}
	if !reflect.DeepEqual(got, Envelope{}) {
		t.Errorf("a refused header changed the envelope: %+v", got)
	}
}

func TestEnvelopeErrors(t *testing.T) {
	e, value := sampleEnvelope()
	header := e.Append(nil, value)
	future := slices.Clone(header)
	future[offVersion] = 2
	for name, c := range map[string]struct {
		header []byte
		want   error
	}{
		"nil":         {nil, ErrForeign},
		"foreign":     {[]byte("traceparent-00-11"), ErrForeign},
		"version":     {future, ErrVersion},
		"short":       {header[:EnvelopeSize-1], ErrLength},
		"hop missing": {header[:len(header)-HopSize], ErrLength},
		"trailing":    {append(slices.Clone(header), 0), ErrLength},
		"no value":    {header, ErrChecksum},
	} {
		given := value
		if name == "no value" {
			given = nil
		}
		if err := new(Envelope).Decode(c.header, given); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
}

func TestEnvelopeDoesNotAllocate(t *testing.T) {
	e, value := sampleEnvelope()
	header := make([]byte, 0, 256)
	got := Envelope{Hops: make([]Hop, 0, 8)}
	allocs := testing.AllocsPerRun(100, func() {
		header = e.Append(header[:0], value)
		if err := got.Decode(header, value); err != nil {
			t.Fatal(err)
		}
	})
	if allocs != 0 {
		t.Errorf("%v allocations, want none", allocs)
	}
}

// The tables of docs/envelope.md are held against the code: a record whose fields
// have known values is read by the documented offsets.
func TestEnvelopeIsAsDocumented(t *testing.T) {
	doc, err := os.ReadFile("../docs/envelope.md")
	if err != nil {
		t.Fatal(err)
	}
	e, value := sampleEnvelope()
	header := e.Append(nil, value)
	fixed, hop := documented(t, doc, "## Fixed part"), documented(t, doc, "## Hops")
	ev := &e.Event
	for field, want := range map[string]uint64{
		"version": envelopeVersion, "run": uint64(e.Run), "source": uint64(ev.Source), "shard": uint64(ev.Shard),
		"partition": uint64(ev.Partition), "copy": uint64(ev.Copy), "type": uint64(ev.Type), "flags": uint64(ev.Flags),
		"hops": uint64(len(e.Hops)), "n": ev.N, "seq": ev.Seq, "user": ev.User, "action": uint64(ev.Action), "due": uint64(ev.Due),
		"checksum": uint64(checksum(header, value)),
	} {
		if got := fixed.read(t, field, header); got != want {
			t.Errorf("%s: %#x at the documented place, want %#x", field, got, want)
		}
		delete(fixed, field)
	}
	for i, h := range e.Hops {
		at := header[EnvelopeSize+i*HopSize:]
		if hop.read(t, "stage", at) != uint64(h.Stage) || hop.read(t, "seen", at) != uint64(h.Seen) || hop.read(t, "done", at) != uint64(h.Done) {
			t.Errorf("hop %d is not at its documented place", i)
		}
	}
	if _, ok := fixed["magic"]; len(fixed) != 1 || !ok || string(header[:3]) != envelopeMagic {
		t.Errorf("documented fields that the code does not have: %v", fixed)
	}
	for name, f := range map[string]Flags{"tombstone": FlagTombstone, "history": FlagHistory, "poison": FlagPoison, "disorder": FlagDisorder} {
		if !strings.Contains(string(doc), fmt.Sprintf("| %d | %s |", f, name)) {
			t.Errorf("flag %s = %d is not in the document", name, f)
		}
	}
}

// layout is the place of each field by name.
type layout map[string]struct{ offset, size int }

func documented(t *testing.T, doc []byte, heading string) layout {
	_, section, ok := strings.Cut(string(doc), heading)
	if !ok {
		t.Fatalf("no section %q", heading)
	}
	section, _, _ = strings.Cut(section, "\n## ")
	l := layout{}
	next := 0
	for _, m := range regexp.MustCompile(`(?m)^\| (\d+) \| (\d+) \| \w+ \| (\w+) \|`).FindAllStringSubmatch(section, -1) {
		var offset, size int
		fmt.Sscan(m[1], &offset)
		fmt.Sscan(m[2], &size)
		if offset != next {
			t.Errorf("%s: %s is at %d, the field before ends at %d", heading, m[3], offset, next)
		}
		next = offset + size
		l[m[3]] = struct{ offset, size int }{offset, size}
	}
	return l
}

// read returns the little-endian integer of a field.
func (l layout) read(t *testing.T, field string, from []byte) uint64 {
	f, ok := l[field]
	if !ok {
		t.Fatalf("%s is not documented", field)
	}
	v := uint64(0)
	for i := f.size - 1; i >= 0; i-- {
		v = v<<8 | uint64(from[f.offset+i])
	}
	return v
}

func FuzzEnvelope(f *testing.F) {
	e, value := sampleEnvelope()
	f.Add(e.Append(nil, value), value)
	e.Hops = nil
	f.Add(e.Append(nil, nil), []byte(nil))
	f.Add([]byte("frs\x01"), []byte("x"))
	f.Add([]byte{}, []byte{})
	f.Fuzz(func(t *testing.T, header, value []byte) {
		var got Envelope
		if err := got.Decode(header, value); err != nil {
			return
		}
		if back := got.Append(nil, value); !slices.Equal(back, header) {
			t.Errorf("%x decodes and encodes to %x", header, back)
		}
	})
}
