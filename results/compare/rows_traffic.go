package compare

import (
	"github.com/freshet-bench/freshet/results"
	"github.com/freshet-bench/freshet/results/measure"
)

// traffic are the rows of bytes on the wire after the warmup.
func (c *rowsOf) traffic() {
	of := func(name, path string, unit measure.Unit, tested bool, value func(results.TrafficPart) (float64, bool)) {
		id := name
		if path != "" {
			id += "(" + path + ")"
		}
		m := Measure{ID: identify(id, partOverall), Section: Traffics, Subject: path, Name: name, Part: partOverall, Unit: unit, Better: Lower, Tested: tested}
		c.quietly(m, func(run Run) Value {
			p := byName(run.Outcome.TrafficParts, partOverall, func(p *results.TrafficPart) string { return p.Name })
			if p == nil {
				return lacking("the record does not say when its bytes went")
			}
			if v, ok := value(*p); ok {
				return exactly(v)
			}
			return lacking("no bytes of this kind were metered")
		})
	}
	of("bytes-per-event", "", measure.Bytes, true, func(p results.TrafficPart) (float64, bool) { return p.PerEvent("") })
	of("amplification", "", measure.Factor, false, results.TrafficPart.Amplification)
	of("cross-zone", "", measure.Ratio, true, func(p results.TrafficPart) (float64, bool) { return p.Crossing("") })
	for _, path := range []string{results.PathProduce, results.PathConsume, results.PathReplay} {
		of("bytes-per-event", path, measure.Bytes, false, func(p results.TrafficPart) (float64, bool) {
			v, ok := p.PerEvent(path)
			return v, ok && v > 0
		})
		of("cross-zone", path, measure.Ratio, false, func(p results.TrafficPart) (float64, bool) { return p.Crossing(path) })
	}
}

// brokers are the rows of what the brokers used together after the warmup, where
// something asked them.
func (c *rowsOf) brokers() {
	for _, q := range results.UsageQuantities() {
		m := Measure{ID: identify("brokers."+q.Name+".mean", partOverall), Section: Traffics, Subject: "brokers", Name: q.Name, Stat: "mean", Part: partOverall, Unit: q.Unit}
		c.quietly(m, func(run Run) Value {
			if sum, ok := usage(run.Outcome.Usage, q.Name); ok {
				return exactly(sum.Mean)
			}
			return lacking("not measured")
		})
	}
}

// usage is what all brokers used, or the only one.
func usage(u *results.UsageOutcome, quantity string) (results.UsageSum, bool) {
	if u == nil {
		return results.UsageSum{}, false
	}
	parts := u.All
	if len(u.Brokers) == 1 {
		parts = u.Brokers[0].Parts
	}
	p := byName(parts, partOverall, func(p *results.UsagePart) string { return p.Name })
	if p == nil {
		return results.UsageSum{}, false
	}
	sum, ok := p.Used[quantity]
	return sum, ok
}
