package workload

import (
	"encoding/binary"
	"errors"
	"hash/crc32"
	"time"
)

// HeaderKey is the key of the record header that carries the envelope.
const HeaderKey = "freshet"

// The envelope's format, byte by byte in docs/envelope.md.
const (
	envelopeMagic   = "frs"
	envelopeVersion = 1
	// EnvelopeSize is the length in bytes of an envelope without hops, HopSize
	// that of each hop.
	EnvelopeSize = 64
	HopSize      = 17
	// MaxHops is how many hops an envelope holds; what is over is not written.
	MaxHops = 255
)

// Offsets of the fixed part's fields; all integers are little-endian.
const (
	offVersion   = 3
	offChecksum  = 4
	offRun       = 8
	offSource    = 12
	offShard     = 14
	offPartition = 16
	offCopy      = 20
	offType      = 21
	offFlags     = 22
	offHops      = 23
	offN         = 24
	offSeq       = 32
	offUser      = 40
	offAction    = 48
	offDue       = 56
)

// What Decode refuses.
var (
	ErrForeign  = errors.New("not a Freshet envelope")
	ErrVersion  = errors.New("an envelope of a version that this program does not know")
	ErrLength   = errors.New("an envelope of the wrong length")
	ErrChecksum = errors.New("an envelope whose checksum does not match its content and the record's value")
)

// Envelope is what identifies an event in a record's header.
type Envelope struct {
	// Run tells the runs on a cluster apart.
	Run   uint32
	Event Event
	// Hops are the stages that the event has passed, in order.
	Hops []Hop
}

// Hop is one stage on an event's way, with offsets from the run's epoch.
type Hop struct {
	Stage uint8
	Seen  time.Duration // polled
	Done  time.Duration // its work done
}

// castagnoli and checksumStart, the checksum of what every envelope begins with, are
// read-only.
var (
	castagnoli    = crc32.MakeTable(crc32.Castagnoli)
	checksumStart = crc32.Checksum(append([]byte(envelopeMagic), envelopeVersion), castagnoli)
)

// Append appends the envelope of a record with the given value (nil for a
// tombstone). The checksum, a CRC32C, covers the envelope and the value.
func (e *Envelope) Append(dst, value []byte) []byte {
	hops := e.Hops[:min(len(e.Hops), MaxHops)]
	start := len(dst)
	dst = append(dst, envelopeMagic...)
	dst = append(dst, envelopeVersion, 0, 0, 0, 0)
	le := binary.LittleEndian
	ev := &e.Event
	dst = le.AppendUint32(dst, e.Run)
	dst = le.AppendUint16(dst, ev.Source)
	dst = le.AppendUint16(dst, ev.Shard)
	dst = le.AppendUint32(dst, uint32(ev.Partition))
	dst = append(dst, ev.Copy, ev.Type, byte(ev.Flags), byte(len(hops)))
	dst = le.AppendUint64(dst, ev.N)
	dst = le.AppendUint64(dst, ev.Seq)
	dst = le.AppendUint64(dst, ev.User)
	dst = le.AppendUint64(dst, uint64(ev.Action))
	dst = le.AppendUint64(dst, uint64(ev.Due))
	for _, h := range hops {
		dst = append(dst, h.Stage)
		dst = le.AppendUint64(dst, uint64(h.Seen))
		dst = le.AppendUint64(dst, uint64(h.Done))
	}
	le.PutUint32(dst[start+offChecksum:], checksum(dst[start:], value))
	return dst
}

// Decode reads an envelope from a header and checks it against the record's
// value; it reuses e.Hops and allocates only to grow it. Its error is ErrForeign,
// ErrVersion, ErrLength or ErrChecksum, and e is then unchanged.
func (e *Envelope) Decode(header, value []byte) error {
	switch {
	case len(header) <= offVersion || string(header[:offVersion]) != envelopeMagic:
		return ErrForeign
	case header[offVersion] != envelopeVersion:
		return ErrVersion
	case len(header) < EnvelopeSize || len(header) != EnvelopeSize+HopSize*int(header[offHops]):
		return ErrLength
	}
	le := binary.LittleEndian
	if le.Uint32(header[offChecksum:]) != checksum(header, value) {
		return ErrChecksum
	}
	e.Run = le.Uint32(header[offRun:])
	e.Event = Event{
		N:         le.Uint64(header[offN:]),
		Seq:       le.Uint64(header[offSeq:]),
		Action:    time.Duration(le.Uint64(header[offAction:])),
		Due:       time.Duration(le.Uint64(header[offDue:])),
		User:      le.Uint64(header[offUser:]),
		Partition: int32(le.Uint32(header[offPartition:])),
		Source:    le.Uint16(header[offSource:]),
		Shard:     le.Uint16(header[offShard:]),
		Copy:      header[offCopy],
		Type:      header[offType],
		Flags:     Flags(header[offFlags]),
	}
	e.Hops = e.Hops[:0]
	for h := header[EnvelopeSize:]; len(h) > 0; h = h[HopSize:] {
		e.Hops = append(e.Hops, Hop{h[0], time.Duration(le.Uint64(h[1:])), time.Duration(le.Uint64(h[9:]))})
	}
	return nil
}

// checksum covers the header but for the checksum itself, then the value.
func checksum(header, value []byte) uint32 {
	c := crc32.Update(checksumStart, castagnoli, header[offRun:])
	return crc32.Update(c, castagnoli, value)
}
