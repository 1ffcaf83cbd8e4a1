package workload

import "time"

// cursor walks a source's events in the order of action.
type cursor struct {
	schedule schedule
	arrivals Arrivals
	family   family
	limit    uint64 // events there are at most
	n        uint64 // the next event's number
	position float64
	last     time.Duration
}

// next returns the number, the draws and the action of the next event; false at
// the end of the schedule.
func (c *cursor) next() (n uint64, d draws, action time.Duration, ok bool) {
	if len(c.schedule) == 0 || c.n >= c.limit {
		return 0, 0, 0, false
	}
	n, d = c.n, c.family.of(c.n)
	c.position = c.arrivals.Next(c.position, n, openUnit(d.draw(attributeArrival)))
	for c.position >= c.schedule[0].after {
		if c.schedule = c.schedule[1:]; len(c.schedule) == 0 {
			return 0, 0, 0, false
		}
	}
	c.n++
	c.last = max(c.last, c.schedule[0].when(c.position))
	return n, d, c.last, true
}
