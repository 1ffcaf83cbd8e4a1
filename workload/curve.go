package workload

import (
	"sort"
	"time"
)

// Curve is the expected number of events over time, from a trace: bins that
// ascend and do not overlap, in the time of the run. It is immutable.
type Curve struct {
	bins   []bin
	length time.Duration
}

// bin is an expected count of events within [begin, end), spread evenly.
type bin struct {
	begin, end time.Duration
	count      float64
}

// Bins returns how many bins the curve has.
func (c *Curve) Bins() int { return len(c.bins) }

// Bin returns the bounds of bin i, offsets from t = 0, and its expected count.
func (c *Curve) Bin(i int) (begin, end time.Duration, count float64) {
	b := c.bins[i]
	return b.begin, b.end, b.count
}

// Length is the length of the trace in the time of the run; after it the curve
// brings no events.
func (c *Curve) Length() time.Duration { return c.length }

// Total is the expected count over the whole length.
func (c *Curve) Total() float64 {
	sum := 0.0
	for _, b := range c.bins {
		sum += b.count
	}
	return sum
}

// Scale returns a curve with every count multiplied by factor.
func (c *Curve) Scale(factor float64) *Curve {
	scaled := &Curve{bins: make([]bin, len(c.bins)), length: c.length}
	for i, b := range c.bins {
		scaled.bins[i] = bin{b.begin, b.end, b.count * factor}
	}
	return scaled
}

// until returns the bins that begin before end, the last one cut there.
func (c *Curve) until(end time.Duration) []bin {
	i := sort.Search(len(c.bins), func(i int) bool { return c.bins[i].end > end })
	if i == len(c.bins) || c.bins[i].begin >= end {
		return c.bins[:i]
	}
	cut := append([]bin(nil), c.bins[:i+1]...)
	cut[i] = cut[i].clip(cut[i].begin, end)
	return cut
}

// clip returns the part of the bin within [from, to), which must not be empty.
func (b bin) clip(from, to time.Duration) bin {
	begin, end := max(b.begin, from), min(b.end, to)
	if begin == b.begin && end == b.end {
		return b
	}
	return bin{begin, end, b.count * float64(end-begin) / float64(b.end-b.begin)}
}
