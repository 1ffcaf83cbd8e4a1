package harness

import (
	"math"
	"runtime/metrics"
	"time"
)

// histogramDelta is what one of the runtime's histograms gained since the last look.
type histogramDelta struct {
	counts []uint64 // at the last look; nil before the first
	gained []uint64
}

// quantile is that of what was gained, as the upper edge of its bucket: never too
// low. It is 0 if nothing was, and at the first look.
func (d *histogramDelta) quantile(v metrics.Value, q float64) time.Duration {
	if v.Kind() != metrics.KindFloat64Histogram {
		return 0
	}
	h := v.Float64Histogram()
	first := len(d.counts) != len(h.Counts)
	if first {
		d.counts, d.gained = make([]uint64, len(h.Counts)), make([]uint64, len(h.Counts))
	}
	var total uint64
	for i, n := range h.Counts {
		d.gained[i] = n - d.counts[i]
		d.counts[i] = n
		total += d.gained[i]
	}
	if first || total == 0 {
		return 0
	}
	rank := max(uint64(math.Ceil(q*float64(total))), 1)
	for i, n := range d.gained {
		if n < rank {
			rank -= n
			continue
		}
		edge := h.Buckets[i+1]
		if math.IsInf(edge, 1) {
			edge = h.Buckets[i]
		}
		return seconds(edge)
	}
	return 0
}
