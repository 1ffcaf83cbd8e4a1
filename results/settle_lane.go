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
	due, seen, unsent, rejected, unconfirmed, aborted, expired, superseded, unread, notEmitted, lost Intervals
	// skipped is how many of seen were not emitted to the stage; the ledger keeps
	// the two as one set and counts these.
	skipped int64
	// unwritten is how many of due and seen of an output topic were not to be
	// written there. They are in the sets for the same reason, and are not due.
	unwritten int64
}

// laneLedger is the ledger of a lane: for the topic ("" as stage) and for each
// stage what is in which state, how much of what is available was skipped, and
// how much of what the audit found in the stage's output topic was not to be
// written there.
type laneLedger struct {
	states             map[string]map[string]Intervals
	skipped, unwritten map[string]uint64
}

func newLaneLedger() laneLedger {
	return laneLedger{map[string]map[string]Intervals{}, map[string]uint64{}, map[string]uint64{}}
}

// laneLedgers sorts ledger lines by lane, stage and state.
func laneLedgers(lines []LedgerLine) map[lane]laneLedger {
	out := map[lane]laneLedger{}
	for _, line := range lines {
		l := lane{line.Source, line.Shard, line.Partition}
		if out[l].states == nil {
			out[l] = newLaneLedger()
		}
		ledger := out[l]
		if ledger.states[line.Stage] == nil {
			ledger.states[line.Stage] = map[string]Intervals{}
		}
		states := ledger.states[line.Stage]
		states[line.State] = states[line.State].Union(line.Intervals)
		switch line.State {
		case StateAvailable:
			ledger.skipped[line.Stage] += line.NotEmitted
		case StateAudited:
			ledger.unwritten[line.Stage] += line.NotEmitted
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

// settleLane settles one lane at its source's topic, and at every stage that the
// source reaches and the topic which that stage writes; stages come in order of
// depth.
func settleLane(l lane, topic string, ledger laneLedger, stages []PlanStage, audited map[string]bool) map[place]ending {
	source := settleTopic(ledger.states[""], audited[topic])
	ends := map[place]ending{{topic: topic}: source}
	for _, st := range stages {
		if !slices.Contains(st.Sources, l.source) {
			continue
		}
		end := settleStage(source, ledger.states[st.Name], ledger.written(st.Name), before(st, topic, stages, ends))
		end.skipped = clamp(ledger.skipped[st.Name], end.seen)
		ends[place{stage: st.Name}] = end
		if st.Writes != "" {
			ends[place{topic: st.Writes}] = settleOutput(end, ledger, st.Name, audited[st.Writes])
		}
	}
	return ends
}

// written is what the audit found in the topic that a stage writes, where the
// ledger tells it apart from what was not to be there.
func (l laneLedger) written(stage string) Intervals {
	if l.unwritten[stage] > 0 {
		return nil
	}
	return l.states[stage][StateAudited]
}

// before is how the lane ended at the stages that a stage reads from and on the
// topics between, none if it reads the source's topic itself.
func before(st PlanStage, topic string, stages []PlanStage, ends map[place]ending) []ending {
	if slices.Contains(st.Reads, topic) {
		return nil
	}
	var up []ending
	for _, u := range stages {
		if u.Writes == "" || !slices.Contains(st.Reads, u.Writes) {
			continue
		}
		if end, ok := ends[place{stage: u.Name}]; ok {
			up = append(up, end, ends[place{topic: u.Writes}])
		}
	}
	return up
}

// clamp is a count of a part of a set as the ledger has it, at most all of the set.
func clamp(n uint64, set Intervals) int64 {
	return min(int64(n&math.MaxInt64), set.Count())
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

// settleOutput settles a lane at the topic that a stage writes. Due is what is
// available at the stage, so acknowledged, less what it was not to write.
func settleOutput(writer ending, ledger laneLedger, stage string, audited bool) ending {
	states := ledger.states[stage]
	e := ending{due: writer.seen}
	t := taker{e.due}
	e.seen = t.take(states[StateAudited])
	e.superseded = t.take(states[StateSuperseded])
	e.expired = t.take(states[StateExpired])
	if audited {
		e.lost = t.rest
	} else {
		e.unread = t.rest
	}
	e.unwritten = clamp(ledger.unwritten[stage], e.seen)
	return e
}

// settleStage settles a lane at a stage. written is what the audit found in its
// output topic: it is available even where the stage died before it learned that.
// up is how the lane ended at the stages before and on the topics between, nil if
// the stage reads the source's topic itself.
func settleStage(topic ending, states map[string]Intervals, written Intervals, up []ending) ending {
	e := ending{due: topic.due}
	t := taker{e.due}
	e.seen = t.take(states[StateAvailable].Union(written))
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
	// What the group has gone past is lost, whatever became of its transaction.
	e.aborted = t.take(states[StateAborted])
	for _, u := range up {
		e.aborted = e.aborted.Union(t.take(u.aborted))
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
		{&e.unconfirmed, o.unconfirmed}, {&e.aborted, o.aborted}, {&e.expired, o.expired}, {&e.superseded, o.superseded},
		{&e.unread, o.unread}, {&e.notEmitted, o.notEmitted}, {&e.lost, o.lost},
	} {
		*x.to = x.to.Union(x.from)
	}
}
