package track

import (
	"sync"
	"sync/atomic"
	"time"

	"github.com/freshet-bench/freshet/workload"
)

// cacheLine is what processors hand each other at a time, in bytes.
const cacheLine = 64

// lane is the books of one (source, shard, partition of the source's topic).
type lane struct {
	id        uint32
	source    uint16
	shard     uint16
	partition int32
	// where is the partition as people read it: "raw.clicks/3".
	where string

	// sent counts what the client accepted. It stands apart from what the lock
	// guards: others than the source hold that.
	sent atomic.Uint64
	_    [cacheLine]byte

	mu sync.Mutex
	// next is the number of events due: the Seq of the next one. written is what
	// the ledger last said of it.
	next, written uint64
	// index finds an event's due time by Seq.
	index       dueIndex
	acked       seqSet
	rejected    seqSet
	unconfirmed seqSet
	audited     seqSet
	// stages has an entry for each stage that the source's events can reach.
	stages []*laneStage
}

// laneStage is a lane as one stage knows it. The lane's lock guards it.
type laneStage struct {
	stage int
	route *route
	// first is the first Seq that is neither settled here nor failed, as of the
	// last time that it was asked for.
	first uint64
	// settled is what is available here, and what is not expected because an
	// earlier stage did not emit it; skipped is how many are the latter. Kept as
	// one set, a sampled stream stays one interval.
	settled seqSet
	skipped uint64
	// handed is what was handed to the stage, passed what its position went past
	// after that; both with what was skipped.
	handed seqSet
	passed seqSet
	// aborted is what was in a transaction that was aborted, whatever came later.
	aborted seqSet
	// logged is what the audit found in the stage's output topic, and what was not
	// to be written there: what did not reach the stage, or what it did not emit.
	// unwritten is how many are the latter. While a sampled run lasts it is an
	// interval for each gap; kept as one set, the audit closes them.
	logged    seqSet
	unwritten uint64
	// writes is true if the stage has an output topic.
	writes bool
	// expected is the due index of the events that reach the stage, if they are
	// only some of the lane's; else the lane's own serves.
	expected *dueIndex
}

// at is the stage's part of the lane, nil if the lane does not reach it.
func (l *lane) at(stage int) *laneStage {
	for _, s := range l.stages {
		if s.stage == stage {
			return s
		}
	}
	return nil
}

// unwrite notes that the stage's output topic is not to hold an event.
func (s *laneStage) unwrite(seq uint64) {
	if s.writes && s.logged.add(seq) {
		s.unwritten++
	}
}

// due appends an event to the lane.
func (l *lane) due(seed uint64, ev *workload.Event) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.next = max(l.next, ev.Seq+1)
	if len(l.stages) > 0 {
		l.index.add(ev.Seq, ev.Due)
	}
	for _, s := range l.stages {
		if s.expected != nil && s.route.reached(seed, ev) {
			s.expected.add(ev.Seq, ev.Due)
		}
	}
}

// pass notes that the stage's position has passed an event that it was handed.
func (l *lane) pass(stage int, seq uint64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.at(stage).passed.add(seq)
}

// missing is the first Seq that the stage has not settled and that did not fail.
func (l *lane) missing(s *laneStage) uint64 {
	for {
		x := l.unconfirmed.past(l.rejected.past(s.settled.past(s.first)))
		if x == s.first {
			return x
		}
		s.first = x
	}
}

// oldest is the due time of the oldest event that the stage should have and
// does not, false if there is none.
func (l *lane) oldest(s *laneStage) (time.Duration, bool) {
	first := l.missing(s)
	if first >= l.next {
		return 0, false
	}
	if s.expected == nil {
		e, ok := l.index.at(first)
		return e.due, ok
	}
	s.expected.trim(first)
	for key := first; ; {
		e, ok := s.expected.at(key)
		if !ok {
			return 0, false
		}
		if key = l.unconfirmed.past(l.rejected.past(s.settled.past(e.last))); key == e.last {
			return e.due, true
		}
	}
}

// trim drops from the index what every stage has behind it.
func (l *lane) trim() {
	least := l.next
	for _, s := range l.stages {
		least = min(least, s.first)
	}
	l.index.trim(least)
}

// pending counts the events that are due and neither settled at the stage nor
// failed.
func (l *lane) pending(s *laneStage) int64 {
	failed := l.rejected.missingFrom(&s.settled) + l.unconfirmed.missingFrom(&s.settled)
	return int64(l.next) - int64(s.settled.count) - int64(failed)
}
