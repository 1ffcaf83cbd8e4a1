package harness

import (
	"context"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/freshet-bench/freshet/workload"
)

// parcel is a record on its way with the event that it carries. It is its own
// record's Context, so that the promise finds it without a closure a record.
type parcel struct {
	context.Context
	record  kgo.Record
	headers [1]kgo.RecordHeader
	buffer  []byte
	event   workload.Event
	source  *source
	sent    time.Duration
}

// recordSlab hands out parcels from blocks: one allocation for many records. A
// block is freed once the client has let go of all its records.
type recordSlab struct {
	block []parcel
	bytes []byte
	size  int // bytes of the largest record so far
}

const slabRecords = 256

func (s *recordSlab) next() *parcel {
	if len(s.block) == 0 {
		s.block = make([]parcel, slabRecords)
		s.bytes = make([]byte, slabRecords*s.size)
	}
	p := &s.block[0]
	s.block = s.block[1:]
	p.Context = context.Background()
	p.record.Context = p
	p.buffer, s.bytes = s.bytes[:0:s.size], s.bytes[s.size:]
	return p
}

// learn makes room for records of n bytes, and some more, from the next one on.
func (s *recordSlab) learn(n int) {
	if n > s.size {
		s.size = n + n/4
		s.block = nil
	}
}

// fill writes key, value and envelope into the parcel's record; at is its
// timestamp.
func (p *parcel) fill(slab *recordSlab, at time.Duration) {
	s := p.source
	buf := s.run.work.AppendKey(p.buffer[:0], &p.event)
	key := len(buf)
	buf = s.run.work.AppendValue(buf, &p.event)
	value := len(buf)
	env := workload.Envelope{Run: s.run.id, Event: p.event}
	buf = env.Append(buf, buf[key:value])
	slab.learn(len(buf))
	p.record.Key = buf[:key:key]
	if p.event.Flags&workload.FlagTombstone == 0 {
		p.record.Value = buf[key:value:value]
	}
	p.headers[0] = kgo.RecordHeader{Key: workload.HeaderKey, Value: buf[value:]}
	p.record.Headers = p.headers[:]
	p.record.Partition = p.event.Partition
	p.record.Timestamp = s.run.clock.At(at)
}
