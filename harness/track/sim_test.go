package track

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/freshet-bench/freshet/results"
	"github.com/freshet-bench/freshet/workload"
)

// sim is a naive pipeline over a naive set of books: it drives a Tracker with what
// could happen in a run and keeps, in maps, what the tracker should say.
type sim struct {
	top   Topology
	tr    *Tracker
	pick  func(n int) int // 0..n-1
	fatal func(format string, args ...any)
	users int

	now       time.Duration
	cursor    []time.Duration // by source
	made      []uint64        // by source
	seqs      map[[3]int]uint64
	events    []*simEvent
	unwritten []*simEvent
	unacked   []*simEvent // written
	logs      map[[2]int][]*simEvent
	ends      map[[2]int]int64
	stages    []*simStage
	ledger    map[string]results.LedgerLine
	audited   []map[*simEvent]bool // by topic; nil before the audit
}

type simEvent struct {
	workload.Event
	offset        int64 // in the source's topic
	acked, failed bool
}

type simStage struct {
	inputs                             map[[2]int]*simInput
	available, skipped, handed, passed map[*simEvent]bool
	last                               map[[2]uint64]*simEvent // by source and user
}

type simInput struct {
	next, position int64 // to be handed, to be processed
	fresh          int64 // offsets from here on were never handed
	queue          []*simEvent
	flight         map[int64]*simEvent
}

func newSim(top Topology, users int, pick func(int) int, fatal func(string, ...any)) *sim {
	s := &sim{
		top: top, tr: New(top), pick: pick, fatal: fatal, users: users,
		cursor: make([]time.Duration, len(top.Sources)), made: make([]uint64, len(top.Sources)),
		seqs: map[[3]int]uint64{}, logs: map[[2]int][]*simEvent{}, ends: map[[2]int]int64{}, ledger: map[string]results.LedgerLine{},
	}
	for _, info := range top.Stages {
		st := &simStage{
			inputs: map[[2]int]*simInput{}, available: map[*simEvent]bool{}, skipped: map[*simEvent]bool{},
			handed: map[*simEvent]bool{}, passed: map[*simEvent]bool{}, last: map[[2]uint64]*simEvent{},
		}
		for _, topic := range info.Reads {
			for p := range top.Topics[topic].Partitions {
				st.inputs[[2]int{topic, int(p)}] = &simInput{flight: map[int64]*simEvent{}}
			}
		}
		s.stages = append(s.stages, st)
	}
	return s
}

// byChance drives a sim with a seed of its own.
func byChance(seed uint64) func(int) int {
	r := rand.New(rand.NewPCG(seed, 1))
	return r.IntN
}

func (s *sim) due() {
	s.now += time.Duration(1+s.pick(50)) * time.Millisecond
	src := s.pick(len(s.top.Sources))
	due := max(s.cursor[src]+time.Millisecond, s.now-time.Duration(s.pick(200))*time.Millisecond)
	s.now, s.cursor[src] = max(s.now, due), due
	ev := &simEvent{Event: workload.Event{
		N: s.made[src], Due: due, Action: due, User: uint64(s.pick(s.users)), Source: uint16(src), Shard: uint16(s.made[src] % workload.Shards),
	}}
	s.made[src]++
	ev.Partition = int32(ev.User % uint64(s.top.Sources[src].Partitions))
	if s.pick(10) == 0 {
		ev.Flags |= workload.FlagDisorder
	}
	if s.pick(10) == 0 {
		ev.Flags |= workload.FlagTombstone
	}
	lane := [3]int{src, int(ev.Shard), int(ev.Partition)}
	ev.Seq = s.seqs[lane]
	s.seqs[lane]++
	s.events = append(s.events, ev)
	s.unwritten = append(s.unwritten, ev)
	s.tr.Due(&ev.Event)
	s.tr.Sent(&ev.Event, s.now)
}

