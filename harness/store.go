package harness

import (
	"sync"

	"github.com/freshet-bench/freshet/harness/track"
	"github.com/freshet-bench/freshet/results"
	"github.com/freshet-bench/freshet/workload"
)

// store is what a serving stage answers from: a shard for each input partition,
// held by the member that has the partition and lost with it.
type store struct {
	stage  *stage
	mu     sync.RWMutex
	shards map[topicPartition]*shard
	kept   bool // the load is over: shards outlive their members, for the audit
}

// shard is one partition's keys.
type shard struct {
	tp     topicPartition
	member *member
	mu     sync.Mutex
	ready  bool // restored; before that it does not answer
	data   *track.Store
}

func newStore(s *stage) *store {
	return &store{stage: s, shards: map[topicPartition]*shard{}}
}

// open makes an empty shard for a partition that a member was given.
func (s *store) open(m *member, tp topicPartition) *shard {
	sh := &shard{tp: tp, member: m, data: s.empty()}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.shards[tp] = sh
	return sh
}

func (s *store) empty() *track.Store { return track.NewStore(s.stage.spec.Apply == "arrival") }

// close drops a shard, unless another member has opened its successor.
func (s *store) close(sh *shard) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.shards[sh.tp] == sh && !s.kept {
		delete(s.shards, sh.tp)
	}
}

// keep lets the shards outlive their members from now on.
func (s *store) keep() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.kept = true
}

// ask is a decision's question for a user: whether the store can answer it.
func (s *store) ask(user uint64, key []byte) bool {
	s.mu.RLock()
	defer s.mu.RUnlock()
	for _, t := range s.stage.reads {
		tp := topicPartition{t, workload.Partition(key, s.stage.run.top.topics[t].Partitions)}
		sh := s.shards[tp]
		if sh == nil || sh.member.frozen.Load() || sh.member.dead.Load() || !sh.get(user) {
			return false
		}
	}
	return true
}

// get looks a user up; false if the shard is not restored.
func (sh *shard) get(user uint64) bool {
	sh.mu.Lock()
	defer sh.mu.Unlock()
	if sh.ready {
		sh.data.Get(user)
	}
	return sh.ready
}

// readyShards counts the shards that answer.
func (s *store) readyShards() int {
	s.mu.RLock()
	defer s.mu.RUnlock()
	n := 0
	for _, sh := range s.shards {
		if sh.isReady() {
			n++
		}
	}
	return n
}

func (sh *shard) isReady() bool {
	sh.mu.Lock()
	defer sh.mu.Unlock()
	return sh.ready
}

func (sh *shard) setReady(ready bool) {
	sh.mu.Lock()
	defer sh.mu.Unlock()
	sh.ready = ready
}

// put applies an event.
func (sh *shard) put(ev *workload.Event) track.Applied {
	sh.mu.Lock()
	defer sh.mu.Unlock()
	return sh.data.Apply(ev.User, track.VersionOf(ev))
}

// apply takes an event into the worker's shard and counts what it did there. It
// reports whether the event erased its user.
func (w *worker) apply(ev *workload.Event) (erased bool) {
	got, c := w.shard.put(ev), &w.stage.counts
	if got.Stale {
		c.staleWrites.Add(1)
	}
	if got.Resurrected {
		c.resurrected.Add(1)
	}
	return got.Erased
}

// facts compares what the store holds at the end with the schedule's last word.
func (s *store) facts() results.StateFacts {
	s.mu.RLock()
	defer s.mu.RUnlock()
	held := map[uint64]track.Version{}
	for _, sh := range s.shards {
		sh.data.Each(func(user uint64, v track.Version) {
			if old, ok := held[user]; !ok || old.Before(v) {
				held[user] = v
			}
		})
	}
	c := &s.stage.counts
	f := results.StateFacts{
		Stage: s.stage.spec.Name, StaleWrites: c.staleWrites.Load(), Resurrected: c.resurrected.Load(), Erased: c.erased.Load(),
	}
	for _, v := range held {
		if !v.Tombstone {
			f.Keys++
		}
	}
	s.stage.run.tracker.Oracle(s.stage.index, func(user uint64, want track.Version) {
		f.Expected++
		if got, ok := held[user]; !ok || got != want {
			f.Diverged++
		}
	})
	return f
}
