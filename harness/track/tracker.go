package track

import (
	"fmt"
	"slices"
	"sync/atomic"

	"github.com/freshet-bench/freshet/workload"
)

// Tracker is the books of one run.
type Tracker struct {
	top Topology
	// lanes by source, then by shard and partition.
	lanes [][]*lane
	// cursors is the due time of each source's latest event, in nanoseconds.
	cursors []atomic.Int64
	stages  []*stage
	topics  []topic
	// writers is the stage that writes each topic, -1 if none does.
	writers []int
	// audits by topic, then by source and partition.
	audits [][]auditPart
	// over is true once the audit may begin.
	over atomic.Bool
	// byID finds a lane by its number.
	byID []*lane
}

// stage is what the tracker keeps by stage.
type stage struct {
	index int
	info  StageInfo
	// lanes are those whose events reach the stage.
	lanes []*lane
	// downstream are the stages that its output reaches.
	downstream []int
	inputs     []input
	order      []*orderBook // by source, nil if the source does not reach it
	users      *userBook    // nil unless it serves
}

// New makes the books of a run, all empty.
func New(top Topology) *Tracker {
	t := &Tracker{top: top, cursors: make([]atomic.Int64, len(top.Sources))}
	t.makeTopics()
	t.makeLanes()
	t.makeAudits()
	for i := range top.Stages {
		t.stages = append(t.stages, t.newStage(i))
	}
	return t
}

func (t *Tracker) makeLanes() {
	for i, src := range t.top.Sources {
		own := make([]*lane, t.top.Shards*int(src.Partitions))
		for j := range own {
			p := int32(j % int(src.Partitions))
			own[j] = &lane{
				id: uint32(len(t.byID)), source: uint16(i), shard: uint16(j / int(src.Partitions)), partition: p,
				where: fmt.Sprintf("%s/%d", t.top.Topics[src.Topic].Name, p),
			}
			t.byID = append(t.byID, own[j])
		}
		t.lanes = append(t.lanes, own)
	}
}

func (t *Tracker) makeAudits() {
	for i, info := range t.top.Topics {
		writer := slices.IndexFunc(t.top.Stages, func(s StageInfo) bool { return s.Writes == i })
		t.writers = append(t.writers, writer)
		t.audits = append(t.audits, make([]auditPart, len(t.top.Sources)*int(info.Partitions)))
	}
}

func (t *Tracker) newStage(index int) *stage {
	info := t.top.Stages[index]
	s := &stage{index: index, info: info, downstream: t.top.downstream(index)}
	s.order = make([]*orderBook, len(t.top.Sources))
	for _, src := range info.Sources {
		s.order[src] = newOrderBook()
		r := t.top.route(src, index)
		for _, l := range t.lanes[src] {
			ls := &laneStage{stage: index, route: r, writes: info.Writes >= 0}
			if !r.open {
				ls.expected = &dueIndex{}
			}
			l.stages = append(l.stages, ls)
			s.lanes = append(s.lanes, l)
		}
	}
	if info.Serves {
		s.users = newUserBook()
	}
	s.makeInputs(t)
	return s
}

// lane is the lane of an event, nil if the event does not belong to the topology
// (a record from elsewhere).
func (t *Tracker) lane(ev *workload.Event) *lane {
	if int(ev.Source) >= len(t.lanes) || int(ev.Shard) >= t.top.Shards {
		return nil
	}
	parts := t.top.Sources[ev.Source].Partitions
	if ev.Partition < 0 || ev.Partition >= parts {
		return nil
	}
	return t.lanes[ev.Source][int32(ev.Shard)*parts+ev.Partition]
}

// DropRuntime frees what only the running pipeline needs: due indexes, users,
// offsets and order. The intervals stay for the audit and the ledger, which from
// then on says what the stages' output topics hold.
func (t *Tracker) DropRuntime() {
	t.over.Store(true)
	for _, l := range t.byID {
		l.mu.Lock()
		l.index = dueIndex{}
		for _, s := range l.stages {
			if s.expected != nil {
				s.expected = &dueIndex{}
			}
		}
		l.mu.Unlock()
	}
	for i := range t.topics {
		t.topics[i].drop()
	}
	for _, s := range t.stages {
		s.drop()
	}
}

func (s *stage) drop() {
	if s.users != nil {
		s.users.drop()
	}
	for _, o := range s.order {
		if o != nil {
			o.drop()
		}
	}
	for i := range s.inputs {
		s.inputs[i].drop()
	}
}
