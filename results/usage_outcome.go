package results

import (
	"slices"
	"strconv"
)

// UsageOutcome is what the brokers used, and what could not be measured.
type UsageOutcome struct {
	// All is the sum over all brokers, of what adds up.
	All     []UsagePart     `json:"all,omitempty"`
	Brokers []BrokerOutcome `json:"brokers,omitempty"`
	Missing []UsageMissing  `json:"missing,omitempty"`
}

// BrokerOutcome is one broker over the run, by part.
type BrokerOutcome struct {
	Name  string      `json:"name"`
	Zone  string      `json:"zone,omitempty"`
	Parts []UsagePart `json:"parts"`
}

// UsagePart is what was used over a part of the run, by quantity: only what was
// measured in it is there.
type UsagePart struct {
	Name string              `json:"name"`
	Used map[string]UsageSum `json:"used"`
}

// UsageSum sums up a gauge, or the rate of a counter. Its unit is the quantity's.
type UsageSum struct {
	Samples int64   `json:"samples"`
	Mean    float64 `json:"mean"`
	Min     float64 `json:"min"`
	Max     float64 `json:"max"`
}

// UsageMissing is a broker of which nothing could be measured in one way.
type UsageMissing struct {
	Broker string `json:"broker"`
	From   string `json:"from"`
	Reason string `json:"reason"`
}

// usageOutcome sums up what the brokers used; nil if nobody asked.
func (a *Analysis) usageOutcome() *UsageOutcome {
	if len(a.rec.Usage) == 0 {
		return nil
	}
	out := &UsageOutcome{Missing: a.missingUsage()}
	list := a.rec.UsageSeries()
	for _, name := range a.rec.usageBrokers() {
		own := slices.DeleteFunc(slices.Clone(list), func(s UsageSeries) bool { return s.Broker != name })
		if len(own) > 0 {
			out.Brokers = append(out.Brokers, BrokerOutcome{name, a.zoneOf(name), a.usageParts(own)})
		}
	}
	if len(out.Brokers) > 1 {
		out.All = a.usageParts(summedUsage(list))
	}
	return out
}

// summedUsage is a series of each quantity that adds up over brokers.
func summedUsage(list []UsageSeries) []UsageSeries {
	var out []UsageSeries
	for _, q := range UsageQuantities() {
		if q.Apart {
			continue
		}
		if points := SumUsage(list, q.Name); len(points) > 0 {
			out = append(out, UsageSeries{Quantity: q.Name, Points: points})
		}
	}
	return out
}

// zoneOf is the zone of a broker by its id; "" for a name that a scrape was given.
func (a *Analysis) zoneOf(broker string) string {
	for _, b := range a.rec.Run.Target.Brokers {
		if strconv.Itoa(int(b.ID)) == broker {
			return b.Zone
		}
	}
	return ""
}

// usageParts sums up series by part of the run; parts without samples are left out.
func (a *Analysis) usageParts(list []UsageSeries) []UsagePart {
	var out []UsagePart
	for _, part := range a.namedParts() {
		p := UsagePart{Name: part.name, Used: map[string]UsageSum{}}
		for _, q := range UsageQuantities() {
			for _, s := range list {
				if sum := sumPoints(q, s.Points, part.in); s.Quantity == q.Name && sum.Samples > 0 {
					p.Used[q.Name] = sum
				}
			}
		}
		if len(p.Used) > 0 {
			out = append(out, p)
		}
	}
	return out
}

// sumPoints sums up the points of a quantity that lie in a part.
func sumPoints(q UsageQuantity, points []UsagePoint, in spans) UsageSum {
	var s UsageSum
	for _, p := range points {
		if !in.contains(q.At(p)) {
			continue
		}
		if s.Samples == 0 {
			s.Min, s.Max = p.Value, p.Value
		}
		s.Samples++
		s.Mean += p.Value
		s.Min, s.Max = min(s.Min, p.Value), max(s.Max, p.Value)
	}
	if s.Samples > 0 {
		s.Mean /= float64(s.Samples)
	}
	return s
}

// missingUsage is what never had a value, by broker and source, with the first
// reason.
func (a *Analysis) missingUsage() []UsageMissing {
	type source struct{ broker, from string }
	measured := map[source]bool{}
	for _, l := range a.rec.Usage {
		if len(l.Values) > 0 {
			measured[source{l.Broker, l.From}] = true
		}
	}
	var out []UsageMissing
	for _, l := range a.rec.Usage {
		at := source{l.Broker, l.From}
		if l.Missing != "" && !measured[at] {
			measured[at] = true
			out = append(out, UsageMissing{l.Broker, l.From, l.Missing})
		}
	}
	return out
}
