package results

import (
	"cmp"
	"math"
	"slices"
)

// lane is what one dense counter runs over: the events of a source, shard and
// partition of the source's topic.
type lane struct {
	source    string
	shard     uint16
	partition int32
}

// ending is how the events of a lane ended at one place: disjoint sets whose
// union is Due.
type ending struct {
	due, seen, unsent, rejected, unconfirmed, expired, superseded, unread, notEmitted, lost Intervals
	// skipped is how many of seen were not emitted to the stage; the ledger keeps
	// the two as one set and counts these.
	skipped int64
}

// laneLedger is the ledger of a lane: for the topic ("" as stage) and for each
// stage what is in which state, and how much of what is available was skipped.
type laneLedger struct {
	states  map[string]map[string]Intervals
	skipped map[string]uint64
}

// laneLedgers sorts ledger lines by lane, stage and state.
func laneLedgers(lines []LedgerLine) map[lane]laneLedger {
	out := map[lane]laneLedger{}
	for _, line := range lines {
		l := lane{line.Source, line.Shard, line.Partition}
		if out[l].states == nil {
			out[l] = laneLedger{map[string]map[string]Intervals{}, map[string]uint64{}}
		}
		ledger := out[l]
		if ledger.states[line.Stage] == nil {
			ledger.states[line.Stage] = map[string]Intervals{}
		}
		states := ledger.states[line.Stage]
		states[line.State] = states[line.State].Union(line.Intervals)
		if line.State == StateAvailable {
			ledger.skipped[line.Stage] += line.NotEmitted
		}
	}
	return out
}

func sortedLanes(ledgers map[lane]laneLedger) []lane {
	out := make([]lane, 0, len(ledgers))
	for l := range ledgers {
		out = append(out, l)
	}
	slices.SortFunc(out, func(a, b lane) int {
		return cmp.Or(cmp.Compare(a.source, b.source), cmp.Compare(a.partition, b.partition), cmp.Compare(a.shard, b.shard))
	})
	return out
}

// settleLane settles one lane at its topic (key "") and at every stage that its
// source reaches; stages come in order of depth.
func settleLane(l lane, topic string, ledger laneLedger, stages []PlanStage, audited bool) map[string]ending {
	ends := map[string]ending{"": settleTopic(ledger.states[""], audited)}
	for _, st := range stages {
		if !slices.Contains(st.Sources, l.source) {
			continue
		}
		var up []ending
		if !slices.Contains(st.Reads, topic) {
			for _, u := range stages {
				if end, ok := ends[u.Name]; ok && u.Writes != "" && slices.Contains(st.Reads, u.Writes) {
					up = append(up, end)
				}
			}
		}
		end := settleStage(ends[""], ledger.states[st.Name], up)
		end.skipped = min(int64(ledger.skipped[st.Name]&math.MaxInt64), end.seen.Count())
		ends[st.Name] = end
	}
	return ends
}

// taker hands out the events of a lane, each once.
type taker struct{ rest Intervals }

func (t *taker) take(set Intervals) Intervals {
	got := t.rest.Intersect(set)
	t.rest = t.rest.Subtract(set)
	return got
}

// settleTopic settles a lane at its source's topic.
func settleTopic(states map[string]Intervals, audited bool) ending {
	var e ending
	for _, s := range []string{StateDue, StateAcked, StateRejected, StateUnconfirmed, StateAudited} {
		e.due = e.due.Union(states[s])
	}
	t := taker{e.due}
	e.seen = t.take(states[StateAudited])
	e.rejected = t.take(states[StateRejected])
	e.unconfirmed = t.take(states[StateUnconfirmed])
	e.superseded = t.take(states[StateSuperseded])
	e.expired = t.take(states[StateExpired])
	acked := t.take(states[StateAcked])
	if audited {
		e.lost = acked
	} else {
		e.unread = acked
	}
	e.unsent = t.rest
	return e
}

// settleStage settles a lane at a stage. up is the stages before it, nil if the
// stage reads the source's topic itself.
func settleStage(topic ending, states map[string]Intervals, up []ending) ending {
	e := ending{due: topic.due}
	t := taker{e.due}
	e.seen = t.take(states[StateAvailable])
	e.notEmitted = t.take(states[StateNotEmitted])
	e.superseded = t.take(states[StateSuperseded].Union(topic.superseded))
	e.expired = t.take(states[StateExpired].Union(topic.expired))
	e.unsent = t.take(topic.unsent)
	e.rejected = t.take(topic.rejected)
	e.unconfirmed = t.take(topic.unconfirmed)
	e.lost = t.take(topic.lost.Union(states[StateRead]))
	for _, u := range up {
		e.notEmitted = e.notEmitted.Union(t.take(u.notEmitted))
		e.superseded = e.superseded.Union(t.take(u.superseded))
		e.expired = e.expired.Union(t.take(u.expired))
		e.lost = e.lost.Union(t.take(u.lost))
	}
	e.unread = t.rest
	return e
}

func (e *ending) union(o ending) {
	for _, x := range []struct {
		to   *Intervals
		from Intervals
	}{
		{&e.due, o.due}, {&e.seen, o.seen}, {&e.unsent, o.unsent}, {&e.rejected, o.rejected},
		{&e.unconfirmed, o.unconfirmed}, {&e.expired, o.expired}, {&e.superseded, o.superseded},
		{&e.unread, o.unread}, {&e.notEmitted, o.notEmitted}, {&e.lost, o.lost},
	} {
		*x.to = x.to.Union(x.from)
	}
}
