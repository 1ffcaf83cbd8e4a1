package results

import (
	"time"

	hdr "github.com/HdrHistogram/hdrhistogram-go"
)

// highestMicros is HighestAge in the histograms' unit.
const highestMicros = int64(HighestAge / time.Microsecond)

// significantDigits of every histogram: a value is known to 0.1 %.
const significantDigits = 3

// NewHist is an empty histogram with the geometry of the record's: microseconds,
// 1 us to HighestAge, three significant digits.
func NewHist() *hdr.Histogram { return hdr.New(1, highestMicros, significantDigits) }

// Sum sums up a histogram of microseconds. A histogram that is nil or empty
// gives the zero Quantiles.
func Sum(h *hdr.Histogram) Quantiles {
	if h == nil || h.TotalCount() == 0 {
		return Quantiles{}
	}
	v := h.ValueAtPercentilesSlice([]float64{50, 90, 95, 99, 99.9})
	return Quantiles{
		Count: h.TotalCount(),
		Mean:  time.Duration(h.Mean() * float64(time.Microsecond)),
		P50:   micros(v[0]),
		P90:   micros(v[1]),
		P95:   micros(v[2]),
		P99:   micros(v[3]),
		P999:  micros(v[4]),
		Max:   micros(h.Max()),
	}
}

func micros(v int64) time.Duration { return time.Duration(v) * time.Microsecond }
