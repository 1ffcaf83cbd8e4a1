package scenarios

import (
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v4"

	"github.com/freshet-bench/freshet/results/measure"
)

// The verbs of the timeline that are built.
const (
	verbBurst     = "burst"
	verbReconnect = "reconnect"
	verbReplay    = "replay"
	verbRebuild   = "rebuild"
	verbSlow      = "slow"
	verbKill      = "kill"
	verbStop      = "stop"
	verbFreeze    = "freeze"
	verbStall     = "stall"
	verbRestart   = "restart"
	verbReplace   = "replace"
	verbMove      = "move"
	verbScale     = "scale"
	verbCut       = "cut"
	verbDelay     = "delay"
	verbLimit     = "limit"
)

// timeline is the list of entries.
func timeline() codec[[]Entry] {
	entry := object(entryFields)
	read := entry.read
	entry.read = func(d *decoder, n *yaml.Node, path string, e *Entry) bool {
		ok := read(d, n, path, e)
		if e.Verb == "" && ok {
			return d.fail(n, "", "an entry without a verb; expected one of %s", keyList(verbFields()))
		}
		if e.Name == "" {
			e.Name = e.Verb
		}
		if at := d.key(childPath(path, e.Verb)); at != nil && at.Line > 0 {
			e.Line, e.Col = at.Line, at.Column
		}
		return ok
	}
	return atMost(maxEntries, "timeline entries", listOf(zero[Entry], entry))
}

func entryFields() []field[Entry] {
	begin := at("at", func(e *Entry) *time.Duration { return &e.At }, duration(0, maxDuration), "When it begins, from t = 0.")
	begin = when(begin, func(e *Entry) bool { return e.After == "" })
	return append([]field[Entry]{
		begin,
		at("after", func(e *Entry) *string { return &e.After }, name("the name of an entry"), "In place of at: the entry after whose end it begins."),
		at("name", func(e *Entry) *string { return &e.Name }, entryName(), "Its name; the verb if absent."),
		at("for", func(e *Entry) *time.Duration { return &e.For }, duration(time.Millisecond, maxDuration), "How long it lasts."),
	}, verbFields()...)
}

func verbFields() []field[Entry] {
	fields := []field[Entry]{
		verb(verbBurst, func(e *Entry) **Burst { return &e.Burst }, burstFields, "A source's rate goes up, holds and decays."),
		verb(verbReconnect, func(e *Entry) **Reconnect { return &e.Reconnect }, reconnectFields, "Devices fall silent, come back and flush."),
		verb(verbReplay, func(e *Entry) **Replay { return &e.Replay }, replayFields, "Teams read a topic again."),
		verb(verbRebuild, func(e *Entry) **Rebuild { return &e.Rebuild }, rebuildFields, "A stage reads its input again."),
		verb(verbSlow, func(e *Entry) **Slow { return &e.Slow }, slowFields, "A stage's work takes longer."),
		killVerb(),
		verb(verbStop, func(e *Entry) **Members { return &e.Members }, membersFields(verbStop), "Members of a stage leave their group."),
		verb(verbFreeze, func(e *Entry) **Members { return &e.Members }, membersFields(verbFreeze), "Members of a stage stand still, their connections open."),
		verb(verbStall, func(e *Entry) **Stall { return &e.Stall }, stallFields, "Brokers stop answering, their connections open."),
		verb(verbRestart, func(e *Entry) **Outage { return &e.Outage }, outageFields, "Brokers are stopped politely and started again."),
		verb(verbReplace, func(e *Entry) **Replace { return &e.Replace }, replaceFields, "A broker's machine is gone; a new one takes its place."),
		verb(verbMove, func(e *Entry) **Move { return &e.Move }, moveFields, "Replicas of a topic, or its leaders, move to a broker."),
		verb(verbScale, func(e *Entry) **Scale { return &e.Scale }, scaleFields, "Brokers come, or go."),
		verb(verbCut, func(e *Entry) **Cut { return &e.Cut }, cutFields, "A broker is off the network, or clients are off brokers."),
		verb(verbDelay, func(e *Entry) **Delay { return &e.Delay }, delayFields, "Clients are farther from the brokers."),
		verb(verbLimit, func(e *Entry) **Limit { return &e.Limit }, limitFields, "Clients have less room on the network."),
	}
	for _, word := range []string{"alter", "schema", "poison", "rotate", "switch"} {
		fields = append(fields, unbuilt[Entry](word, ""))
	}
	return fields
}

