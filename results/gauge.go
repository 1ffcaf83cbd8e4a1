package results

import (
	"math"
	"slices"
	"time"
)

// reading is one observation of a gauge.
type reading struct {
	at time.Duration
	v  float64 // seconds or records
}

// oldestReadings is the oldest-unseen gauge of a stage over the load, every GaugeEvery.
func (a *Analysis) oldestReadings(stage string) []reading {
	if r, ok := a.oldest[stage]; ok {
		return r
	}
	var out []reading
	for _, w := range a.windows {
		for i, v := range w.Stages[stage].Oldest {
			if at := w.At + time.Duration(i)*GaugeEvery; at < a.loadEnd {
				out = append(out, reading{at, v.Seconds()})
			}
		}
	}
	a.oldest[stage] = out
	return out
}

// windowReadings is a gauge that is read once a window, at its end: the last
// instant that still belongs to it.
func (a *Analysis) windowReadings(stage string, value func(StageWindow) float64) []reading {
	var out []reading
	for _, w := range a.windows {
		if s, ok := w.Stages[stage]; ok {
			out = append(out, reading{w.At + w.Length - 1, value(s)})
		}
	}
	return out
}

// within is the values of the readings observed in the spans.
func within(readings []reading, in spans) []float64 {
	var out []float64
	for _, r := range readings {
		if in.contains(r.at) {
			out = append(out, r.v)
		}
	}
	return out
}

// stat is a statistic of exact values: percentiles by nearest rank.
func stat(values []float64, percentile float64, name string) float64 {
	switch {
	case len(values) == 0:
		return math.NaN()
	case name == "max":
		return slices.Max(values)
	case name == "mean":
		sum := 0.0
		for _, v := range values {
			sum += v
		}
		return sum / float64(len(values))
	}
	sorted := slices.Sorted(slices.Values(values))
	rank := int(math.Ceil(percentile/100*float64(len(sorted)) - 1e-9))
	return sorted[min(max(rank, 1), len(sorted))-1]
}
