package scenarios

import (
	"fmt"
	"strings"
	"time"

	"github.com/freshet-bench/freshet/results/measure"
)

// Summary says in a few words what the entry does: "clicks to 20x", "1 member of
// features dies for 15 s".
func (e Entry) Summary() string {
	text := e.action()
	if e.For > 0 {
		text += " for " + spoken(e.For)
	}
	return text
}

func (e Entry) action() string {
	switch {
	case e.Burst != nil:
		return e.Burst.summary()
	case e.Reconnect != nil:
		return fmt.Sprintf("%s of the devices of %s silent for %s, then back within %s",
			measure.FormatQuantity(e.Reconnect.Devices, measure.Ratio), e.Reconnect.Source, spoken(e.Reconnect.Silent), spoken(e.Reconnect.Flush))
	case e.Replay != nil:
		return e.Replay.summary()
	case e.Rebuild != nil:
		return fmt.Sprintf("%s reads its input again from the %s", e.Rebuild.Stage, e.Rebuild.From)
	case e.Slow != nil:
		return fmt.Sprintf("work of %s takes %s", e.Slow.Stage, e.Slow.Work.spoken(measure.Seconds))
	case e.Members != nil:
		return e.Members.summary(e.Verb)
	case e.Stall != nil:
		return brokersDo(e.Stall.Broker, "stops answering", "stop answering")
	case e.Outage != nil && e.Verb == verbKill:
		return brokersDo(e.Outage.Broker, "dies", "die")
	case e.Outage != nil:
		return brokersDo(e.Outage.Broker, "restarts", "restart")
	case e.Replace != nil:
		return brokersDo(e.Replace.Broker, "is replaced by one with an empty disk", "")
	case e.Move != nil:
		return e.Move.summary()
	case e.Scale != nil:
		return e.Scale.summary()
	case e.Cut != nil:
		return e.Cut.summary()
	case e.Delay != nil:
		return e.Delay.summary()
	case e.Limit != nil:
		return e.Limit.summary()
	}
	return e.Verb
}

// brokersDo says what the brokers that a verb names do.
func brokersDo(which, does, do string) string {
	switch {
	case which == allOfThem:
		return "all brokers " + do
	case which == "controller", strings.HasPrefix(which, "leader"):
		return "the " + which + " " + does
	}
	return "broker " + which + " " + does
}

func (b *Burst) summary() string {
	text := fmt.Sprintf("%s to %s", b.Source, measure.FormatQuantity(b.To, measure.Factor))
	if b.FocusShare > 0 {
		text += fmt.Sprintf(", %s of it tenant %d", measure.FormatQuantity(b.FocusShare, measure.Ratio), b.FocusTenant)
	}
	return text
}

func (r *Replay) summary() string {
	verb := "read"
	if r.Teams == 1 {
		verb = "reads"
	}
	text := fmt.Sprintf("%s %s %s again from the %s", plural(r.Teams, "team"), verb, r.Topic, r.From)
	if r.Rate > 0 {
		text += " at " + measure.FormatQuantity(r.Rate, measure.PerSec)
		if r.Teams > 1 {
			text += " each"
		}
	}
	return text
}

func (m *Members) summary(verb string) string {
	predicate := map[string][2]string{
		verbKill:   {"dies", "die"},
		verbStop:   {"stops", "stop"},
		verbFreeze: {"freezes", "freeze"},
	}[verb]
	if m.Count == 1 {
		return fmt.Sprintf("1 member of %s %s", m.Stage, predicate[0])
	}
	return fmt.Sprintf("%d members of %s %s", m.Count, m.Stage, predicate[1])
}

// spoken is a distribution for people.
func (v Dist) spoken(u measure.Unit) string {
	median := measure.FormatQuantity(v.Median, u)
	switch v.Kind {
	case logNormal:
		return fmt.Sprintf("%s (p99 %s)", median, measure.FormatQuantity(v.p99(), u))
	case exp:
		return median + " on average"
	}
	return median
}

func spoken(d time.Duration) string { return measure.FormatDuration(d) }
