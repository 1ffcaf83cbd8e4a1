package harness

import (
	"time"

	"github.com/freshet-bench/freshet/workload"
)

// writer is one client's part of a partition: in the log, its records are in order
// of due. Between clients they need not be.
type writer struct {
	partition int32
	source    uint16
	zone      int
}

// writerOf is who wrote an event's record to a partition of the shelf's topic. A
// stage writes there in the order of its input, whatever source that came from.
func (r *run) writerOf(s *shelf, ev *workload.Event, key []byte, partition int32) writer {
	if s.stage != "" {
		return writer{partition: partition}
	}
	return writer{partition, ev.Source, r.sources[ev.Source].zoneIndex(ev, key)}
}

// front is the oldest due time that partitions still hold of each writer.
type front map[writer]time.Duration

// anyone stands for all writers of a partition.
func anyone(partition int32) writer { return writer{partition: partition, zone: -1} }

// held notes that a writer's event is still there.
func (f front) held(w writer, due time.Duration) {
	for _, w := range []writer{w, anyone(w.partition)} {
		if oldest, ok := f[w]; !ok || due < oldest {
			f[w] = due
		}
	}
}

// before reports whether an event lies before all that is held of its writer. Where
// nothing is, all writers count.
func (f front) before(w writer, due time.Duration) bool {
	oldest, ok := f[w]
	if !ok {
		oldest, ok = f[anyone(w.partition)]
	}
	return !ok || due < oldest
}
