package workload

import (
	"math"
	"time"
)

// Arrivals spreads the events of a source along its schedule. Positions are in
// units of expected events: where the schedule has so far owed x events, position
// x is now. The schedule (base rate or trace, times bursts) turns positions into
// times, so one Arrivals serves every rate.
type Arrivals interface {
	// Next returns the position of event n, at or after previous, which is that of
	// event n-1 and 0 for n = 0. draw is event n's own, uniform in (0, 1).
	Next(previous float64, n uint64, draw float64) float64
}

var (
	_ Arrivals = Even{}
	_ Arrivals = Poisson{}
	_ Arrivals = Batch{}
	_ Arrivals = Stratified{}
)

// Even puts events at equal distances; the first comes after half a distance.
type Even struct{}

// Next implements Arrivals.
func (Even) Next(_ float64, n uint64, _ float64) float64 { return float64(n) + 0.5 }

// Poisson puts events at independent, exponentially distributed distances.
type Poisson struct{}

// Next implements Arrivals.
func (Poisson) Next(previous float64, _ uint64, draw float64) float64 {
	return previous - exactLog(draw)
}

// Batch brings Size events at once each Every, the first at t = 0. It has a rate
// of its own, Size/Every, in place of the source's; in a burst the batches come
// closer together.
type Batch struct {
	Size  int
	Every time.Duration
}

// Next implements Arrivals.
func (b Batch) Next(_ float64, n uint64, _ float64) float64 {
	return float64(n - n%uint64(b.Size))
}

// Rate is the mean rate in events per second.
func (b Batch) Rate() float64 { return float64(b.Size) / b.Every.Seconds() }

// Stratified puts event n anywhere in [n, n+1). Between two points of the
// schedule with whole numbers of expected events, as the bin edges of a trace
// are, there are exactly as many events as expected.
type Stratified struct{}

// Next implements Arrivals.
func (Stratified) Next(_ float64, n uint64, draw float64) float64 {
	next := float64(n) + 1
	return min(float64(n)+draw, math.Nextafter(next, 0))
}
