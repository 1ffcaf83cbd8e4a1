package harness

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/twmb/franz-go/pkg/kadm"

	"github.com/freshet-bench/freshet/harness/client"
	"github.com/freshet-bench/freshet/results"
)

// trafficFinely is until when traffic is written every window, as every ten
// windows would be too coarse for the phases of a short run.
const trafficFinely = 5 * time.Minute

// trafficLog writes what the meter counted, a stretch of the run at a time: a
// window or ten, and cut where timeline entries begin and end.
type trafficLog struct {
	meter *client.Meter
	rec   *results.Writer

	mu   sync.Mutex
	from time.Duration // of the open stretch
}

// begin writes what was before the load, of no stretch. Call it before t = 0.
func (l *trafficLog) begin() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.rec.Traffic(l.meter.Lines(-1))
}

// write ends the open stretch at a time and writes its lines.
func (l *trafficLog) write(at time.Duration) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	at = max(at, l.from+1) // a cut may come between a window's end and its writing
	lines := l.meter.Lines(at)
	for i := range lines {
		lines[i].Length = at - l.from
	}
	l.from = at
	return l.rec.Traffic(lines)
}

// placeReplicas notes in the plan where the replicas of each partition are, the
// leader first. Without them replication is not derived, so a failure is a warning.
func (r *run) placeReplicas(ctx context.Context) {
	names := make([]string, len(r.plan.Topics))
	for i, t := range r.plan.Topics {
		names[i] = t.Physical
	}
	topics, err := r.admin.ListTopics(ctx, names...)
	if err == nil {
		err = topics.Error()
	}
	if err != nil {
		r.note(fmt.Sprintf("asking where replicas are: %v", err))
		return
	}
	for i, t := range r.plan.Topics {
		r.plan.Topics[i].Replicas = replicasOf(topics[t.Physical].Partitions, int(t.Partitions))
	}
}

// replicasOf is the replicas by partition, the leader first.
func replicasOf(details kadm.PartitionDetails, partitions int) [][]int32 {
	out := make([][]int32, partitions)
	for p, d := range details {
		if int(p) >= partitions {
			continue
		}
		others := slices.DeleteFunc(slices.Clone(d.Replicas), func(id int32) bool { return id == d.Leader })
		out[p] = append([]int32{d.Leader}, others...)
	}
	return out
}
