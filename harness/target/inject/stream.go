package inject

import (
	"slices"

	"github.com/twmb/franz-go/pkg/kfake"
	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"
)

// stream is the batches of one partition as they come by.
type stream struct {
	topic     string
	partition int32
	plans     []*Injection
	count     int
	// donor is the last batch written, under a producer id of its own: written
	// again, the broker acknowledges it and writes nothing.
	donor []byte
	held  *heldBatch
}

// heldBatch waits for the next one to overtake it.
type heldBatch struct {
	batch     []byte
	injection *Injection
}

// next is what to write in place of a batch.
func (s *stream) next(batch []byte) [][]byte {
	s.count++
	if len(s.plans) == 0 {
		return [][]byte{batch}
	}
	batch = slices.Clone(batch)
	setProducer(batch, noProducer, -1, -1)
	i := s.planned(s.count)
	switch {
	case i == nil:
		return s.write(batch)
	case i.verb == repeat:
		s.finish(i, batch, nil)
		return append(s.write(batch), batch)
	case i.verb == drop:
		s.finish(i, batch, nil)
	case i.verb == reorder:
		s.held = &heldBatch{batch: batch, injection: i}
	}
	return [][]byte{s.donor}
}

// write writes a batch, and after it one that was held back. If the next batch
// will not be written, this one is the donor of its acknowledgement.
func (s *stream) write(batch []byte) [][]byte {
	first := batch
	if next := s.planned(s.count + 1); next != nil && next.verb != repeat {
		first = slices.Clone(batch)
		setProducer(first, firstDonor+int64(s.count), 0, 0)
		s.donor = first
	}
	if s.held == nil {
		return [][]byte{first}
	}
	held := s.held
	s.held = nil
	s.finish(held.injection, held.batch, batch)
	return [][]byte{first, held.batch}
}

// planned is the injection at a batch, or nil.
func (s *stream) planned(count int) *Injection {
	for _, i := range s.plans {
		if i.place.Batch == count {
			return i
		}
	}
	return nil
}

// finish says what an injection affected.
func (s *stream) finish(i *Injection, batch, overtook []byte) {
	i.affected = Affected{Records: s.records(batch), Overtook: s.records(overtook)}
	close(i.done)
}

// records decodes a batch; nil if it is damaged, which the broker will say.
func (s *stream) records(batch []byte) []*kgo.Record {
	if batch == nil {
		return nil
	}
	var b kmsg.RecordBatch
	if err := b.ReadFrom(batch); err != nil {
		return nil
	}
	raw, err := kfake.BatchRecords(b)
	if err != nil {
		return nil
	}
	out := make([]*kgo.Record, 0, len(raw))
	for _, r := range raw {
		rec := &kgo.Record{Topic: s.topic, Partition: s.partition, Key: r.Key, Value: r.Value}
		for _, h := range r.Headers {
			rec.Headers = append(rec.Headers, kgo.RecordHeader{Key: h.Key, Value: h.Value})
		}
		out = append(out, rec)
	}
	return out
}
