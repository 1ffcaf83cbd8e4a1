package workload

import (
	"math"
	"time"
)

// spread bounds how far a drawn size lies from its median (or mean): at most 64
// times it, at least a 64th of it.
const spread = 64

// quantile returns the value at p, 0 < p < 1, of the distribution.
func (d Dist) quantile(p float64) float64 {
	switch d.Kind {
	case LogNormal:
		return d.Median * exactExp(float64(d.Sigma*normalQuantile(p)))
	case Exponential:
		return -d.Median * exactLog(1-p)
	default:
		return d.Median
	}
}

// size returns a size in whole bytes within [1, MaxSize], and within the spread
// about the median or mean.
func (d Dist) size(h uint64) int {
	if d.Kind == Constant {
		return int(d.Median)
	}
	v := d.quantile(openUnit(h))
	v = min(max(v, d.Median/spread), d.Median*spread)
	return int(min(max(math.Round(v), 1), MaxSize))
}

// delay returns a duration of at most MaxDuration.
func (d Dist) delay(h uint64) time.Duration {
	return fromSeconds(d.quantile(openUnit(h)))
}

// fromSeconds rounds to a whole nanosecond, at most MaxDuration.
func fromSeconds(s float64) time.Duration {
	return time.Duration(min(math.Round(s*1e9), float64(MaxDuration)))
}