// audit reads every log from its beginning, some of ten records of which are
// lost, and holds what the tracker says of each to a naive look.
func (s *sim) audit(lost int) {
	s.tr.DropRuntime()
	for topic, info := range s.top.Topics {
		s.audited = append(s.audited, map[*simEvent]bool{})
		for p := range info.Partitions {
			last := map[[2]uint64]*simEvent{} // by source and user
			for offset, ev := range s.logs[[2]int{topic, int(p)}] {
				if s.pick(10) >= lost {
					s.auditRecord(topic, p, int64(offset), ev, last)
				}
			}
		}
	}
}

func (s *sim) auditRecord(topic int, partition int32, offset int64, ev *simEvent, last map[[2]uint64]*simEvent) {
	type finding struct{ duplicate, outOfOrder, injected bool }
	var got, want finding
	if want.duplicate = s.audited[topic][ev]; !want.duplicate {
		who := [2]uint64{uint64(ev.Source), ev.User}
		want.injected = ev.Flags&workload.FlagDisorder != 0
		if before := last[who]; before != nil && ev.Due < before.Due {
			want.outOfOrder = !want.injected
		} else {
			last[who] = ev
		}
	}
	s.audited[topic][ev] = true
	got.duplicate, got.outOfOrder, got.injected = s.tr.Audited(&ev.Event, topic, partition, offset)
	if got != want {
		s.fatal("%s is audited in %s: %+v, want %+v", ev, s.top.Topics[topic].Name, got, want)
	}
}

// take removes one of a list: the first, or now and then another.
func (s *sim) take(list *[]*simEvent) *simEvent {
	if len(*list) == 0 {
		return nil
	}
	i := 0
	if s.pick(4) == 0 {
		i = s.pick(len(*list))
	}
	ev := (*list)[i]
	*list = slices.Delete(*list, i, i+1)
	return ev
}

func (s *sim) write() {
	ev := s.take(&s.unwritten)
	if ev == nil {
		return
	}
	at := [2]int{s.top.Sources[ev.Source].Topic, int(ev.Partition)}
	ev.offset = int64(len(s.logs[at]))
	s.logs[at] = append(s.logs[at], ev)
	if s.pick(20) == 0 { // a log duplicate
		s.logs[at] = append(s.logs[at], ev)
	}
	s.unacked = append(s.unacked, ev)
}

func (s *sim) ack() {
	if ev := s.take(&s.unacked); ev != nil {
		ev.acked = true
		s.tr.Acked(&ev.Event, ev.Partition, ev.offset, s.now)
		at := [2]int{s.top.Sources[ev.Source].Topic, int(ev.Partition)}
		s.ends[at] = max(s.ends[at], ev.offset+1)
	}
}

// fail gives up on an event: rejected if it was not written, else unconfirmed.
func (s *sim) fail() {
	if s.pick(5) > 0 {
		return
	}
	list, state := &s.unwritten, results.StateRejected
	if s.pick(2) == 0 {
		list, state = &s.unacked, results.StateUnconfirmed
	}
	if ev := s.take(list); ev != nil {
		ev.failed = true
		s.tr.Failed(&ev.Event, state)
	}
}

// anyInput is one of a stage's input partitions.
func (s *sim) anyInput() (stage int, at [2]int, in *simInput) {
	stage = s.pick(len(s.stages))
	reads := s.top.Stages[stage].Reads
	topic := reads[s.pick(len(reads))]
	at = [2]int{topic, s.pick(int(s.top.Topics[topic].Partitions))}
	return stage, at, s.stages[stage].inputs[at]
}

func (s *sim) hand() {
	stage, at, in := s.anyInput()
	if in.next >= int64(len(s.logs[at])) {
		return
	}
	st, ev, offset := s.stages[stage], s.logs[at][in.next], in.next
	in.next++
	in.queue = append(in.queue, ev)
	want := Seen{Redelivered: offset < in.fresh}
	if !want.Redelivered {
		in.fresh = offset + 1
		in.flight[offset] = ev
	}
	if !want.Redelivered && !st.handed[ev] && !st.available[ev] {
		who := [2]uint64{uint64(ev.Source), ev.User}
		last := st.last[who]
		late := last != nil && ev.Due < last.Due
		if !late {
			st.last[who] = ev
		}
		want.InjectedDisorder = ev.Flags&workload.FlagDisorder != 0
		want.OutOfOrder = late && !want.InjectedDisorder
	}
	st.handed[ev] = true
	if got := s.tr.Seen(stage, at[0], int32(at[1]), offset, &ev.Event); got != want {
		s.fatal("%s is handed %s at %d: %+v, want %+v", s.top.Stages[stage].Name, ev, offset, got, want)
	}
}

