package results

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"time"
)

// Names of what a line of usage.jsonl says of an object store: totals since its
// start. Requests are by the name of the API after the prefix.
const (
	UsageObjects = "object-store" // the line's from

	ObjectRequests = "requests_" // and the API: requests_putobject
	ObjectsIn      = "in_bytes"
	ObjectsOut     = "out_bytes"
)

// ObjectPart is what was asked of the object store over a part of the run. Its meter
// gives totals every now and then: a stretch between two of them that lies partly in
// the part counts by its share.
type ObjectPart struct {
	Name string `json:"name"` // as of other parts: steady, overall, during burst
	// Length is how much of the part was metered.
	Length time.Duration `json:"length_ns"`
	// Requests are by API, most first.
	Requests []ObjectCount `json:"requests"`
	In       int64         `json:"in_bytes"`  // written to the store
	Out      int64         `json:"out_bytes"` // read from it
}

// ObjectCount is the requests of one API.
type ObjectCount struct {
	API   string `json:"api"`
	Count int64  `json:"count"`
}

// Total is all requests together.
func (p ObjectPart) Total() (n int64) {
	for _, c := range p.Requests {
		n += c.Count
	}
	return n
}

// objectParts are the parts of the run in which the object store was metered.
func (a *Analysis) objectParts() []ObjectPart {
	var lines []UsageLine
	for _, l := range a.rec.Usage {
		if l.From == UsageObjects && len(l.Values) > 0 {
			lines = append(lines, l)
		}
	}
	var out []ObjectPart
	for _, part := range a.namedParts() {
		if p := objectPart(part, lines); p.Length > 0 {
			out = append(out, p)
		}
	}
	return out
}

func objectPart(part namedPart, lines []UsageLine) ObjectPart {
	p := ObjectPart{Name: part.name}
	sums := map[string]float64{}
	for i := 1; i < len(lines); i++ {
		was, now := lines[i-1], lines[i]
		slot := Slot{Start: was.At, Length: now.At - was.At}
		inside := part.in.overlap(slot)
		if slot.Length <= 0 || inside == 0 || now.Life != was.Life {
			continue
		}
		p.Length += inside
		share := float64(inside) / float64(slot.Length)
		for name, v := range now.Values {
			sums[name] += share * max(v-was.Values[name], 0)
		}
	}
	for name, v := range sums {
		n := int64(math.Round(v))
		api, isRequest := strings.CutPrefix(name, ObjectRequests)
		switch {
		case name == ObjectsIn:
			p.In = n
		case name == ObjectsOut:
			p.Out = n
		case isRequest && n > 0:
			p.Requests = append(p.Requests, ObjectCount{api, n})
		}
	}
	slices.SortFunc(p.Requests, func(x, y ObjectCount) int {
		return cmp.Or(cmp.Compare(y.Count, x.Count), cmp.Compare(x.API, y.API))
	})
	return p
}
