package scenarios

import (
	"strconv"
	"strings"
)

// The verbs that change what the cluster is made of: which broker has which disk,
// which replicas, and how many brokers there are.

// Replace takes a broker's machine away and puts a new one in its place.
type Replace struct {
	// Broker is as in Stall.
	Broker string
	// Disk is what the new one finds: empty.
	Disk string
}

// Move takes replicas, or only leadership, to a broker.
type Move struct {
	// Topic is the topic whose replicas move; "" if only leadership does.
	Topic string
	// Leaders is the topic whose leadership moves; "" if replicas do.
	Leaders string
	// To is the broker that gets them.
	To int32
}

// topic is the one topic that is moved, and the key that names it.
func (m *Move) topic() (key, topic string) {
	if m.Leaders != "" {
		return "leaders", m.Leaders
	}
	return "topic", m.Topic
}

// Scale adds brokers, or takes some away.
type Scale struct {
	// Brokers is how many come (above 0) or go (below 0).
	Brokers int
	// Rebalance spreads the replicas over all brokers after some came.
	Rebalance bool
}

// maxScale bounds how many brokers come or go at a time.
const maxScale = 5

func replaceFields() []field[Replace] {
	return []field[Replace]{
		needed(at("broker", func(r *Replace) *string { return &r.Broker }, broker(), "The broker: its number, controller, or leader of TOPIC/PARTITION.")),
		needed(at("disk", func(r *Replace) *string { return &r.Disk }, oneOf("disk", []string{"empty"}, nil), "What the broker in its place finds on its disk: nothing.")),
	}
}

func moveFields() []field[Move] {
	return []field[Move]{
		at("topic", func(m *Move) *string { return &m.Topic }, name("a topic"), "The topic of which the broker gets a replica of every partition, and leads it."),
		at("leaders", func(m *Move) *string { return &m.Leaders }, name("a topic"), "In place of topic: the topic of which the broker gets to lead every partition that it has a replica of; no data moves."),
		needed(at("to", func(m *Move) *int32 { return &m.To }, numberedBroker(), "The broker that gets them.")),
	}
}

func scaleFields() []field[Scale] {
	return []field[Scale]{
		needed(at("brokers", func(s *Scale) *int { return &s.Brokers }, signed(maxScale, "brokers"), "How many brokers come, or go.")),
		when(at("rebalance", func(s *Scale) *bool { return &s.Rebalance }, yesNo(), "Whether those that come get their part of the replicas; those that go always give theirs away."),
			func(s *Scale) bool { return s.Brokers >= 0 }),
	}
}

// numberedBroker is one broker by its number, as "broker 3".
func numberedBroker() codec[int32] {
	const what = "a broker, as broker 3"
	return parsed(what, func(s string) (int32, string) {
		n, err := strconv.ParseUint(strings.TrimSpace(strings.TrimPrefix(s, "broker ")), 10, 31)
		if err != nil {
			return 0, strconv.Quote(s) + " is not a broker; expected its number, as broker 3"
		}
		return int32(n), ""
	}, func(v int32) string { return "broker " + strconv.Itoa(int(v)) }, schemaNode{"type": []any{"string", "integer"}, "title": what})
}

// signed is a change by at most most: +1, -2.
func signed(most int, of string) codec[int] {
	what := "how many " + of + " more or less, as +1 or -1"
	return parsed(what, func(s string) (int, string) {
		n, err := strconv.Atoi(s)
		switch {
		case err != nil || !strings.HasPrefix(s, "+") && !strings.HasPrefix(s, "-"):
			return 0, strconv.Quote(s) + " is not a change; expected " + what
		case n == 0:
			return 0, "a change by 0 does nothing; expected " + what
		case n > most || n < -most:
			return 0, strconv.Quote(s) + " is too much; expected at most " + strconv.Itoa(most) + " at a time"
		}
		return n, ""
	}, signedText, schemaNode{"type": []any{"string", "integer"}, "title": what})
}

func signedText(n int) string {
	if n > 0 {
		return "+" + strconv.Itoa(n)
	}
	return strconv.Itoa(n)
}

// move checks what a move moves.
func (l *loader) move(m *Move, at string) {
	topic, leaders := l.given(at+".topic"), l.given(at+".leaders")
	switch {
	case topic && leaders:
		l.fail(l.key(at+".leaders"), "", "topic moves replicas and leaders alone leadership: they exclude each other")
		return
	case !topic && !leaders:
		l.fail(l.where(at), "", "move needs topic: (its replicas) or leaders: (of a topic)")
		return
	}
	key, of := m.topic()
	l.reference(at+"."+key, of, l.scenario.topicNames(), "topic")
}

// scaling checks what a change of the number of brokers says.
func (l *loader) scaling(s *Scale, at string) {
	if s.Brokers < 0 && l.given(at+".rebalance") {
		l.fail(l.key(at+".rebalance"), "", "brokers that go give their replicas away in any case; drop rebalance")
	}
}

func (m *Move) summary() string {
	to := " to broker " + strconv.Itoa(int(m.To))
	if m.Leaders != "" {
		return "leadership of " + m.Leaders + " moves" + to
	}
	return "replicas of " + m.Topic + " move" + to
}

func (s *Scale) summary() string {
	switch {
	case s.Brokers < 0:
		return plural(-s.Brokers, "broker") + " less, replicas moved away first"
	case s.Rebalance:
		return plural(s.Brokers, "broker") + " more, replicas spread over all"
	}
	return plural(s.Brokers, "broker") + " more"
}
