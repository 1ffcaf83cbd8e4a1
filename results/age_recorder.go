package results

import (
	"cmp"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// Slots are a second long at first and longer later, so that a record of hours
// stays small.
const (
	secondsUntil    = 15 * time.Minute // slots of 1 s before, of 10 s from here
	tenSecondsUntil = time.Hour        // slots of 10 s before, of 60 s from here
)

// flushDelay is how long after its end a slot is written: most of its samples
// are in by then. holdFlushes is how many further Flush calls a slot that still
// receives samples may wait, so that draining a backlog does not write each slot
// many times.
const (
	flushDelay  = 2 * time.Second
	holdFlushes = 3
)

// AgeRecorder writes the histogram log of a run: for each tag a histogram of
// every second of due time. Its methods may be called concurrently.
//
// Memory is bounded by the slots that received samples within the last seconds,
// about 4 KB each.
type AgeRecorder struct {
	write func(line []byte) error
	pool  sync.Pool // of *cells

	mu     sync.Mutex
	series map[string]*Series
	cuts   atomic.Pointer[[]time.Duration] // ascending; replaced, never changed

	flush sync.Mutex // one Flush at a time; guards enc
	enc   *histEncoder
}

func newAgeRecorder(write func([]byte) error) *AgeRecorder {
	r := &AgeRecorder{write: write, series: map[string]*Series{}, enc: newHistEncoder()}
	r.pool.New = func() any { return new(cells) }
	r.cuts.Store(new([]time.Duration))
	return r
}

// Series is the series of a tag, such as TagAge + "ranking". The same tag gives
// the same series.
func (r *AgeRecorder) Series(tag string) *Series {
	r.mu.Lock()
	defer r.mu.Unlock()
	s := r.series[tag]
	if s == nil {
		s = &Series{tag: tag, rec: r, open: map[time.Duration]*openSlot{}}
		r.series[tag] = s
	}
	return s
}

// Cut splits slots at a time from now on: samples due at or after it go to the
// later slot. The Writer cuts at the warmup's end and at planned and observed
// begins and ends of timeline entries by itself.
func (r *AgeRecorder) Cut(at time.Duration) {
	r.mu.Lock()
	old := *r.cuts.Load()
	i, found := slices.BinarySearch(old, at)
	if !found {
		cuts := slices.Insert(slices.Clone(old), i, at)
		r.cuts.Store(&cuts)
	}
	r.mu.Unlock()
	if found {
		return
	}
	for _, s := range r.sorted() {
		s.cut(at)
	}
}

// cutPlan cuts where the plan says that parts of the run begin and end.
func (r *AgeRecorder) cutPlan(p Plan) {
	r.Cut(p.Warmup)
	r.Cut(p.Duration)
	for _, e := range p.Entries {
		if e.Begin >= 0 && e.After == "" {
			r.Cut(e.Begin - guard)
			r.Cut(e.Begin)
		}
	}
}

// cutEvent cuts where an event begins or ends a part of the run.
func (r *AgeRecorder) cutEvent(e Event) {
	if e.Kind == EntryBegin || e.Kind == EntryEnd || (e.Kind == Phase && e.Text == PhaseDrain) {
		r.Cut(e.At)
	}
}

// bounds is the slot of a due time.
func (r *AgeRecorder) bounds(due time.Duration) (start, end time.Duration) {
	step := time.Second
	switch {
	case due >= tenSecondsUntil:
		step = time.Minute
	case due >= secondsUntil:
		step = 10 * time.Second
	}
	start = due - due%step
	if due < 0 && due%step != 0 {
		start -= step
	}
	end = start + step
	cuts := *r.cuts.Load()
	i, found := slices.BinarySearch(cuts, due)
	if found {
		i++
	}
	if i > 0 {
		start = max(start, cuts[i-1])
	}
	if i < len(cuts) {
		end = min(end, cuts[i])
	}
	return start, end
}

// Flush writes the slots that are complete at now, a line each. Samples that
// arrive later go to further lines with the same start. Call it each second.
func (r *AgeRecorder) Flush(now time.Duration) error { return r.writeSlots(now-flushDelay, false) }

// Close writes what is left. The recorder may still be used; a further Close
// writes what came since.
func (r *AgeRecorder) Close() error { return r.writeSlots(0, true) }

func (r *AgeRecorder) writeSlots(before time.Duration, all bool) error {
	r.flush.Lock()
	defer r.flush.Unlock()
	var line []byte
	for _, s := range r.sorted() {
		slots := s.due(before, all)
		slices.SortFunc(slots, func(a, b *openSlot) int { return cmp.Compare(a.start, b.start) })
		for _, slot := range slots {
			var err error
			line, err = appendHlog(line[:0], r.enc, s.tag, Slot{slot.start, slot.end - slot.start}, slot.counts)
			if err != nil {
				return err
			}
			if err := r.write(line); err != nil {
				return err
			}
			slot.counts.reset()
			r.pool.Put(slot.counts)
		}
	}
	return nil
}

// sorted is the series by tag.
func (r *AgeRecorder) sorted() []*Series {
	r.mu.Lock()
	defer r.mu.Unlock()
	out := make([]*Series, 0, len(r.series))
	for _, s := range r.series {
		out = append(out, s)
	}
	slices.SortFunc(out, func(a, b *Series) int { return cmp.Compare(a.tag, b.tag) })
	return out
}
