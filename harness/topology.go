package harness

import (
	"fmt"
	"slices"

	"github.com/freshet-bench/freshet/harness/track"
	"github.com/freshet-bench/freshet/scenarios"
	"github.com/freshet-bench/freshet/workload"
)

// topic is a logical topic and its physical name in this run.
type topic struct {
	scenarios.Topic
	index    int
	physical string
	source   bool // sources write it
}

// topology is the scenario's graph with names turned into indices.
type topology struct {
	topics  []topic
	byName  map[string]int // topics
	reaches [][]int        // by stage: the sources whose events reach it
	depth   []int          // by stage: the longest path from a source
	reads   [][]int        // by stage: topics
	writes  []int          // by stage: a topic, or -1
}

func newTopology(sc *scenarios.Scenario, prefix string) (*topology, error) {
	t := &topology{byName: map[string]int{}}
	for i, st := range sc.Topics {
		t.topics = append(t.topics, topic{Topic: st, index: i, physical: prefix + st.Name})
		t.byName[st.Name] = i
	}
	for _, s := range sc.Sources {
		t.topics[t.byName[s.Topic]].source = true
	}
	for _, s := range sc.Stages {
		var reads []int
		for _, r := range s.Reads {
			reads = append(reads, t.byName[r])
		}
		writes := -1
		if s.Writes != "" {
			writes = t.byName[s.Writes]
		}
		t.reads = append(t.reads, reads)
		t.writes = append(t.writes, writes)
	}
	return t, t.follow(sc)
}

// follow carries each source's events along the stages. Every round settles at
// least one stage, unless there is a cycle.
func (t *topology) follow(sc *scenarios.Scenario) error {
	n := len(sc.Stages)
	t.reaches, t.depth = make([][]int, n), make([]int, n)
	arrives := make([]map[int]bool, len(t.topics)) // by topic: sources
	depth := make([]int, len(t.topics))
	for i := range arrives {
		arrives[i] = map[int]bool{}
	}
	for i, s := range sc.Sources {
		arrives[t.byName[s.Topic]][i] = true
	}
	for round := 0; ; round++ {
		if round > n {
			return fmt.Errorf("the stages of scenario %s form a cycle", sc.Name)
		}
		changed := false
		for s := range sc.Stages {
			changed = t.pass(s, arrives, depth) || changed
		}
		if !changed {
			return nil
		}
	}
}

// pass takes what arrives at a stage's inputs to its output.
func (t *topology) pass(s int, arrives []map[int]bool, depth []int) bool {
	sources, deep := map[int]bool{}, 0
	for _, r := range t.reads[s] {
		for src := range arrives[r] {
			sources[src] = true
		}
		deep = max(deep, depth[r])
	}
	list := make([]int, 0, len(sources))
	for src := range sources {
		list = append(list, src)
	}
	slices.Sort(list)
	changed := !slices.Equal(list, t.reaches[s]) || t.depth[s] != deep+1
	t.reaches[s], t.depth[s] = list, deep+1
	if w := t.writes[s]; w >= 0 {
		for _, src := range list {
			arrives[w][src] = true
		}
		depth[w] = max(depth[w], deep+1)
	}
	return changed
}

// tracker describes the topology to the run's bookkeeping.
func (t *topology) tracker(sc *scenarios.Scenario) track.Topology {
	out := track.Topology{Seed: sc.Seed, Shards: workload.Shards}
	for _, s := range sc.Sources {
		i := t.byName[s.Topic]
		out.Sources = append(out.Sources, track.SourceInfo{Name: s.Name, Topic: i, Partitions: t.topics[i].Partitions})
	}
	for _, tp := range t.topics {
		out.Topics = append(out.Topics, track.TopicInfo{Name: tp.Name, Partitions: tp.Partitions})
	}
	for i, s := range sc.Stages {
		out.Stages = append(out.Stages, track.StageInfo{
			Name: s.Name, Reads: t.reads[i], Writes: t.writes[i], Serves: s.Serves != "",
			Emits: s.Emits, Sources: t.reaches[i],
		})
	}
	return out
}
