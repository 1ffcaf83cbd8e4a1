package scenarios

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/freshet-bench/freshet/results/measure"
)

// The verbs that change the network: between brokers, and between clients and
// brokers.

// Cut takes a broker off the network, or clients off brokers.
type Cut struct {
	// Broker is the broker that nobody reaches, as in Stall; "" if clients are cut.
	Broker string
	// Clients are sources and stages, or all of them.
	Clients []string
	// From is the brokers that they do not reach, as in Stall, "all" included.
	From string
}

// Delay makes the way between clients and all brokers longer.
type Delay struct {
	// Clients is as in Cut.
	Clients []string
	// By is how much longer each way takes.
	By time.Duration
}

// Limit makes the way between clients and all brokers narrower.
type Limit struct {
	// Clients is as in Cut.
	Clients []string
	// To is the bytes a second of each client, each way.
	To float64
}

const (
	leastLimit = 1 << 10 // bytes a second
	mostLimit  = 1 << 40
)

func cutFields() []field[Cut] {
	return []field[Cut]{
		at("broker", func(c *Cut) *string { return &c.Broker }, broker(), "The broker that neither clients nor other brokers reach: its number, controller, or leader of TOPIC/PARTITION."),
		at("clients", func(c *Cut) *[]string { return &c.Clients }, clients(), "In place of broker: the sources and stages that do not reach brokers, or all."),
		at("from", func(c *Cut) *string { return &c.From }, cutFrom(), "With clients: the broker that they do not reach, or all."),
	}
}

func delayFields() []field[Delay] {
	return []field[Delay]{
		needed(at("clients", func(d *Delay) *[]string { return &d.Clients }, clients(), "The sources and stages whose clients are farther away, or all.")),
		needed(at("by", func(d *Delay) *time.Duration { return &d.By }, duration(time.Millisecond, time.Minute), "How much longer everything takes, each way: a round trip takes twice as much.")),
	}
}

func limitFields() []field[Limit] {
	return []field[Limit]{
		needed(at("clients", func(l *Limit) *[]string { return &l.Clients }, clients(), "The sources and stages whose clients have less room, or all.")),
		needed(at("to", func(l *Limit) *float64 { return &l.To }, byteRate(leastLimit, mostLimit), "The bytes a second that each client (each member of a stage) may send, and may receive.")),
	}
}

// clients is a list of sources and stages, or all.
func clients() codec[[]string] {
	return atMost(maxNamed, "clients", listOf(zero[string], name("a source, a stage, or all")))
}

// byteRate is bytes a second within [least, most].
func byteRate(least, most float64) codec[float64] {
	const what = "bytes a second, as 1MiB/s"
	text := func(v float64) string { return bytesText(int64(v)) + "/s" }
	return parsed(what, func(s string) (float64, string) {
		v, unit, err := measure.ParseQuantity(s)
		if err != nil || unit != measure.BytesSec {
			return 0, quantityMessage(s, measure.BytesSec, what, err)
		}
		return v, outside(s, v < least, v > most, text(least), text(most))
	}, text, quantitySchema(what))
}

// cutFrom is a broker as a sentence has it, as "broker 2", or all.
func cutFrom() codec[string] {
	const what = "broker 2, controller, leader of TOPIC/PARTITION, or all"
	return parsed(what, func(s string) (string, string) {
		if s == allOfThem || s == "controller" {
			return s, ""
		}
		if _, _, ok := leaderOf(s); ok {
			return s, ""
		}
		number := strings.TrimSpace(strings.TrimPrefix(s, "broker "))
		if _, err := strconv.ParseUint(number, 10, 31); err == nil {
			return number, ""
		}
		return "", strconv.Quote(s) + " is not a broker; expected " + what
	}, func(v string) string {
		if _, err := strconv.ParseUint(v, 10, 31); err == nil {
			return "broker " + v
		}
		return v
	}, schemaNode{"type": []any{"string", "integer"}, "title": what})
}

// cut checks what is cut from what.
func (l *loader) cut(c *Cut, at string) {
	broker, clients, from := l.given(at+".broker"), l.given(at+".clients"), l.given(at+".from")
	switch {
	case broker && (clients || from):
		l.fail(l.where(at), "", "cut takes a broker off the network, or clients off brokers: broker excludes clients and from")
	case broker:
		l.leaderOf(c.Broker, at+".broker")
	case clients && from:
		l.clients(c.Clients, at)
		l.leaderOf(c.From, at+".from")
	case clients:
		l.fail(l.key(at), "", "%s.from is missing, as from: broker 2", at)
	case from:
		l.fail(l.key(at), "", "%s.clients is missing", at)
	case !l.badAt(at):
		l.fail(l.where(at), "", "cut needs broker:, or clients: and from:")
	}
}

// clients checks that names are of sources or stages.
func (l *loader) clients(names []string, at string) {
	known := append(l.scenario.sourceNames(), l.scenario.stageNames()...)
	for i, n := range names {
		switch path := indexPath(at+".clients", i); {
		case n == allOfThem && len(names) > 1:
			l.fail(l.where(path), "", "all stands alone")
		case n != allOfThem && !slices.Contains(known, n):
			l.reference(path, n, known, "source or stage")
		}
	}
}

// ClientNames are the sources and stages that a list of clients names.
func (s *Scenario) ClientNames(clients []string) []string {
	if slices.Contains(clients, allOfThem) {
		return append(s.sourceNames(), s.stageNames()...)
	}
	return clients
}

func (c *Cut) summary() string {
	if c.Broker != "" {
		return brokersDo(c.Broker, "is off the network", "")
	}
	from := "broker " + c.From
	switch {
	case c.From == allOfThem:
		from = "all brokers"
	case c.From == "controller", strings.HasPrefix(c.From, "leader"):
		from = "the " + c.From
	}
	return clientList(c.Clients) + " cut off from " + from
}

func (d *Delay) summary() string {
	return clientList(d.Clients) + " farther from the brokers by " + spoken(d.By) + " each way"
}

func (l *Limit) summary() string {
	return clientList(l.Clients) + " limited to " + measure.FormatQuantity(l.To, measure.BytesSec)
}

// clientList is clients for people.
func clientList(clients []string) string {
	if slices.Contains(clients, allOfThem) {
		return "all clients"
	}
	if len(clients) < 2 {
		return strings.Join(clients, "")
	}
	last := len(clients) - 1
	return strings.Join(clients[:last], ", ") + " and " + clients[last]
}
