package results

import (
	"cmp"
	"math"
	"slices"
	"sort"
	"time"

	hdr "github.com/HdrHistogram/hdrhistogram-go"
)

// Ages is the histogram log of a record, all workers together.
type Ages struct {
	tags map[string][]ageSlot // ascending by start, then length
}

// ageSlot is one slot of a tag; lines with the same slot are added up.
type ageSlot struct {
	Slot
	hist *sparseHist
}

// End is where the slot ends.
func (s Slot) End() time.Duration { return s.Start + s.Length }

// Tags is the tags that have at least one sample, sorted.
func (a *Ages) Tags() []string {
	if a == nil {
		return nil
	}
	out := make([]string, 0, len(a.tags))
	for t := range a.tags {
		out = append(out, t)
	}
	sort.Strings(out)
	return out
}

// Hist adds up the slots of a tag that include accepts, nil = all. The values are
// microseconds. It is never nil.
func (a *Ages) Hist(tag string, include func(Slot) bool) *hdr.Histogram {
	var sum cellSums
	if a == nil {
		return NewHist()
	}
	for _, s := range a.tags[tag] {
		if include == nil || include(s.Slot) {
			sum.add(s.hist)
		}
	}
	return sum.hist()
}

// Each calls fn for every slot of a tag in order of start. The histogram is only
// valid during the call.
func (a *Ages) Each(tag string, fn func(Slot, *hdr.Histogram)) {
	if a == nil {
		return
	}
	h := NewHist()
	for _, s := range a.tags[tag] {
		h.Reset()
		s.hist.mergeInto(h)
		fn(s.Slot, h)
	}
}

// Count is the number of samples in the slots of a tag that include accepts, nil = all.
func (a *Ages) Count(tag string, include func(Slot) bool) int64 {
	var n int64
	if a == nil {
		return 0
	}
	for _, s := range a.tags[tag] {
		if include == nil || include(s.Slot) {
			n += s.hist.total
		}
	}
	return n
}

// slots calls fn for every slot of a tag in order of start.
func (a *Ages) slots(tag string, fn func(Slot)) {
	if a == nil {
		return
	}
	for _, s := range a.tags[tag] {
		fn(s.Slot)
	}
}

// Over gives quantiles (0..100) over time for plots: for each of them a slice of
// seconds, a value per step of [from, to), NaN where there is no sample. A slot
// longer than step fills every step that it covers. It is nil if step is not
// positive or the range is empty.
func (a *Ages) Over(tag string, step, from, to time.Duration, quantiles []float64) [][]float64 {
	if a == nil || step <= 0 || to <= from || (to-from)/step > maxSteps {
		return nil
	}
	steps := int((to - from + step - 1) / step)
	out := make([][]float64, len(quantiles))
	for i := range out {
		out[i] = make([]float64, steps)
	}
	h := NewHist()
	slots := a.tags[tag]
	for i := range steps {
		begin := from + time.Duration(i)*step
		h.Reset()
		slots = mergeStep(h, slots, begin, begin+step)
		a.fill(out, i, h, quantiles)
	}
	return out
}

// maxSteps bounds what Over allocates.
const maxSteps = 1_000_000

// mergeStep adds the slots that overlap [begin, end) to h and drops those that no
// later step can need. A slot that crosses a step's border counts where its
// middle is, unless it is longer than a step.
func mergeStep(h *hdr.Histogram, slots []ageSlot, begin, end time.Duration) []ageSlot {
	for len(slots) > 0 && slots[0].End() <= begin {
		slots = slots[1:]
	}
	for _, s := range slots {
		if s.Start >= end {
			break
		}
		if s.End() <= begin {
			continue
		}
		middle := s.Start + s.Length/2
		if s.Length > end-begin || (middle >= begin && middle < end) {
			s.hist.mergeInto(h)
		}
	}
	return slots
}

func (a *Ages) fill(out [][]float64, i int, h *hdr.Histogram, quantiles []float64) {
	if h.TotalCount() == 0 {
		for q := range out {
			out[q][i] = math.NaN()
		}
		return
	}
	for q, v := range h.ValueAtPercentilesSlice(quantiles) {
		out[q][i] = micros(v).Seconds()
	}
}

// add puts a line of the log in.
func (a *Ages) add(l hlogLine) {
	a.tags[l.tag] = append(a.tags[l.tag], ageSlot{l.slot, l.hist})
}

// seal sorts the slots and adds up those that are the same.
func (a *Ages) seal() {
	for tag, slots := range a.tags {
		slices.SortStableFunc(slots, func(x, y ageSlot) int {
			return cmp.Or(cmp.Compare(x.Start, y.Start), cmp.Compare(x.Length, y.Length))
		})
		out := slots[:0]
		for _, s := range slots {
			if n := len(out); n > 0 && out[n-1].Slot == s.Slot {
				out[n-1].hist.merge(s.hist)
				continue
			}
			out = append(out, s)
		}
		a.tags[tag] = slices.Clip(out)
	}
}
