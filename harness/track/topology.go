package track

import (
	"slices"

	"github.com/freshet-bench/freshet/workload"
)

// Topology is what the tracker has to know of a scenario. Sources, topics and
// stages are known by their index in these lists.
type Topology struct {
	// Seed is the workload's: the draw of what a stage emits depends on it.
	Seed uint64
	// Shards is the number of logical shards of every source.
	Shards  int
	Sources []SourceInfo
	Topics  []TopicInfo
	Stages  []StageInfo
}

// SourceInfo is a source: where its events go.
type SourceInfo struct {
	Name  string
	Topic int
	// Partitions is the partition count of Topic.
	Partitions int32
}

// TopicInfo is a logical topic.
type TopicInfo struct {
	Name       string
	Partitions int32
}

// StageInfo is a stage. Stages form no cycle.
type StageInfo struct {
	Name string
	// Reads are the topics that it reads.
	Reads []int
	// Writes is the topic of its output, -1 if there is none.
	Writes int
	// Serves is true if decisions ask its store.
	Serves bool
	// Emits is the share of its input, 0..1, for which it writes a record.
	Emits float64
	// Sources are the sources whose events can reach it.
	Sources []int
}

// gate is a stage on the way that lets only a share of the events through.
type gate struct {
	stage string
	share float64
}

// route is what lies between a source and a stage: each way is the gates of one
// path, and an event reaches the stage if it passes all gates of any way.
type route struct {
	source string
	ways   [][]gate
	// open is true if one of the ways has no gate, so that every event arrives.
	open bool
}

// reached reports whether the event is expected at the route's end.
func (r *route) reached(seed uint64, ev *workload.Event) bool {
	if r.open {
		return true
	}
	for _, way := range r.ways {
		if passes(seed, way, r.source, ev) {
			return true
		}
	}
	return false
}

func passes(seed uint64, way []gate, source string, ev *workload.Event) bool {
	for _, g := range way {
		if !workload.Emits(seed, g.stage, source, ev.N, ev.Copy, g.share) {
			return false
		}
	}
	return true
}

// route derives the ways from a source to a stage. A source that the topology
// lists for the stage but that has no path there counts as open.
func (t *Topology) route(source, stage int) *route {
	r := &route{source: t.Sources[source].Name, ways: t.ways(source, stage)}
	r.open = len(r.ways) == 0
	for _, way := range r.ways {
		r.open = r.open || len(way) == 0
	}
	return r
}

// ways lists the gates of every path from the source to the stage's input.
func (t *Topology) ways(source, stage int) [][]gate {
	var all [][]gate
	for _, topic := range t.Stages[stage].Reads {
		if t.Sources[source].Topic == topic {
			all = append(all, nil)
		}
		for w := range t.Stages {
			if t.Stages[w].Writes != topic {
				continue
			}
			for _, way := range t.ways(source, w) {
				all = append(all, t.through(w, way))
			}
		}
	}
	return all
}

// through adds the stage to a way if it does not let everything pass.
func (t *Topology) through(stage int, way []gate) []gate {
	s := t.Stages[stage]
	if s.Emits >= 1 {
		return way
	}
	return append(slices.Clone(way), gate{stage: s.Name, share: s.Emits})
}

// downstream lists the stages that the output of a stage reaches, at once or
// through others.
func (t *Topology) downstream(stage int) []int {
	var found []int
	next := []int{stage}
	for len(next) > 0 {
		out := t.Stages[next[0]].Writes
		next = next[1:]
		for i, s := range t.Stages {
			if out >= 0 && slices.Contains(s.Reads, out) && !slices.Contains(found, i) {
				found = append(found, i)
				next = append(next, i)
			}
		}
	}
	return found
}
