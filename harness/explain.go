package harness

import (
	"context"
	"fmt"
	"time"

	"github.com/freshet-bench/freshet/results"
	"github.com/freshet-bench/freshet/workload"
)

// lane is the dense sequence of a source's shard on a partition of its topic.
type lane struct {
	source    string
	shard     uint16
	partition int32
}

// shelf is a topic as the audit compares it: what was acknowledged there by one
// writer (the sources, or a stage) and what was found.
type shelf struct {
	topic   *topic
	stage   string // "" = the sources
	sources []int
	key     func(dst []byte, ev *workload.Event) []byte
	held    func(l lane, ev *workload.Event) bool // found by the audit
	missing map[lane]results.Intervals
}

// explain finds out which acknowledged events the topics no longer hold by their
// own rules: taken by retention (expired), or by compaction for a later version
// of the key (superseded). What it does not explain is lost. A topic that the
// target no longer tells about counts as not audited.
func (r *run) explain(ctx context.Context, audit *results.AuditFacts) ([]results.LedgerLine, error) {
	var out []results.LedgerLine
	for _, s := range r.shelves() {
		audited := &audit.Topics[s.topic.index]
		if len(s.missing) == 0 || !audited.Done {
			continue
		}
		starts, err := r.startOffsets(ctx, s.topic.physical)
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if err != nil {
			r.note(fmt.Sprintf("auditing topic %s: %v", s.topic.Name, err))
			audited.Done, audit.Done = false, false
			continue
		}
		out = append(out, r.explainShelf(s, starts[s.topic.physical])...)
	}
	return out, nil
}

// shelves are every topic with what is missing there.
func (r *run) shelves() []*shelf {
	lines := r.tracker.Ledger(r.clock.Now(), true)
	var out []*shelf
	for i := range r.top.topics {
		t := &r.top.topics[i]
		if !t.source {
			continue
		}
		s := &shelf{topic: t, key: r.work.AppendKey}
		for j := range r.sources {
			if r.sources[j].topic == t {
				s.sources = append(s.sources, j)
			}
		}
		found := s.compare(r, lines, results.StateAcked)
		s.held = func(l lane, ev *workload.Event) bool { return found[l].Contains(ev.Seq) }
		out = append(out, s)
	}
	for i, st := range r.stages {
		if st.out == nil {
			continue
		}
		s := &shelf{topic: st.out, stage: st.spec.Name, sources: r.top.reaches[i], key: r.work.AppendKey}
		if st.spec.Key != "" {
			s.key = func(dst []byte, ev *workload.Event) []byte { return r.work.AppendAttribute(dst, ev, st.spec.Key) }
		}
		found := s.compare(r, lines, results.StateAvailable)
		s.held = func(l lane, ev *workload.Event) bool { return found[l].Contains(ev.Seq) && r.tracker.Written(i, ev) }
		out = append(out, s)
	}
	return out
}

// compare sets what is missing, written being the state of what should be there,
// and returns what was found.
func (s *shelf) compare(r *run, lines []results.LedgerLine, written string) map[lane]results.Intervals {
	mine := map[string]bool{}
	for _, i := range s.sources {
		mine[r.sources[i].spec.Name] = true
	}
	should, found := map[lane]results.Intervals{}, map[lane]results.Intervals{}
	for _, l := range lines {
		if l.Stage != s.stage || !mine[l.Source] {
			continue
		}
		switch key := (lane{l.Source, l.Shard, l.Partition}); l.State {
		case written:
			should[key] = l.Intervals
		case results.StateAudited:
			found[key] = l.Intervals
		}
	}
	s.missing = map[lane]results.Intervals{}
	for key, have := range should {
		if gone := have.Subtract(found[key]); len(gone) > 0 {
			s.missing[key] = gone
		}
	}
	return found
}

// explainShelf draws the schedule twice: for the keys of what is missing, and for
// what the log holds of those keys.
func (r *run) explainShelf(s *shelf, starts map[int32]int64) []results.LedgerLine {
	type gone struct {
		lane   lane
		seq    uint64
		due    time.Duration
		writer writer
	}
	missing := map[string][]gone{} // by key
	r.draw(s, func(l lane, ev *workload.Event, key []byte, partition int32) {
		if s.missing[l].Contains(ev.Seq) {
			missing[string(key)] = append(missing[string(key)], gone{l, ev.Seq, ev.Due, r.writerOf(s, ev, key, partition)})
		}
	})
	latest, oldest := map[string]time.Duration{}, front{}
	r.draw(s, func(l lane, ev *workload.Event, key []byte, partition int32) {
		if !s.held(l, ev) {
			return
		}
		if _, asked := missing[string(key)]; asked {
			latest[string(key)] = max(latest[string(key)], ev.Due)
		}
		oldest.held(r.writerOf(s, ev, key, partition), ev.Due)
	})
	expired, superseded := map[lane]results.Intervals{}, map[lane]results.Intervals{}
	for key, events := range missing {
		for _, g := range events {
			switch {
			case starts[g.writer.partition] > 0 && oldest.before(g.writer, g.due):
				// Retention takes whole segments from the front.
				addTo(expired, g.lane, g.seq)
			case s.topic.Compact && latest[key] > g.due:
				addTo(superseded, g.lane, g.seq)
			}
		}
	}
	return append(r.explained(s, results.StateExpired, expired), r.explained(s, results.StateSuperseded, superseded)...)
}

// draw visits every event of the shelf's sources with the key and the partition
// that it has there.
func (r *run) draw(s *shelf, visit func(l lane, ev *workload.Event, key []byte, partition int32)) {
	var ev workload.Event
	var key []byte
	for _, i := range s.sources {
		name := r.sources[i].spec.Name
		for stream := r.work.Stream(i); stream.Next(&ev); {
			key = s.key(key[:0], &ev)
			visit(lane{name, ev.Shard, ev.Partition}, &ev, key, workload.Partition(key, s.topic.Partitions))
		}
	}
}

func addTo(m map[lane]results.Intervals, l lane, seq uint64) {
	iv := m[l]
	iv.Add(seq)
	m[l] = iv
}

// explained makes ledger lines of a state. Their topic is that of the lane.
func (r *run) explained(s *shelf, state string, events map[lane]results.Intervals) []results.LedgerLine {
	topicOf := map[string]string{}
	for _, i := range s.sources {
		topicOf[r.sources[i].spec.Name] = r.sources[i].topic.Name
	}
	var out []results.LedgerLine
	for l, iv := range events {
		out = append(out, results.LedgerLine{At: r.clock.Now(), Source: l.source, Shard: l.shard,
			Topic: topicOf[l.source], Partition: l.partition, Stage: s.stage, State: state, Intervals: iv})
	}
	return out
}
