package workload

import (
	"math"
	"sort"
	"time"
)

// schedule is a rate over time and its integral, the expected number of events,
// in pieces of linear rate.
type schedule []piece

// piece is the schedule over [begin, end): rate events per second at begin,
// changing by slope per second each second; before and after are the expected
// events up to its begin and end.
type piece struct {
	begin, end    time.Duration
	rate, slope   float64
	before, after float64
}

// at returns the expected events up to t.
func (p *piece) at(t time.Duration) float64 {
	x := (t - p.begin).Seconds()
	return min(p.before+float64(x*(p.rate+float64(p.slope*x/2))), p.after)
}

// when returns the time of position u in [before, after): the root of
// slope/2 x^2 + rate x = u - before in the form without cancellation.
func (p *piece) when(u float64) time.Duration {
	c := u - p.before
	if c <= 0 {
		return p.begin
	}
	x := c / p.rate
	if p.slope != 0 {
		x = 2 * c / (p.rate + math.Sqrt(max(float64(p.rate*p.rate)+float64(2*p.slope*c), 0)))
	}
	return max(min(p.begin+fromSeconds(x), p.end-1), p.begin)
}

// constantRate is a schedule of one piece.
func constantRate(begin, end time.Duration, rate float64) schedule {
	return schedule{{begin: begin, end: end, rate: rate, after: rate * (end - begin).Seconds()}}
}

// newSchedule builds the schedule of a source over [0, end).
func newSchedule(src *Source, end time.Duration) schedule {
	bins := []bin{{0, end, src.baseRate() * end.Seconds()}}
	if src.Curve != nil {
		bins = src.Curve.until(end)
	}
	cuts := burstCuts(src.Bursts, end)
	var s schedule
	var raw float64
	for _, b := range bins {
		first, start := len(s), raw
		s, raw = s.appendBin(b, cuts, src.Bursts, raw)
		if src.Curve != nil {
			s[first:].fit(start, raw)
		}
	}
	return s
}

// appendBin adds a bin's pieces between cuts; raw is the expected events before
// it, and returned, after it.
func (s schedule) appendBin(b bin, cuts []time.Duration, bursts []Burst, raw float64) (schedule, float64) {
	rate := b.count / (b.end - b.begin).Seconds()
	i := sort.Search(len(cuts), func(i int) bool { return cuts[i] > b.begin })
	for begin := b.begin; begin < b.end; i++ {
		end := b.end
		if i < len(cuts) && cuts[i] < end {
			end = cuts[i]
		}
		f0, f1 := burstFactors(bursts, begin, end)
		length := (end - begin).Seconds()
		p := piece{begin: begin, end: end, rate: rate * f0, slope: rate * (f1 - f0) / length, before: raw}
		part := float64(end-begin) / float64(b.end-b.begin)
		raw += float64(b.count * part * (f0 + f1) / 2) // exactly the count for a whole bin
		p.after = raw
		s = append(s, p)
		begin = end
	}
	return s, raw
}

// fit stretches the pieces of a bin so that the expected events up to its edges,
// start and end, become the nearest whole numbers.
func (s schedule) fit(start, end float64) {
	low, high := math.Round(start), math.Round(end)
	factor := 0.0
	if end > start {
		factor = (high - low) / (end - start)
	}
	for i := range s {
		p := &s[i]
		p.rate *= factor
		p.slope *= factor
		p.before = low + float64((p.before-start)*factor)
		p.after = low + float64((p.after-start)*factor)
	}
	s[0].before, s[len(s)-1].after = low, high
}

// expected returns the expected events in [0, t).
func (s schedule) expected(t time.Duration) float64 {
	i := sort.Search(len(s), func(i int) bool { return s[i].end > t })
	switch {
	case len(s) == 0 || t <= s[0].begin:
		return 0
	case i == len(s):
		return s[i-1].after
	case t < s[i].begin: // between two pieces
		return s[i].before
	}
	return s[i].at(t)
}

// rateAt returns the events per second at t, 0 outside the schedule.
func (s schedule) rateAt(t time.Duration) float64 {
	i := sort.Search(len(s), func(i int) bool { return s[i].end > t })
	if i == len(s) || t < s[i].begin {
		return 0
	}
	return s[i].rate + float64(s[i].slope*(t-s[i].begin).Seconds())
}

// peak returns the highest rate.
func (s schedule) peak() float64 {
	highest := 0.0
	for _, p := range s {
		last := p.rate + float64(p.slope*(p.end-p.begin).Seconds())
		highest = max(highest, p.rate, last)
	}
	return highest
}
