package track

import (
	"time"

	"github.com/freshet-bench/freshet/results"
)

// eachInput visits every input partition of the stage with its lag and backlog.
func (t *Tracker) eachInput(stage int, now time.Duration, visit func(topic int, partition int32, lag time.Duration, backlog int64)) {
	for i := range t.stages[stage].inputs {
		in := &t.stages[stage].inputs[i]
		for p := range in.parts {
			in.parts[p].mu.Lock()
			position := in.parts[p].position
			in.parts[p].mu.Unlock()
			lag, backlog := t.topics[in.topic].parts[p].lag(position, now)
			visit(in.topic, int32(p), lag, backlog)
		}
	}
}

// Lag is how far a stage is behind: the time since the first event at or after
// the next offset to process was due, at the worst partition, and the records
// between positions and ends, over all.
func (t *Tracker) Lag(stage int, now time.Duration) (worst time.Duration, backlog int64) {
	t.eachInput(stage, now, func(_ int, _ int32, lag time.Duration, n int64) {
		worst = max(worst, lag)
		backlog += n
	})
	return worst, backlog
}

// Gauges are lag, backlog and oldest unseen of every input partition of a stage,
// in the order of its inputs. Oldest is 0 where the topic is not a source's.
func (t *Tracker) Gauges(stage int, now time.Duration) []results.PartitionGauge {
	var all []results.PartitionGauge
	t.eachInput(stage, now, func(topic int, p int32, lag time.Duration, backlog int64) {
		all = append(all, results.PartitionGauge{Topic: t.top.Topics[topic].Name, Partition: p, Lag: lag, Backlog: backlog})
	})
	for _, l := range t.stages[stage].lanes {
		at := t.stages[stage].slot(t.top.Sources[l.source].Topic, l.partition)
		if at < 0 {
			continue
		}
		if due, ok := t.oldestOf(l, stage); ok {
			all[at].Oldest = max(all[at].Oldest, now-due)
		}
	}
	return all
}

// slot is the index of an input partition in the stage's gauges, -1 if the stage
// does not read it.
func (s *stage) slot(topic int, partition int32) int {
	at := 0
	for i := range s.inputs {
		if s.inputs[i].topic == topic {
			return at + int(partition)
		}
		at += len(s.inputs[i].parts)
	}
	return -1
}
