package client

import (
	"cmp"
	"net"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"

	"github.com/freshet-bench/freshet/results"
)

// UnknownBroker is the id of a broker that only a bootstrap address is known of.
const UnknownBroker int32 = -1

// Meter counts what the clients of a run send and receive, in bytes on the wire
// before TLS, by role, zone, broker and kind of request. It is safe for concurrent
// use; the zero Meter is not: use NewMeter.
type Meter struct {
	mu      sync.Mutex
	brokers map[string]results.Broker // by host:port
	hooks   []*meterHook
}

// NewMeter returns a meter at zero.
func NewMeter() *Meter { return &Meter{brokers: make(map[string]results.Broker)} }

// Lines is what was counted since the last call, without empty lines, sorted by
// role, zone, broker and API. Bootstrap connections are counted with the broker
// behind their address.
func (m *Meter) Lines(at time.Duration) []results.TrafficLine {
	m.mu.Lock()
	defer m.mu.Unlock()
	sums := make(map[lineKey]results.TrafficLine)
	for _, h := range m.hooks {
		for flow, n := range h.drain() {
			b := m.broker(flow)
			key := lineKey{h.role, b.ID, flow.api}
			line, ok := sums[key]
			if !ok {
				line = results.TrafficLine{
					At: at, Role: h.role.String(), Class: h.role.Class, Zone: h.role.Zone,
					Broker: b.ID, BrokerZone: b.Zone, API: kmsg.NameForKey(flow.api),
				}
			}
			line.Requests += n.requests
			line.Sent += n.sent
			line.Received += n.received
			sums[key] = line
		}
	}
	lines := make([]results.TrafficLine, 0, len(sums))
	for _, line := range sums {
		lines = append(lines, line)
	}
	slices.SortFunc(lines, compareLines)
	return lines
}

// lineKey is what traffic is summed by.
type lineKey struct {
	role   Role
	broker int32
	api    int16
}

func compareLines(a, b results.TrafficLine) int {
	return cmp.Or(cmp.Compare(a.Role, b.Role), cmp.Compare(a.Class, b.Class), cmp.Compare(a.Zone, b.Zone),
		cmp.Compare(a.Broker, b.Broker), cmp.Compare(a.API, b.API))
}

// learn notes which broker stands behind an address.
func (m *Meter) learn(brokers []results.Broker) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, b := range brokers {
		m.brokers[b.Addr] = b
	}
}

// broker is who a flow was with. Call with the lock held.
func (m *Meter) broker(f flow) results.Broker {
	known, ok := m.brokers[f.addr]
	switch {
	case f.node >= 0 && !ok:
		b := results.Broker{ID: f.node, Zone: f.rack, Addr: f.addr}
		m.brokers[f.addr] = b
		return b
	case f.node >= 0:
		return results.Broker{ID: f.node, Zone: cmp.Or(f.rack, known.Zone), Addr: f.addr}
	case ok:
		return known
	}
	return results.Broker{ID: UnknownBroker, Addr: f.addr}
}

// hook returns what a client of the role reports to.
func (m *Meter) hook(role Role) *meterHook {
	h := &meterHook{role: role, counts: make(map[flow]*count)}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.hooks = append(m.hooks, h)
	return h
}

// flow is one kind of request between a client and a broker.
type flow struct {
	node int32 // as the library numbers it: below 0 for a bootstrap address
	addr string
	rack string
	api  int16
}

type count struct{ requests, sent, received int64 }

// meterHook counts for the clients of one role. The library calls it once per
// request and response, so a mutex is cheap enough.
type meterHook struct {
	role   Role
	mu     sync.Mutex
	counts map[flow]*count
}

var (
	_ kgo.HookBrokerWrite = (*meterHook)(nil)
	_ kgo.HookBrokerRead  = (*meterHook)(nil)
)

// OnBrokerWrite counts a request; what a failed write put on the wire counts too.
func (h *meterHook) OnBrokerWrite(meta kgo.BrokerMetadata, key int16, n int, _, _ time.Duration, _ error) {
	h.add(meta, key, count{requests: 1, sent: int64(n)})
}

// OnBrokerRead counts a response.
func (h *meterHook) OnBrokerRead(meta kgo.BrokerMetadata, key int16, n int, _, _ time.Duration, _ error) {
	h.add(meta, key, count{received: int64(n)})
}

func (h *meterHook) add(meta kgo.BrokerMetadata, key int16, n count) {
	f := flow{node: meta.NodeID, addr: net.JoinHostPort(meta.Host, strconv.Itoa(int(meta.Port))), api: key}
	if meta.Rack != nil {
		f.rack = *meta.Rack
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	c := h.counts[f]
	if c == nil {
		c = new(count)
		h.counts[f] = c
	}
	c.requests += n.requests
	c.sent += n.sent
	c.received += n.received
}

// drain hands over the counts and starts anew.
func (h *meterHook) drain() map[flow]*count {
	h.mu.Lock()
	defer h.mu.Unlock()
	out := h.counts
	h.counts = make(map[flow]*count, len(out))
	return out
}
