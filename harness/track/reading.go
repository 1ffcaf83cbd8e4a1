package track

import (
	"sync"

	"github.com/freshet-bench/freshet/results"
)

// input is one topic that a stage reads.
type input struct {
	topic int
	parts []reading
}

// reading is a stage's progress through one input partition.
type reading struct {
	mu       sync.Mutex
	position int64
	reached  int64 // the highest position so far
	// handed is the offsets that the stage has been handed.
	handed seqSet
	// flight is what was handed at or after the position, in order of handing;
	// what stands before flown has been passed.
	flight []flying
	flown  int
}

// flying is a record that a stage was handed and has not passed.
type flying struct {
	offset int64
	seq    uint64
	lane   *lane
}

func (s *stage) makeInputs(t *Tracker) {
	for _, topic := range s.info.Reads {
		s.inputs = append(s.inputs, input{topic: topic, parts: make([]reading, t.top.Topics[topic].Partitions)})
	}
}

func (in *input) drop() {
	for i := range in.parts {
		r := &in.parts[i]
		r.mu.Lock()
		r.handed, r.flight, r.flown = seqSet{}, nil, 0
		r.mu.Unlock()
	}
}

// reading finds an input partition of a stage, nil if it has none such.
func (s *stage) reading(topic int, partition int32) *reading {
	for i := range s.inputs {
		if in := &s.inputs[i]; in.topic == topic && partition >= 0 && int(partition) < len(in.parts) {
			return &in.parts[partition]
		}
	}
	return nil
}

// Position notes the next offset that a stage has to process of a partition: all
// before is done. It never goes back; see ResetPosition.
func (t *Tracker) Position(stage, topic int, partition int32, next int64) {
	if r := t.stages[stage].reading(topic, partition); r != nil {
		r.mu.Lock()
		r.position = max(r.position, next)
		r.reached = max(r.reached, r.position)
		r.land(stage)
		r.mu.Unlock()
	}
}

// ResetPosition notes where a stage starts or resumes reading a partition, also
// before where it was (a new owner, a rebuild).
func (t *Tracker) ResetPosition(stage, topic int, partition int32, next int64) {
	if r := t.stages[stage].reading(topic, partition); r != nil {
		r.mu.Lock()
		r.position = next
		r.land(stage)
		r.mu.Unlock()
	}
}

// Reached is the furthest offset that a stage has had as its next one to process
// of a partition, whoever owned it: what its store knew at best.
func (t *Tracker) Reached(stage, topic int, partition int32) int64 {
	r := t.stages[stage].reading(topic, partition)
	if r == nil {
		return 0
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.reached
}

// Handed is the offsets of a partition that a stage has been handed, until
// DropRuntime.
func (t *Tracker) Handed(stage, topic int, partition int32) results.Intervals {
	r := t.stages[stage].reading(topic, partition)
	if r == nil {
		return nil
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.handed.intervals()
}

// hand notes that a record was handed out; false if its offset was before.
func (r *reading) hand(stage int, offset int64, l *lane, seq uint64) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if offset < 0 || !r.handed.add(uint64(offset)) {
		return false
	}
	if offset < r.position {
		l.pass(stage, seq)
		return true
	}
	if len(r.flight) == cap(r.flight) && r.flown*2 >= len(r.flight) {
		r.flight = r.flight[:copy(r.flight, r.flight[r.flown:])]
		r.flown = 0
	}
	r.flight = append(r.flight, flying{offset: offset, seq: seq, lane: l})
	return true
}

// land notes in its lane what the position has passed.
func (r *reading) land(stage int) {
	for r.flown < len(r.flight) && r.flight[r.flown].offset < r.position {
		f := r.flight[r.flown]
		f.lane.pass(stage, f.seq)
		r.flown++
	}
	if r.flown == len(r.flight) {
		r.flight, r.flown = r.flight[:0], 0
	}
}