// verb is the field of a verb, of which an entry has one.
func verb[T any](word string, ptr func(*Entry) **T, fields func() []field[T], about string) field[Entry] {
	return onlyOne(word, at(word, ptr, optional(zero[T], object(fields)), about))
}

// onlyOne makes a field the verb of its entry.
func onlyOne(word string, f field[Entry]) field[Entry] {
	read := f.read
	f.read = func(d *decoder, n *yaml.Node, path string, e *Entry) bool {
		if e.Verb != "" {
			return d.fail(d.key(path), "", "a second verb; the entry has %s already", e.Verb)
		}
		e.Verb = word
		return read(d, n, path, e)
	}
	return when(f, func(e *Entry) bool { return e.Verb == word })
}

// killing is what kill takes: members of a stage, or brokers.
type killing struct {
	Members
	Outage
}

// killVerb is kill, which members of a stage and brokers share.
func killVerb() field[Entry] {
	c := object(killFields)
	return onlyOne(verbKill, field[Entry]{
		name: verbKill, about: "Members of a stage, or brokers, vanish without a word.", schema: c.schema,
		read: func(d *decoder, n *yaml.Node, path string, e *Entry) bool {
			var k killing
			ok := c.read(d, n, path, &k)
			if k.Broker != "" {
				e.Outage = &k.Outage
			} else {
				e.Members = &k.Members
			}
			return ok
		},
		write: func(e *Entry) *yaml.Node {
			var k killing
			if e.Members != nil {
				k.Members = *e.Members
			}
			if e.Outage != nil {
				k.Outage = *e.Outage
			}
			return c.write(k)
		},
	})
}

func killFields() []field[killing] {
	ofMembers := func(f field[killing]) field[killing] {
		return when(f, func(k *killing) bool { return k.Count > 0 })
	}
	return []field[killing]{
		ofMembers(at("stage", func(k *killing) *string { return &k.Stage }, name("a stage"), "The stage.")),
		ofMembers(at("members", func(k *killing) *int { return &k.Count }, count[int](1, maxMembers), "How many of its members.")),
		at("broker", func(k *killing) *string { return &k.Broker }, broker(), "In place of stage and members: a broker, by its number, controller, or leader of TOPIC/PARTITION."),
		at("brokers", func(k *killing) *string { return &k.Broker }, allBrokers(), "In place of broker: all."),
	}
}

func entryName() codec[string] {
	return parsed("a name", func(s string) (string, string) { return s, nameMessage(s) }, func(v string) string { return v }, schemaNode{"type": "string", "title": "a name"})
}

func burstFields() []field[Burst] {
	span := func() codec[time.Duration] { return duration(0, maxDuration) }
	return []field[Burst]{
		needed(at("source", func(b *Burst) *string { return &b.Source }, name("a source"), "The source.")),
		needed(at("to", func(b *Burst) *float64 { return &b.To }, factor(maxFactor), "The rate at the top, as a multiple of the base rate.")),
		at("ramp", func(b *Burst) *time.Duration { return &b.Ramp }, span(), "The time from the base rate to the top."),
		at("hold", func(b *Burst) *time.Duration { return &b.Hold }, span(), "The time at the top."),
		at("decay", func(b *Burst) *time.Duration { return &b.Decay }, span(), "The time back to the base rate."),
		when(at("focus", func(b *Burst) *Burst { return b }, object(focusFields), "A tenant that gets a share of the events in the burst."),
			func(b *Burst) bool { return b.FocusShare > 0 }),
	}
}

func focusFields() []field[Burst] {
	return []field[Burst]{
		needed(at("tenant", func(b *Burst) *uint64 { return &b.FocusTenant }, count[uint64](0, maxThings), "The tenant's number, from 0.")),
		needed(at("share", func(b *Burst) *float64 { return &b.FocusShare }, share(true), "Its share of the events.")),
	}
}

func reconnectFields() []field[Reconnect] {
	return []field[Reconnect]{
		needed(at("source", func(r *Reconnect) *string { return &r.Source }, name("a source"), "The source.")),
		needed(at("devices", func(r *Reconnect) *float64 { return &r.Devices }, share(true), "The share of devices that fall silent.")),
		needed(at("silent", func(r *Reconnect) *time.Duration { return &r.Silent }, duration(time.Millisecond, maxDuration), "How long they are silent.")),
		needed(at("flush", func(r *Reconnect) *time.Duration { return &r.Flush }, duration(time.Millisecond, maxDuration), "The time within which they all come back.")),
	}
}