func (s *sim) process() {
	stage, at, in := s.anyInput()
	if len(in.queue) == 0 {
		return
	}
	ev := in.queue[0]
	in.queue = in.queue[1:]
	st, info := s.stages[stage], s.top.Stages[stage]
	if got := s.tr.Available(stage, &ev.Event, s.now); got == st.available[ev] {
		s.fatal("%s at %s is available for the first time: %v", ev, info.Name, got)
	}
	st.available[ev] = true
	switch {
	case info.Writes < 0:
	case s.emits(stage, ev):
		to := [2]int{info.Writes, int((ev.User + 1) % uint64(s.top.Topics[info.Writes].Partitions))}
		s.logs[to] = append(s.logs[to], ev)
		s.ends[to] = int64(len(s.logs[to]))
		s.tr.End(to[0], int32(to[1]), s.ends[to], ev.Due)
	default:
		s.tr.NotEmitted(stage, &ev.Event)
		for _, d := range s.top.downstream(stage) {
			s.stages[d].skipped[ev] = true
		}
	}
	in.position++
	s.tr.Position(stage, at[0], int32(at[1]), in.position)
	st.land(in)
}

func (s *sim) emits(stage int, ev *simEvent) bool {
	info := s.top.Stages[stage]
	return workload.Emits(s.top.Seed, info.Name, s.top.Sources[ev.Source].Name, ev.N, ev.Copy, info.Emits)
}

func (st *simStage) land(in *simInput) {
	for offset, ev := range in.flight {
		if offset < in.position {
			st.passed[ev] = true
			delete(in.flight, offset)
		}
	}
}

// kill has a partition's reader lose its queue and a new one start further back.
func (s *sim) kill() {
	if s.pick(5) > 0 {
		return
	}
	stage, at, in := s.anyInput()
	in.position -= int64(s.pick(int(in.position) + 1))
	in.next, in.queue = in.position, nil
	s.tr.ResetPosition(stage, at[0], int32(at[1]), in.position)
}

func (s *sim) step() {
	ops := []func(){s.due, s.due, s.write, s.write, s.ack, s.ack, s.fail, s.hand, s.hand, s.hand, s.process, s.process, s.process, s.kill}
	ops[s.pick(len(ops))]()
}

// finish lets everything that is under way arrive.
func (s *sim) finish() {
	for len(s.unwritten) > 0 {
		s.write()
	}
	for len(s.unacked) > 0 {
		s.ack()
	}
	for before := -1; before != s.moved(); {
		before = s.moved()
		for range 40 * (len(s.events) + 1) {
			s.hand()
			s.process()
		}
	}
}

// moved changes as long as records move.
func (s *sim) moved() (n int) {
	for _, st := range s.stages {
		for _, in := range st.inputs {
			n += int(in.position)
		}
	}
	return n
}

// reaches reports whether an event is expected at a stage.
func (s *sim) reaches(stage int, ev *simEvent) bool {
	for _, topic := range s.top.Stages[stage].Reads {
		if s.top.Sources[ev.Source].Topic == topic {
			return true
		}
		for u, info := range s.top.Stages {
			if info.Writes == topic && s.reaches(u, ev) && s.emits(u, ev) {
				return true
			}
		}
	}
	return false
}

// unseen reports whether an event is owed to a stage.
func (s *sim) unseen(stage int, ev *simEvent) bool {
	return !ev.failed && !s.stages[stage].available[ev] && s.reaches(stage, ev)
}

func (e *simEvent) String() string {
	return fmt.Sprintf("event %d of source %d (user %d, due %v)", e.N, e.Source, e.User, e.Due)
}
