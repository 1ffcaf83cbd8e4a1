package workload

import (
	"math"
	"time"
)

// domainService separates the draws of service times from all others.
const domainService domain = 32

// ServiceTime is how long a stage works on copy `copy` of event n of a source,
// when its work is distributed as work (seconds). It is a function of its
// arguments alone, so that a redelivery costs the same work again and the waiting
// times of a run can be computed from its schedule.
func ServiceTime(seed uint64, stage, source string, n uint64, copy uint8, work Dist) time.Duration {
	if work.Kind == Constant {
		return fromSeconds(work.Median)
	}
	f := familyOf(uint64(familyOf(seed, domainService, stage)), domainService, source)
	return work.delay(f.of(n).draw(attribute(copy) + 1))
}

// Mean is the distribution's mean. For the log-normal, exp(mu + sigma^2/2) with
// mu the logarithm of the median.
func (d Dist) Mean() float64 {
	if d.Kind == LogNormal {
		return d.Median * math.Exp(d.Sigma*d.Sigma/2)
	}
	return d.Median
}
