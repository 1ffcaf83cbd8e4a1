package harness

import (
	"context"
	"sync"
	"sync/atomic"
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
	block   *slabBlock
}

// slabBlock is parcels that are made, and used again, together.
type slabBlock struct {
	parcels [slabRecords]parcel
	bytes   []byte
	size    int          // of a parcel's buffer
	out     atomic.Int32 // parcels not yet settled; handed out or still to be
}

// recordSlab hands out parcels from blocks. A block whose records are all settled
// is used again: the client has let go of a record when it calls its promise. So
// there are as many blocks as the credit of the client needs, and none is made
// once they are there.
type recordSlab struct {
	block *slabBlock
	used  int // parcels of block handed out
	size  int // bytes of the largest record so far

	mu   sync.Mutex
	free []*slabBlock
}

const slabRecords = 256

// next is a parcel to fill. It is for one goroutine.
func (s *recordSlab) next() *parcel {
	if s.block == nil || s.used == slabRecords {
		s.block, s.used = s.fresh(), 0
	}
	p := &s.block.parcels[s.used]
	at := s.used * s.block.size
	p.buffer = s.block.bytes[at : at : at+s.block.size]
	s.used++
	p.record = kgo.Record{Context: p}
	return p
}

// fresh is a block of which no parcel is in use.
func (s *recordSlab) fresh() *slabBlock {
	s.mu.Lock()
	var b *slabBlock
	if n := len(s.free); n > 0 {
		b, s.free = s.free[n-1], s.free[:n-1]
	}
	s.mu.Unlock()
	if b == nil {
		b = &slabBlock{}
		for i := range b.parcels {
			b.parcels[i].Context, b.parcels[i].block = context.Background(), b
		}
	}
	if b.size < s.size {
		b.size, b.bytes = s.size, make([]byte, slabRecords*s.size)
	}
	b.out.Store(slabRecords)
	return b
}

// settled takes a parcel back, which must not be touched any more. It may be
// called by any goroutine.
func (s *recordSlab) settled(p *parcel) {
	b := p.block
	if b.out.Add(-1) > 0 {
		return
	}
	s.mu.Lock()
	s.free = append(s.free, b)
	s.mu.Unlock()
}

// learn makes room for records of n bytes, and some more, from the next block on.
func (s *recordSlab) learn(n int) {
	if n > s.size {
		s.size = n + n/4
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
