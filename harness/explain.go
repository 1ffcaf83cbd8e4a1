package harness

import (
	"context"

	"github.com/freshet-bench/freshet/results"
	"github.com/freshet-bench/freshet/workload"
)

// lane is the dense sequence of a source's shard on a partition.
type lane struct {
	source    string
	shard     uint16
	partition int32
}

// explain finds out which acknowledged events the topics no longer hold by their
// own rules: taken by retention (expired), or by compaction for a later version
// of the key (superseded). What it does not explain is lost.
func (r *run) explain(ctx context.Context) ([]results.LedgerLine, error) {
	acked, audited := map[lane]results.Intervals{}, map[lane]results.Intervals{}
	for _, l := range r.tracker.Ledger(r.clock.Now(), true) {
		key := lane{l.Source, l.Shard, l.Partition}
		switch l.State {
		case results.StateAcked:
			acked[key] = l.Intervals
		case results.StateAudited:
			audited[key] = l.Intervals
		}
	}
	var out []results.LedgerLine
	for i, s := range r.sources {
		missing := map[lane]results.Intervals{}
		for key, have := range acked {
			if gone := have.Subtract(audited[key]); key.source == s.spec.Name && len(gone) > 0 {
				missing[key] = gone
			}
		}
		if len(missing) == 0 {
			continue
		}
		lines, err := r.explainSource(ctx, i, missing, audited)
		if err != nil {
			return nil, err
		}
		out = append(out, lines...)
	}
	return out, nil
}

func (r *run) explainSource(ctx context.Context, source int, missing, audited map[lane]results.Intervals) ([]results.LedgerLine, error) {
	s := r.sources[source]
	starts, err := r.startOffsets(ctx, s.topic.physical)
	if err != nil {
		return nil, err
	}
	var out []results.LedgerLine
	line := func(key lane, state string, gone results.Intervals) {
		if len(gone) > 0 {
			out = append(out, results.LedgerLine{At: r.clock.Now(), Source: key.source, Shard: key.shard,
				Topic: s.topic.Name, Partition: key.partition, State: state, Intervals: gone})
		}
	}
	for key, gone := range missing {
		if starts[s.topic.physical][key.partition] > 0 {
			// Retention takes whole segments from the front: what it took is
			// before everything that is still there.
			expired := before(gone, audited[key])
			line(key, results.StateExpired, expired)
			missing[key] = gone.Subtract(expired)
		}
	}
	if s.topic.Compact {
		for key, gone := range r.superseded(source, missing, audited) {
			line(key, results.StateSuperseded, gone)
		}
	}
	return out, nil
}

// before is the part of gone that precedes all of kept.
func before(gone, kept results.Intervals) results.Intervals {
	if len(kept) == 0 {
		return gone
	}
	first := kept[0].First
	if first == 0 {
		return nil
	}
	return gone.Intersect(results.Intervals{{First: 0, Last: first - 1}})
}

// superseded draws the schedule again and finds the missing events whose key has
// a later event in the log.
func (r *run) superseded(source int, missing, audited map[lane]results.Intervals) map[lane]results.Intervals {
	var (
		out     = map[lane]results.Intervals{}
		waiting = map[string][]workload.Event{} // missing, by key
		stream  = r.work.Stream(source)
		ev      workload.Event
		key     []byte
	)
	name := r.sources[source].spec.Name
	for stream.Next(&ev) {
		l := lane{name, ev.Shard, ev.Partition}
		key = r.work.AppendKey(key[:0], &ev)
		switch {
		case missing[l].Contains(ev.Seq):
			waiting[string(key)] = append(waiting[string(key)], ev)
		case audited[l].Contains(ev.Seq):
			for _, w := range waiting[string(key)] {
				wl := lane{name, w.Shard, w.Partition}
				iv := out[wl]
				iv.Add(w.Seq)
				out[wl] = iv
			}
			delete(waiting, string(key))
		}
	}
	return out
}
