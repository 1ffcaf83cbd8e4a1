package results

import (
	"slices"
	"time"
)

// span is the half-open piece [begin, end) of the run's time.
type span struct{ begin, end time.Duration }

// spans is an ascending list of disjoint, non-empty spans.
type spans []span

// makeSpans orders and joins pieces; empty ones are left out.
func makeSpans(pieces ...span) spans {
	pieces = slices.DeleteFunc(slices.Clone(pieces), func(s span) bool { return s.end <= s.begin })
	slices.SortFunc(pieces, func(a, b span) int { return int(a.begin - b.begin) })
	var out spans
	for _, s := range pieces {
		if n := len(out); n > 0 && s.begin <= out[n-1].end {
			out[n-1].end = max(out[n-1].end, s.end)
			continue
		}
		out = append(out, s)
	}
	return out
}

// without is what is left of s when the pieces are taken out.
func (s spans) without(pieces ...span) spans {
	var out spans
	cuts := makeSpans(pieces...)
	for _, keep := range s {
		for _, c := range cuts {
			if c.end <= keep.begin || c.begin >= keep.end {
				continue
			}
			if c.begin > keep.begin {
				out = append(out, span{keep.begin, c.begin})
			}
			keep.begin = c.end
			if keep.begin >= keep.end {
				break
			}
		}
		if keep.begin < keep.end {
			out = append(out, keep)
		}
	}
	return out
}

// contains reports whether t lies in one of the spans.
func (s spans) contains(t time.Duration) bool {
	for _, x := range s {
		if t >= x.begin && t < x.end {
			return true
		}
	}
	return false
}

// covers reports whether a slot lies wholly inside one span.
func (s spans) covers(slot Slot) bool {
	for _, x := range s {
		if slot.Start >= x.begin && slot.End() <= x.end {
			return true
		}
	}
	return false
}

// overlap is how much of a slot the spans have.
func (s spans) overlap(slot Slot) time.Duration {
	var d time.Duration
	for _, x := range s {
		d += max(0, min(slot.End(), x.end)-max(slot.Start, x.begin))
	}
	return d
}

// length is the time that the spans cover.
func (s spans) length() time.Duration {
	var d time.Duration
	for _, x := range s {
		d += x.end - x.begin
	}
	return d
}
