package results

import (
	"cmp"
	"slices"
	"strconv"
	"time"
)

// UsagePoint is a value that held over a stretch of the run: the mean rate of a
// counter between two samples, or a gauge since the sample before. Begin is End
// for a gauge's first sample of a broker's life.
type UsagePoint struct {
	Begin, End time.Duration
	Value      float64
}

// At is the moment that a point of the quantity stands for: the middle of a rate's
// stretch, or when a gauge was read.
func (q UsageQuantity) At(p UsagePoint) time.Duration {
	if q.Counter {
		return p.Begin + (p.End-p.Begin)/2
	}
	return p.End
}

// UsageSeries is one quantity of one broker over the run, by time. Where the
// broker was down or started anew, a point's Begin is later than the End before.
type UsageSeries struct {
	Broker   string
	Quantity string
	From     string
	Points   []UsagePoint
}

// usageKey names a series.
type usageKey struct{ broker, quantity, from string }

// UsageSeries derives what each broker used over time: rates of counters, gauges
// as they are. A counter that began anew, because the broker did, gives no rate
// for the stretch in which it happened. Of two sources of one quantity the outer
// one counts: the kernel's before Docker's before the broker's own.
func (r *Record) UsageSeries() []UsageSeries {
	samples := map[usageKey][]UsageLine{}
	for _, l := range r.Usage {
		for name := range l.Values {
			k := usageKey{l.Broker, name, l.From}
			samples[k] = append(samples[k], l)
		}
	}
	var out []UsageSeries
	for _, broker := range r.usageBrokers() {
		for _, q := range UsageQuantities() {
			for _, from := range []string{UsageCgroup, UsageDocker, UsageScrape} {
				if points := usagePoints(q, samples[usageKey{broker, q.Name, from}]); len(points) > 0 {
					out = append(out, UsageSeries{broker, q.Name, from, points})
					break
				}
			}
		}
	}
	return out
}

// usageBrokers is the brokers of the samples: by number, then by name.
func (r *Record) usageBrokers() []string {
	var names []string
	for _, l := range r.Usage {
		if !slices.Contains(names, l.Broker) {
			names = append(names, l.Broker)
		}
	}
	slices.SortFunc(names, func(a, b string) int {
		i, errA := strconv.Atoi(a)
		j, errB := strconv.Atoi(b)
		switch {
		case errA == nil && errB == nil:
			return cmp.Compare(i, j)
		case errA == nil:
			return -1
		case errB == nil:
			return 1
		}
		return cmp.Compare(a, b)
	})
	return names
}

// usagePoints are the points of one quantity; lines are ascending by time.
func usagePoints(q UsageQuantity, lines []UsageLine) []UsagePoint {
	var out []UsagePoint
	for i, l := range lines {
		v := l.Values[q.Name]
		first := i == 0 || lines[i-1].Life != l.Life
		switch {
		case !q.Counter && first:
			out = append(out, UsagePoint{l.At, l.At, v})
		case !q.Counter:
			out = append(out, UsagePoint{lines[i-1].At, l.At, v})
		case first || l.At <= lines[i-1].At || v < lines[i-1].Values[q.Name]:
			// The counter began, or began anew: what was used meanwhile is not known.
		default:
			was := lines[i-1]
			out = append(out, UsagePoint{was.At, l.At, (v - was.Values[q.Name]) / (l.At - was.At).Seconds()})
		}
	}
	return out
}

// SumUsage adds up a quantity of several brokers, sweep by sweep. A broker that
// was down in one used nothing.
func SumUsage(list []UsageSeries, quantity string) []UsagePoint {
	sums := map[time.Duration]*UsagePoint{}
	for _, s := range list {
		if s.Quantity != quantity {
			continue
		}
		for _, p := range s.Points {
			sum := sums[p.End]
			if sum == nil {
				sum = &UsagePoint{Begin: p.Begin, End: p.End}
				sums[p.End] = sum
			}
			sum.Begin = min(sum.Begin, p.Begin)
			sum.Value += p.Value
		}
	}
	out := make([]UsagePoint, 0, len(sums))
	for _, p := range sums {
		out = append(out, *p)
	}
	slices.SortFunc(out, func(a, b UsagePoint) int { return cmp.Compare(a.End, b.End) })
	return out
}
