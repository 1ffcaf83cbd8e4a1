package main

import (
	"math"
	"slices"
	"time"
)

// shares are the statistics as shares of the samples.
var shares = map[string]float64{"p50": 0.5, "p95": 0.95, "p99": 0.99, "p99.9": 0.999, "maximum": 1}

// truth is what the ages of events due at even distances over a length are at least,
// if nothing gets through for one stall in it: an event due t before the end of the
// stall is t old, any other has no age. What the broker then takes to catch up comes
// on top.
func truth(length, stall time.Duration) figures {
	out := figures{}
	for stat, share := range shares {
		older := float64(length) * (1 - share) // of the events due, those that are older
		out[stat] = max(0, stall-time.Duration(older))
	}
	return out
}

// byRank is the statistics of samples.
func byRank(samples []time.Duration) figures {
	slices.Sort(samples)
	out := figures{}
	for stat, share := range shares {
		rank := int(math.Ceil(share * float64(len(samples))))
		out[stat] = samples[max(rank, 1)-1]
	}
	return out
}