func replayFields() []field[Replay] {
	return []field[Replay]{
		needed(at("topic", func(r *Replay) *string { return &r.Topic }, name("a topic"), "The topic.")),
		needed(at("from", func(r *Replay) *string { return &r.From }, oneOf("from", []string{"beginning"}, nil), "Where the teams start.")),
		needed(at("teams", func(r *Replay) *int { return &r.Teams }, count[int](1, maxTeams), "How many teams read, each for itself.")),
		at("rate", func(r *Replay) *float64 { return &r.Rate }, replayRate(), "Records per second and team, or max."),
	}
}

func rebuildFields() []field[Rebuild] {
	return []field[Rebuild]{
		needed(at("stage", func(r *Rebuild) *string { return &r.Stage }, name("a stage"), "The stage.")),
		needed(at("from", func(r *Rebuild) *string { return &r.From }, oneOf("from", []string{"beginning"}, nil), "Where it starts.")),
	}
}

func slowFields() []field[Slow] {
	return []field[Slow]{
		needed(at("stage", func(s *Slow) *string { return &s.Stage }, name("a stage"), "The stage.")),
		needed(at("work", func(s *Slow) *Dist { return &s.Work }, dist(measure.Seconds, true, 3600), "The work on a record meanwhile.")),
	}
}

func membersFields(word string) func() []field[Members] {
	return func() []field[Members] {
		fields := []field[Members]{
			needed(at("stage", func(m *Members) *string { return &m.Stage }, name("a stage"), "The stage.")),
			needed(at("members", func(m *Members) *int { return &m.Count }, count[int](1, maxMembers), "How many of its members.")),
		}
		broker := unbuilt[Members]("broker", "")
		broker.unbuilt = word + " of a broker is not built yet; expected stage and members"
		return append(fields, broker)
	}
}

func stallFields() []field[Stall] {
	return []field[Stall]{
		at("broker", func(s *Stall) *string { return &s.Broker }, broker(), "A broker: its number, controller, or leader of TOPIC/PARTITION."),
		at("brokers", func(s *Stall) *string { return &s.Broker }, allBrokers(), "In place of broker: all."),
	}
}

func outageFields() []field[Outage] {
	return []field[Outage]{
		at("broker", func(o *Outage) *string { return &o.Broker }, broker(), "A broker: its number, controller, or leader of TOPIC/PARTITION."),
		at("brokers", func(o *Outage) *string { return &o.Broker }, allBrokers(), "In place of broker: all, together."),
	}
}

const allOfThem = "all"

// broker is one broker; all stands under the key brokers.
func broker() codec[string] {
	const what = "a broker's number, controller, or leader of TOPIC/PARTITION"
	return parsed(what, func(s string) (string, string) {
		switch _, err := strconv.ParseUint(s, 10, 31); {
		case err == nil, s == "controller":
			return s, ""
		case s == allOfThem:
			return "", `"all" stands under brokers, as stall: {brokers: all}`
		}
		if _, _, ok := leaderOf(s); ok {
			return s, ""
		}
		return "", strconv.Quote(s) + " is not " + what
	}, func(v string) string {
		if v == allOfThem {
			return ""
		}
		return v
	}, schemaNode{"type": []any{"string", "integer"}, "title": what})
}

func allBrokers() codec[string] {
	c := oneOf("brokers", []string{allOfThem}, nil)
	c.write = func(v string) *yaml.Node {
		if v != allOfThem {
			return nil
		}
		return scalar(v)
	}
	return c
}

// leaderOf takes "leader of TOPIC/PARTITION" apart.
func leaderOf(s string) (topic string, partition int32, ok bool) {
	rest, found := strings.CutPrefix(s, "leader of ")
	slash := strings.LastIndexByte(rest, '/')
	if !found || slash < 1 {
		return "", 0, false
	}
	n, err := strconv.ParseUint(rest[slash+1:], 10, 31)
	return strings.TrimSpace(rest[:slash]), int32(n), err == nil
}

// replayRate is a rate, or max (0).
func replayRate() codec[float64] {
	c := rate()
	return codec[float64]{
		read: func(d *decoder, n *yaml.Node, path string, v *float64) bool {
			if n.Value == "max" {
				*v = 0
				return true
			}
			return c.read(d, n, path, v)
		},
		write: func(v float64) *yaml.Node {
			if v == 0 {
				return scalar("max")
			}
			return c.write(v)
		},
		schema: quantitySchema("a rate, or max"),
	}
}
