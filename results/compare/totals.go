package compare

import (
	"cmp"
	"slices"
	"time"

	"github.com/freshet-bench/freshet/results"
)

// traffic is the mean of the bytes on the wire after the warmup, by side.
func traffic(sides []Side) []Traffic {
	out := make([]Traffic, len(sides))
	found := false
	for i, s := range sides {
		out[i] = trafficOf(s)
		found = found || out[i].Runs > 0
	}
	if !found {
		return nil
	}
	return out
}

// trafficOf is the mean of the runs of a side.
func trafficOf(s Side) Traffic {
	t := Traffic{Part: results.TrafficPart{Name: partOverall}}
	type key struct{ path, zone, brokerZone string }
	cells := map[key]results.TrafficCell{}
	for _, r := range s.Runs {
		p := byName(r.Outcome.TrafficParts, partOverall, func(p *results.TrafficPart) string { return p.Name })
		if p == nil {
			continue
		}
		t.Runs++
		t.Part.Length += p.Length
		t.Part.Events += p.Events
		t.Part.Payload += p.Payload
		for _, c := range p.Cells {
			k := key{c.Path, c.Zone, c.BrokerZone}
			c.Sent += cells[k].Sent
			c.Received += cells[k].Received
			cells[k] = c
		}
	}
	n := int64(max(t.Runs, 1))
	t.Part.Length /= time.Duration(n)
	t.Part.Events /= n
	t.Part.Payload /= n
	for _, c := range cells {
		c.Sent, c.Received = c.Sent/n, c.Received/n
		t.Part.Cells = append(t.Part.Cells, c)
	}
	slices.SortFunc(t.Part.Cells, func(a, b results.TrafficCell) int {
		return cmp.Or(cmp.Compare(a.Path, b.Path), cmp.Compare(a.Zone, b.Zone), cmp.Compare(a.BrokerZone, b.BrokerZone))
	})
	return t
}

// costs is the bill of the run with the median total, by side.
func costs(sides []Side) []Cost {
	out := make([]Cost, len(sides))
	for i, s := range sides {
		bills := make([]*modelled, 0, len(s.Runs))
		for _, r := range s.Runs {
			switch {
			case r.bill == nil:
			case r.bill.why != "":
				out[i].Reason = r.bill.why
			default:
				bills = append(bills, r.bill)
			}
		}
		if len(bills) == 0 {
			out[i].Reason = cmp.Or(out[i].Reason, "not modelled")
			continue
		}
		slices.SortStableFunc(bills, func(a, b *modelled) int { return cmp.Compare(a.Total, b.Total) })
		out[i] = Cost{Bill: &bills[(len(bills)-1)/2].Bill}
	}
	return out
}
