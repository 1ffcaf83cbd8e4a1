package results

import (
	"cmp"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Replication is what brokers sent each other to replicate, over a part of the run.
// Clients do not see it. It is measured at the interfaces of the brokers' containers
// where there are samples of them, and derived from what was produced.
type Replication struct {
	// Measured is in bytes per second, over MeasuredOver; nothing if that is 0. It is
	// all that broker containers received less what clients sent them, so it has
	// the headers of packets in it, those of the clients' too, and all that brokers
	// tell each other.
	Measured     float64       `json:"measured_bytes_per_s,omitempty"`
	MeasuredOver time.Duration `json:"measured_over_ns,omitempty"`
	// Cells are derived: produced bytes times the replicas that followers hold. nil
	// where that is not known.
	Cells []ReplicationCell `json:"derived,omitempty"`
}

// ReplicationCell is the bytes from leaders in one zone to followers in one.
type ReplicationCell struct {
	From  string `json:"from,omitempty"`
	To    string `json:"to,omitempty"`
	Bytes int64  `json:"bytes"`
}

// Derived is all derived bytes, and those of them from one zone to another.
func (r *Replication) Derived() (bytes, crossing int64) {
	for _, c := range r.Cells {
		bytes += c.Bytes
		if c.From != "" && c.To != "" && c.From != c.To {
			crossing += c.Bytes
		}
	}
	return bytes, crossing
}

// replication is that of a part, of which lines are the traffic; nil if nothing is
// known of it.
func (a *Analysis) replication(lines []TrafficLine, in spans) *Replication {
	if a.rec.Run.Target.StorageModel == ModelShared { // what brokers receive is of the object store
		return nil
	}
	r := Replication{Cells: a.derivedReplication(lines)}
	r.Measured, r.MeasuredOver = a.measuredReplication(in)
	if len(r.Cells) == 0 && r.MeasuredOver == 0 {
		return nil
	}
	return &r
}

// derivedReplication takes what each broker was sent to produce to a topic, as if
// every partition that it leads had an equal part, and has it copied to where the
// followers are. Leaders are those of the load's begin; a broker that led none then
// counts as the leader of what it had a replica of.
func (a *Analysis) derivedReplication(lines []TrafficLine) []ReplicationCell {
	zones := a.brokerZones()
	sums := map[[2]string]float64{}
	type writer struct {
		role   string
		broker int32
	}
	followers := map[writer]map[int32]float64{}
	for _, l := range lines {
		if l.API != "Produce" {
			continue
		}
		w := writer{l.Role, l.Broker}
		if followers[w] == nil {
			followers[w] = a.followers(a.topicOf(l.Role), l.Broker)
		}
		for id, share := range followers[w] {
			sums[[2]string{zones[l.Broker], zones[id]}] += float64(l.Sent) * share
		}
	}
	var out []ReplicationCell
	for k, bytes := range sums {
		out = append(out, ReplicationCell{From: k[0], To: k[1], Bytes: int64(math.Round(bytes))})
	}
	slices.SortFunc(out, func(x, y ReplicationCell) int {
		return cmp.Or(cmp.Compare(x.From, y.From), cmp.Compare(x.To, y.To))
	})
	return out
}

// topicOf is the plan of the topic that a role writes.
func (a *Analysis) topicOf(role string) PlanTopic {
	kind, name, _ := strings.Cut(role, "/")
	topic := ""
	switch kind {
	case "source":
		for _, s := range a.rec.Plan.Sources {
			if s.Name == name {
				topic = s.Topic
			}
		}
	case "stage":
		if s, ok := a.stage(name); ok {
			topic = s.Writes
		}
	}
	for _, t := range a.rec.Plan.Topics {
		if t.Name == topic {
			return t
		}
	}
	return PlanTopic{}
}

// followers is the share of a broker's part of a topic that each other broker
// copies: 1 if it follows every partition.
func (a *Analysis) followers(t PlanTopic, broker int32) map[int32]float64 {
	own := slices.DeleteFunc(slices.Clone(t.Replicas), func(r []int32) bool { return len(r) == 0 || r[0] != broker })
	if len(own) == 0 {
		own = slices.DeleteFunc(slices.Clone(t.Replicas), func(r []int32) bool { return !slices.Contains(r, broker) })
	}
	out := map[int32]float64{}
	for _, replicas := range own {
		for _, id := range replicas {
			if id != broker && id >= 0 {
				out[id] += 1 / float64(len(own))
			}
		}
	}
	return out
}

// brokerZones is the zone of every broker that there was.
func (a *Analysis) brokerZones() map[int32]string {
	zones := map[int32]string{}
	for _, l := range a.rec.Traffic {
		if l.BrokerZone != "" {
			zones[l.Broker] = l.BrokerZone
		}
	}
	for _, b := range a.rec.Run.Target.Brokers {
		zones[b.ID] = b.Zone
	}
	return zones
}

// measuredReplication is what the brokers' containers received in a part less what
// clients sent them meanwhile, in bytes per second, and over how long. Every broker
// has to be measured.
func (a *Analysis) measuredReplication(in spans) (float64, time.Duration) {
	var received []UsageSeries
	known := map[string]bool{}
	for _, s := range a.rec.UsageSeries() {
		if s.Quantity == UsedNetIn && s.From != UsageScrape {
			received, known[s.Broker] = append(received, s), true
		}
	}
	for _, b := range a.rec.Run.Target.Brokers {
		if !known[strconv.Itoa(int(b.ID))] {
			return 0, 0
		}
	}
	var bytes float64
	var pieces []span
	for _, p := range SumUsage(received, UsedNetIn) {
		slot := Slot{Start: p.Begin, Length: p.End - p.Begin}
		if slot.Length > 0 && in.covers(slot) {
			bytes += p.Value * slot.Length.Seconds()
			pieces = append(pieces, span{p.Begin, p.End})
		}
	}
	over := makeSpans(pieces...)
	if len(over) == 0 {
		return 0, 0
	}
	rate := (bytes - a.sentWithin(over)) / over.length().Seconds()
	if rate < 0 {
		return 0, 0
	}
	return rate, over.length()
}

// sentWithin is what clients sent in a piece of the run. A line whose stretch lies
// partly inside counts by its share.
func (a *Analysis) sentWithin(in spans) float64 {
	var bytes float64
	for _, l := range a.rec.Traffic {
		if slot := l.stretch(); slot.Length > 0 {
			bytes += float64(l.Sent) * float64(in.overlap(slot)) / float64(slot.Length)
		}
	}
	return bytes
}
