package results

import "time"

// Signal is a line of worst-<worker>.jsonl: one of the 100 oldest signals at a
// stage, with every timestamp (offsets from t = 0).
type Signal struct {
	Stage     string        `json:"stage"`
	Age       time.Duration `json:"age_ns"` // platform age: available - due
	Source    string        `json:"source"`
	N         uint64        `json:"n"`
	Copy      uint8         `json:"copy,omitempty"`
	User      uint64        `json:"user"`
	Action    time.Duration `json:"action_ns"`
	Due       time.Duration `json:"due_ns"`
	Sent      time.Duration `json:"sent_ns"`
	Acked     time.Duration `json:"acked_ns"`
	Seen      time.Duration `json:"seen_ns"`
	Available time.Duration `json:"available_ns"`
	Topic     string        `json:"topic"`
	Partition int32         `json:"partition"`
	Offset    int64         `json:"offset"`
	Hops      []Hop         `json:"hops,omitempty"`
}

// Hop is an earlier stage on a signal's way.
type Hop struct {
	Stage string        `json:"stage"`
	Seen  time.Duration `json:"seen_ns"`
	Done  time.Duration `json:"done_ns"`
}

// TrafficLine is a line of traffic-<worker>.jsonl: bytes on the wire in [At -
// Length, At), from the client's hooks, before TLS.
type TrafficLine struct {
	At         time.Duration `json:"at_ns"`
	Length     time.Duration `json:"len_ns,omitempty"` // 0 in records that do not say
	Role       string        `json:"role"`             // source/clicks, stage/ranking, replay/NAME, control
	Class      string        `json:"class,omitempty"`
	Zone       string        `json:"zone,omitempty"`
	Broker     int32         `json:"broker"`
	BrokerZone string        `json:"broker_zone,omitempty"`
	API        string        `json:"api"` // Produce, Fetch, ...
	Requests   int64         `json:"requests"`
	Sent       int64         `json:"sent_bytes"`
	Received   int64         `json:"received_bytes"`
}
