package results

import (
	"sync"
	"time"

	hdr "github.com/HdrHistogram/hdrhistogram-go"
)

// Series records the durations of one tag by due time. Its methods may be called
// concurrently.
type Series struct {
	tag string
	rec *AgeRecorder

	mu        sync.Mutex
	open      map[time.Duration]*openSlot // by start
	last      *openSlot                   // where the sample before went
	sealed    []*openSlot                 // closed by a cut, waiting for Flush
	recent    *hdr.Histogram              // since the last TakeRecent; nil until it is asked for
	taken     *hdr.Histogram              // that the last TakeRecent gave
	negative  int64
	overRange int64
}

// openSlot is a slot that still takes samples.
type openSlot struct {
	start, end     time.Duration
	minDue, maxDue time.Duration
	counts         *cells
	touched        bool // since the last Flush
	flushes        int  // that it was left open by
}

// Record notes the duration v of an event that was due at due. A negative v is
// counted and recorded as 0, one above HighestAge is counted and recorded there.
func (s *Series) Record(due, v time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case v < 0:
		s.negative++
		v = 0
	case v > HighestAge:
		s.overRange++
		v = HighestAge
	}
	us := int64((v + time.Microsecond/2) / time.Microsecond)
	slot := s.last
	if slot == nil || due < slot.start || due >= slot.end {
		slot = s.slot(due)
		s.last = slot
	}
	slot.minDue = min(slot.minDue, due)
	slot.maxDue = max(slot.maxDue, due)
	slot.touched = true
	slot.counts.record(us)
	if s.recent != nil {
		_ = s.recent.RecordValue(us) // us is in range, so it cannot fail
	}
}

// slot finds or opens the slot of a due time; s.mu is held.
func (s *Series) slot(due time.Duration) *openSlot {
	start, end := s.rec.bounds(due)
	if slot := s.open[start]; slot != nil && due < slot.end {
		return slot
	}
	slot := &openSlot{start: start, end: end, minDue: due, maxDue: due, counts: s.rec.pool.Get().(*cells)}
	s.open[start] = slot
	return slot
}

// Negative is how many durations were below 0: clock skew.
func (s *Series) Negative() int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.negative
}

// OverRange is how many durations were above HighestAge.
func (s *Series) OverRange() int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.overRange
}

// Recent sums up what was recorded since the call before, for a live view. The
// first call gives nothing and starts the count.
func (s *Series) Recent() Quantiles { return Sum(s.TakeRecent()) }

// TakeRecent is the histogram, in microseconds, of what was recorded since the
// last Recent or TakeRecent; the first call gives nil and starts the count. The
// histogram is the caller's until the next call, and only one goroutine may call.
func (s *Series) TakeRecent() *hdr.Histogram {
	if s.taken == nil {
		s.taken = NewHist()
	}
	s.taken.Reset() // before the lock, for which samples wait
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.recent == nil {
		s.recent = NewHist()
		return nil
	}
	s.recent, s.taken = s.taken, s.recent
	return s.taken
}

// cut splits the open slot around at. A slot whose samples lie on both sides
// cannot be split: it is sealed as it is, and counts for neither side.
func (s *Series) cut(at time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for start, slot := range s.open {
		if at <= slot.start || at >= slot.end {
			continue
		}
		switch {
		case slot.maxDue < at:
			slot.end = at
		case slot.minDue >= at:
			delete(s.open, start)
			slot.start = at
			if s.open[at] != nil { // a sample came between the cut and here
				s.sealed = append(s.sealed, slot)
			} else {
				s.open[at] = slot
			}
		default:
			delete(s.open, start)
			s.sealed = append(s.sealed, slot)
		}
		s.last = nil
		return // open slots are disjoint
	}
}

// due takes the slots that are to be written now: sealed ones, and those that
// ended before the given time and are idle or have waited long. all takes every one.
func (s *Series) due(before time.Duration, all bool) []*openSlot {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := s.sealed
	s.sealed = nil
	for start, slot := range s.open {
		ended := slot.end <= before && (!slot.touched || slot.flushes >= holdFlushes)
		if all || ended {
			delete(s.open, start)
			out = append(out, slot)
			continue
		}
		slot.touched = false
		if slot.end <= before {
			slot.flushes++
		}
	}
	s.last = nil
	return out
}
