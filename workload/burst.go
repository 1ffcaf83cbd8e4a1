package workload

import (
	"slices"
	"time"
)

// burstCuts returns the times in (0, end) at which a burst's factor has a corner,
// ascending.
func burstCuts(bursts []Burst, end time.Duration) []time.Duration {
	var cuts []time.Duration
	for _, b := range bursts {
		for _, t := range b.corners() {
			if t > 0 && t < end {
				cuts = append(cuts, t)
			}
		}
	}
	slices.Sort(cuts)
	return slices.Compact(cuts)
}

// corners are begin, end of the ramp, end of the hold and end of the decay.
func (b *Burst) corners() [4]time.Duration {
	up := b.Begin + b.Ramp
	down := up + b.Hold
	return [4]time.Duration{b.Begin, up, down, down + b.Decay}
}

// burstFactors returns what bursts multiply the base rate by at the two ends of a
// span without corners. Overlapping bursts add what each brings on top.
func burstFactors(bursts []Burst, begin, end time.Duration) (atBegin, atEnd float64) {
	atBegin, atEnd = 1, 1
	middle := begin + (end-begin)/2
	for i := range bursts {
		b := &bursts[i]
		c := b.corners()
		share := func(time.Duration) float64 { return 0 }
		switch {
		case middle < c[0] || middle >= c[3]:
		case middle < c[1]:
			share = func(t time.Duration) float64 { return float64(t-c[0]) / float64(b.Ramp) }
		case middle < c[2]:
			share = func(time.Duration) float64 { return 1 }
		default:
			share = func(t time.Duration) float64 { return float64(c[3]-t) / float64(b.Decay) }
		}
		atBegin += float64((b.To - 1) * share(begin))
		atEnd += float64((b.To - 1) * share(end))
	}
	return atBegin, atEnd
}
