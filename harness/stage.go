package harness

import (
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/freshet-bench/freshet/harness/pace"
	"github.com/freshet-bench/freshet/results"
	"github.com/freshet-bench/freshet/scenarios"
	"github.com/freshet-bench/freshet/workload"
)

// stage is a consumer group that processes topics: its members, what they have
// done, and the store that it serves from.
type stage struct {
	run   *run
	index int
	spec  scenarios.Stage
	clock *pace.Clock // the run's, unless it is to be wrong
	group string
	doing string         // of the promises, for a panic's report
	reads map[string]int // physical topic -> index
	out   *topic         // nil if it does not write

	work  atomic.Pointer[workload.Dist] // a slow entry changes it
	store *store                        // nil if it does not serve
	worst worst
	// closing is set when the run is over: partitions find no new owner.
	closing atomic.Bool
	ages    stageAges
	counts  stageCounts

	starting sync.Mutex // held while a member starts

	mu       sync.Mutex
	members  []*member // nil where one is gone
	assigned map[topicPartition]*member
	changed  time.Time // of assigned
	owned    ownership
	// open is what was in transactions of which it is not known yet how they ended.
	open map[topicPartition][]*output
}

// topicPartition is a partition of a topic of the topology.
type topicPartition struct {
	topic     int
	partition int32
}

// stageAges are the histograms that a stage's members record into.
type stageAges struct {
	age, platform, erase *results.Series
}

// stageCounts counts since the start of the run.
type stageCounts struct {
	seen, available, redelivered, reprocessed, outOfOrder, disorder atomic.Int64
	damaged, staleWrites, resurrected, erased, aborted              atomic.Int64
}

func newStage(r *run, index int) *stage {
	spec := r.sc.Stages[index]
	s := &stage{
		run: r, index: index, spec: spec, group: r.prefix + spec.Name, doing: "acknowledging an output of stage " + spec.Name, clock: r.clock.Ahead(r.opt.ClocksAhead[spec.Name]),
		reads: map[string]int{}, assigned: map[topicPartition]*member{}, open: map[topicPartition][]*output{},
		members: make([]*member, spec.Members),
	}
	for _, t := range r.top.reads[index] {
		s.reads[r.top.topics[t].physical] = t
	}
	if w := r.top.writes[index]; w >= 0 {
		s.out = &r.top.topics[w]
	}
	work := s.spec.Work.Workload()
	s.work.Store(&work)
	s.ages.age = r.ages.Series(results.TagAge + spec.Name)
	s.ages.platform = r.ages.Series(results.TagPlatform + spec.Name)
	if spec.Serves != "" {
		s.store = newStore(s)
		s.ages.erase = r.ages.Series(results.TagErase + spec.Name)
	}
	return s
}

// start brings up every member.
func (s *stage) start() error {
	for i := range s.members {
		if err := s.startMember(i); err != nil {
			return err
		}
	}
	return nil
}

// startMember brings up a member, unless the run is over or one is in its place
// already.
func (s *stage) startMember(i int) error {
	s.starting.Lock()
	defer s.starting.Unlock()
	if s.closing.Load() || s.member(i) != nil {
		return nil
	}
	m, err := newMember(s, i)
	if err != nil {
		return fmt.Errorf("starting member %d of stage %s: %w", i, s.spec.Name, err)
	}
	s.mu.Lock()
	s.members[i] = m
	s.mu.Unlock()
	s.run.guard.Go(fmt.Sprintf("stage %s", s.spec.Name), m.run)
	return nil
}

func (s *stage) member(i int) *member {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.members[i]
}

// readsCommitted reports whether the stage is given only what is committed.
func (s *stage) readsCommitted() bool { return s.spec.Isolation == scenarios.ReadCommitted }

// take picks up to n living members, the first of them first.
func (s *stage) take(n int) []*member {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []*member
	for _, m := range s.members {
		if m != nil && len(out) < n {
			out = append(out, m)
		}
	}
	return out
}

// pollGap is the longest that a member was away from its client since the last call.
func (s *stage) pollGap() time.Duration {
	var longest time.Duration
	for _, m := range s.take(len(s.members)) {
		longest = max(longest, m.polls.recent(s.clock.Now()))
	}
	return longest
}

// drop forgets a member that is gone, and what it held.
func (s *stage) drop(m *member) {
	s.reassigned(func() {
		if s.members[m.index] == m {
			s.members[m.index] = nil
		}
		for tp, owner := range s.assigned {
			if owner == m {
				delete(s.assigned, tp)
			}
		}
	})
}

func (s *stage) assign(m *member, tp topicPartition, yes bool) {
	s.reassigned(func() {
		s.changed = time.Now()
		if yes {
			s.assigned[tp] = m
		} else if s.assigned[tp] == m {
			delete(s.assigned, tp)
		}
	})
}

// partitions is the number of input partitions of the stage.
func (s *stage) partitions() int {
	n := 0
	for _, t := range s.reads {
		n += int(s.run.top.topics[t].Partitions)
	}
	return n
}

// ready reports whether every input partition has a member, every member has a
// partition, as far as there are enough, and no partition has moved for a while.
func (s *stage) ready() bool {
	all := s.partitions()
	if s.membersAssigned() < min(len(s.members), all) {
		return false
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.assigned) == all && time.Since(s.changed) >= assignedFor && s.whole()
}

// whole reports whether a serving stage's store can answer for every partition.
func (s *stage) whole() bool {
	return s.store == nil || s.store.readyShards() == s.partitions()
}

// membersAssigned counts the members that hold a partition.
func (s *stage) membersAssigned() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	have := map[*member]bool{}
	for _, m := range s.assigned {
		have[m] = true
	}
	return len(have)
}

// stop ends every member, politely: what is in flight is finished and committed.
// Nothing is taken over from a member that has left before the others.
func (s *stage) stop() {
	s.starting.Lock() // who starts now is there then, and who does not never will be
	s.closing.Store(true)
	s.starting.Unlock()
	var wg sync.WaitGroup
	for _, m := range s.take(len(s.members)) {
		s.run.in(&wg, "stopping stage "+s.spec.Name, func() error {
			m.stop()
			return nil
		})
	}
	wg.Wait()
	s.abandonOpen()
}

// abandon ends every member at once, for a run that failed or was stopped.
func (s *stage) abandon() {
	for _, m := range s.take(len(s.members)) {
		m.kill()
	}
}
