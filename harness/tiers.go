package harness

import (
	"context"
	"fmt"
	"time"

	"github.com/freshet-bench/freshet/harness/target"
	"github.com/freshet-bench/freshet/results"
	"github.com/freshet-bench/freshet/results/measure"
)

// tiersWithin bounds the questions about tiers.
const tiersWithin = 20 * time.Second

// tiered reports whether the target keeps older records in a remote tier.
func (r *run) tiered() bool { return r.tgt.Facts().StorageModel == results.ModelTiered }

// settleTarget waits until the target is as it is to be measured, as with the history
// in the remote tier, and notes where records then are.
func (r *run) settleTarget(ctx context.Context) error {
	r.warnOfLinger()
	if t, ok := target.As[target.Settling](r.tgt); ok {
		err := t.Settle(ctx, func(line string) { r.event(results.Event{Kind: results.Info, Text: line}) })
		if err != nil {
			return err
		}
	}
	r.noteTiers(ctx, true)
	return ctx.Err()
}

// shortLinger is what is too short for shared storage: the client's few requests in
// flight are then used up in the first milliseconds of a write-ahead log's batch, and
// the next wait for all of it.
const shortLinger = 10 * time.Millisecond

// warnOfLinger says where a producer's linger and not the target makes the latency.
func (r *run) warnOfLinger() {
	if r.tgt.Facts().StorageModel != results.ModelShared {
		return
	}
	for _, s := range r.sc.Sources {
		if s.Client.Linger < shortLinger {
			r.note(fmt.Sprintf("source %s lingers for %s: on shared storage a longer linger (50 ms) makes an acknowledgement faster, not slower; fix it in a comparison",
				s.Name, measure.FormatDuration(s.Client.Linger)))
		}
	}
}

// noteTiers writes down where the records of every topic with a history are, with
// their bytes. What cannot be told is a warning: the run does not depend on it.
func (r *run) noteTiers(ctx context.Context, first bool) {
	names := r.historyTopics()
	if !r.tiered() || len(names) == 0 {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, tiersWithin)
	defer cancel()
	tiers, err := r.tiersOf(ctx, offsetsOf{}, names...)
	if err == nil {
		err = r.weighTiers(ctx, tiers)
	}
	if err != nil {
		r.note(fmt.Sprintf("where the records of topics are is not known: %v", plainly(err)))
		return
	}
	r.event(results.Event{Kind: results.Tiers, Tiers: tiers, Text: tiersText(tiers)})
	for _, t := range tiers {
		if first && t.Remote == 0 {
			r.note(fmt.Sprintf("all of topic %s is on the brokers' disks: a replay of it reads nothing from the remote tier; a larger history rolls more segments", t.Topic))
		}
	}
}

// offsetsOf is where topics begin and end; nil where that is not yet known.
type offsetsOf struct{ starts, ends offsets }

// noteReadTiers writes down from which tier an entry that has just begun reads
// topics, of what lay between the offsets then. The entry does not wait for it.
func (r *run) noteReadTiers(ctx context.Context, entry string, known offsetsOf, topics ...string) {
	if !r.tiered() {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, tiersWithin)
	defer cancel()
	tiers, err := r.tiersOf(ctx, known, topics...)
	switch {
	case err != nil && r.ctx.Err() != nil:
		return
	case err != nil:
		r.note(fmt.Sprintf("%s: from which tier it reads is not known: %v", entry, plainly(err)))
		return
	}
	r.event(results.Event{Kind: results.Tiers, Entry: entry, Tiers: tiers, Text: tiersText(tiers)})
}

// historyTopics are the topics that have a history.
func (r *run) historyTopics() []string {
	var names []string
	for _, t := range r.top.topics {
		if t.History.Bytes > 0 {
			names = append(names, t.Name)
		}
	}
	return names
}

// tiersOf counts the records of topics by tier: what lies before the earliest local
// offset (ListOffsets of -4, KIP-405) is in the remote tier alone.
func (r *run) tiersOf(ctx context.Context, known offsetsOf, topics ...string) ([]results.TopicTiers, error) {
	physical := make([]string, len(topics))
	for i, name := range topics {
		physical[i] = r.top.topics[r.top.byName[name]].physical
	}
	locals, err := r.localStartOffsets(ctx, physical...)
	if err != nil {
		return nil, err
	}
	if known.starts == nil {
		if known.starts, err = r.startOffsets(ctx, physical...); err != nil {
			return nil, err
		}
		if known.ends, err = r.endOffsets(ctx, physical...); err != nil {
			return nil, err
		}
	}
	var out []results.TopicTiers
	for i, name := range topics {
		tiers := byTier(known.starts[physical[i]], locals[physical[i]], known.ends[physical[i]])
		tiers.Topic = name
		out = append(out, tiers)
	}
	return out, nil
}

// byTier counts records of partitions by their start, their earliest local offset and
// their end. A local offset that is not known (-1) is the start.
func byTier(starts, locals, ends map[int32]int64) results.TopicTiers {
	var t results.TopicTiers
	for p, end := range ends {
		local := min(max(locals[p], starts[p]), end)
		t.Remote += local - starts[p]
		t.Local += end - local
	}
	return t
}

// weighTiers adds the bytes of each tier, as far as they are known.
func (r *run) weighTiers(ctx context.Context, tiers []results.TopicTiers) error {
	local, remote := map[string]int64{}, map[string]int64(nil)
	if w, ok := target.As[target.Weigher](r.tgt); ok {
		held, err := w.Held(ctx)
		if err != nil {
			return err
		}
		for _, of := range held {
			for p, size := range of {
				local[p.Topic] += size
			}
		}
	}
	if t, ok := target.As[target.RemoteMeter](r.tgt); ok {
		var err error
		if remote, err = t.RemoteBytes(ctx); err != nil {
			return err
		}
	}
	for i := range tiers {
		physical := r.top.topics[r.top.byName[tiers[i].Topic]].physical
		if bytes, ok := local[physical]; ok {
			tiers[i].LocalBytes = &bytes
		}
		if remote != nil {
			bytes := remote[physical]
			tiers[i].RemoteBytes = &bytes
		}
	}
	return nil
}

// tiersText says in a line where the records of topics are.
func tiersText(tiers []results.TopicTiers) string {
	text := ""
	for i, t := range tiers {
		if i > 0 {
			text += "; "
		}
		text += fmt.Sprintf("%s: %s records in the remote tier alone, %s on the brokers' disks", t.Topic,
			measure.FormatQuantity(float64(t.Remote), measure.Records), measure.FormatQuantity(float64(t.Local), measure.Records))
	}
	return text
}
