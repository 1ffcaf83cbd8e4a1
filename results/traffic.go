package results

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// What bytes on the wire are for.
const (
	PathProduce   = "produce"
	PathConsume   = "consume" // and the class of the stage: "consume, serving"
	PathReplay    = "replay"
	PathDecisions = "decisions"
	PathControl   = "control" // commits, groups, metadata, offsets
)

// TrafficPart is what part of a run took on the wire.
type TrafficPart struct {
	Name string `json:"name"` // as of other parts: steady, overall, during burst
	// Length is how long the stretches are that lie wholly in the part: all below is
	// of them.
	Length time.Duration `json:"length_ns"`
	// Events is how many events sources sent, Payload the bytes of their keys and
	// values, before compression.
	Events  int64 `json:"events"`
	Payload int64 `json:"payload_bytes"`
	// Cells are ordered by path and zones; a path that took nothing has none.
	Cells       []TrafficCell `json:"cells"`
	Replication *Replication  `json:"replication,omitempty"`
}

// TrafficCell is the bytes of one path between the clients of a zone and the
// brokers of one. A zone is "" where it is not known or there is none.
type TrafficCell struct {
	Path       string `json:"path"`
	Zone       string `json:"zone,omitempty"`
	BrokerZone string `json:"broker_zone,omitempty"`
	Sent       int64  `json:"sent_bytes"` // to brokers
	Received   int64  `json:"received_bytes"`
}

// Bytes is both directions together.
func (c TrafficCell) Bytes() int64 { return c.Sent + c.Received }

// Placed reports whether both ends have a known zone.
func (c TrafficCell) Placed() bool { return c.Zone != "" && c.BrokerZone != "" }

// Crosses reports whether the bytes went from one zone to another.
func (c TrafficCell) Crosses() bool { return c.Placed() && c.Zone != c.BrokerZone }

// Bytes is all bytes between clients and brokers; of the paths that begin with
// prefix, "" for all.
func (p TrafficPart) Bytes(prefix string) int64 {
	return p.sum(func(c TrafficCell) bool { return strings.HasPrefix(c.Path, prefix) })
}

// Crossing is the share of bytes that went from one zone to another, of those whose
// ends both have a zone: of the paths that begin with prefix. False if there are none.
func (p TrafficPart) Crossing(prefix string) (share float64, ok bool) {
	placed := p.sum(func(c TrafficCell) bool { return strings.HasPrefix(c.Path, prefix) && c.Placed() })
	if placed == 0 {
		return 0, false
	}
	crossing := p.sum(func(c TrafficCell) bool { return strings.HasPrefix(c.Path, prefix) && c.Crosses() })
	return float64(crossing) / float64(placed), true
}

func (p TrafficPart) sum(of func(TrafficCell) bool) (n int64) {
	for _, c := range p.Cells {
		if of(c) {
			n += c.Bytes()
		}
	}
	return n
}

// PerEvent is the bytes on the wire per event that sources sent: of the paths that
// begin with prefix. False if none were sent.
func (p TrafficPart) PerEvent(prefix string) (float64, bool) {
	return float64(p.Bytes(prefix)) / float64(max(p.Events, 1)), p.Events > 0
}

// Amplification is the bytes on the wire per byte of key and value that sources
// sent. False if they sent none.
func (p TrafficPart) Amplification() (float64, bool) {
	return float64(p.Bytes("")) / float64(max(p.Payload, 1)), p.Payload > 0
}

// path is what a line's bytes are for.
func (l *TrafficLine) path() string {
	kind, _, _ := strings.Cut(l.Role, "/")
	switch {
	case kind == "replay":
		return PathReplay
	case kind == "decision":
		return PathDecisions
	case l.API == "Produce":
		return PathProduce
	case l.API == "Fetch" && l.Class != "":
		return PathConsume + ", " + l.Class
	case l.API == "Fetch":
		return PathConsume
	}
	return PathControl
}

// stretch is the slot that a line covers, empty if it does not say.
func (l *TrafficLine) stretch() Slot { return Slot{Start: l.At - l.Length, Length: l.Length} }

// trafficParts sums up the traffic by part of the run. A line counts for a part if
// its stretch lies wholly inside: so it counts for none where the part begins or
// ends within it. nil if the record does not say of which stretch its lines are.
func (a *Analysis) trafficParts() []TrafficPart {
	var out []TrafficPart
	for _, part := range a.namedParts() {
		if p, ok := a.trafficPart(part); ok {
			out = append(out, p)
		}
	}
	return out
}

func (a *Analysis) trafficPart(part namedPart) (TrafficPart, bool) {
	p := TrafficPart{Name: part.name}
	type key struct{ path, zone, brokerZone string }
	cells := map[key]*TrafficCell{}
	var stretches []span
	var lines []TrafficLine
	for _, l := range a.rec.Traffic {
		slot := l.stretch()
		if slot.Length <= 0 || !part.in.covers(slot) {
			continue
		}
		stretches, lines = append(stretches, span{slot.Start, slot.End()}), append(lines, l)
		k := key{l.path(), l.Zone, l.BrokerZone}
		if cells[k] == nil {
			cells[k] = &TrafficCell{Path: k.path, Zone: k.zone, BrokerZone: k.brokerZone}
		}
		cells[k].Sent += l.Sent
		cells[k].Received += l.Received
	}
	for _, c := range cells {
		p.Cells = append(p.Cells, *c)
	}
	slices.SortFunc(p.Cells, compareCells)
	in := makeSpans(stretches...)
	p.Length = in.length()
	p.Events, p.Payload = a.offered(in)
	p.Replication = a.replication(lines, part.in)
	return p, len(p.Cells) > 0
}

// pathOrder is the order of paths in tables.
func pathOrder(path string) int {
	return slices.IndexFunc([]string{PathProduce, PathConsume, PathReplay, PathDecisions, PathControl},
		func(p string) bool { return strings.HasPrefix(path, p) })
}

func compareCells(x, y TrafficCell) int {
	return cmp.Or(cmp.Compare(pathOrder(x.Path), pathOrder(y.Path)), cmp.Compare(x.Path, y.Path),
		cmp.Compare(x.Zone, y.Zone), cmp.Compare(x.BrokerZone, y.BrokerZone))
}

// offered is the events that sources sent in a piece of the run, and the bytes of
// their keys and values. A window that lies partly inside counts by its share.
func (a *Analysis) offered(in spans) (events, payload int64) {
	var n, bytes float64
	for _, w := range a.rec.Windows {
		slot := Slot{Start: w.At, Length: w.Length}
		if w.Length <= 0 {
			continue
		}
		share := float64(in.overlap(slot)) / float64(w.Length)
		for _, s := range w.Sources {
			n += share * float64(s.Sent)
			bytes += share * float64(s.Bytes)
		}
	}
	return int64(n + 0.5), int64(bytes + 0.5)
}
