package track

import (
	"slices"
	"sync"
	"time"
)

// topic is the log ends of a topic, by partition.
type topic struct {
	parts []logEnd
	// read is true if a stage reads the topic, so that dues are worth keeping.
	read bool
}

// logEnd is what has been acknowledged on one partition.
type logEnd struct {
	mu    sync.Mutex
	end   int64
	index dueIndex // by offset
}

func (t *Tracker) makeTopics() {
	for i, info := range t.top.Topics {
		read := slices.ContainsFunc(t.top.Stages, func(s StageInfo) bool { return slices.Contains(s.Reads, i) })
		t.topics = append(t.topics, topic{parts: make([]logEnd, info.Partitions), read: read})
	}
}

func (tp *topic) drop() {
	for i := range tp.parts {
		p := &tp.parts[i]
		p.mu.Lock()
		p.index = dueIndex{}
		p.mu.Unlock()
	}
}

// End notes that the record before offset next was acknowledged on a topic, and
// when its event was due. Sources' records come by Acked, so this is for the
// outputs of stages. Acknowledgements may come slightly out of order.
func (t *Tracker) End(topic int, partition int32, next int64, due time.Duration) {
	if topic < 0 || topic >= len(t.topics) || partition < 0 || int(partition) >= len(t.topics[topic].parts) || next <= 0 {
		return
	}
	p := &t.topics[topic].parts[partition]
	p.mu.Lock()
	defer p.mu.Unlock()
	p.end = max(p.end, next)
	if t.topics[topic].read {
		p.index.add(uint64(next-1), due)
	}
}

// lag is what lies at and after a position: how long ago the first record's
// event was due, and how many offsets.
func (p *logEnd) lag(position int64, now time.Duration) (time.Duration, int64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if position >= p.end {
		return 0, 0
	}
	e, ok := p.index.at(uint64(max(position, 0)))
	if !ok {
		return 0, p.end - position
	}
	return max(now-e.due, 0), p.end - position
}
