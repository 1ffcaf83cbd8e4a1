package harness

import (
	"cmp"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/freshet-bench/freshet/results"
	"github.com/freshet-bench/freshet/workload"
)

// worstKept is how many of the oldest signals of a stage are kept.
const worstKept = 100

// worst keeps the oldest signals of one stage.
type worst struct {
	floor atomic.Int64 // ages at or below are not kept
	mu    sync.Mutex
	kept  []kept // oldest first
}

// kept is a signal and whether it is in the record.
type kept struct {
	results.Signal
	written bool
}

// offer keeps a signal if it is one of the oldest after the warmup.
func (o *worst) offer(w *worker, env *workload.Envelope, r *kgo.Record, seen, now time.Duration) {
	age := now - env.Event.Due
	if int64(age) <= o.floor.Load() || env.Event.Due < w.run.sc.Warmup {
		return
	}
	sig := kept{Signal: w.signal(env, r, seen, now)}
	o.mu.Lock()
	defer o.mu.Unlock()
	at, _ := slices.BinarySearchFunc(o.kept, sig, func(a, b kept) int { return cmp.Compare(b.Age, a.Age) })
	if at >= worstKept {
		return
	}
	o.kept = slices.Insert(o.kept, at, sig)
	if len(o.kept) > worstKept {
		o.kept = o.kept[:worstKept]
	}
	if len(o.kept) == worstKept {
		o.floor.Store(int64(o.kept[worstKept-1].Age))
	}
}

// fresh is what was kept since the last call, as far as it still is, oldest first.
func (o *worst) fresh() []results.Signal {
	o.mu.Lock()
	defer o.mu.Unlock()
	var out []results.Signal
	for i := range o.kept {
		if !o.kept[i].written {
			o.kept[i].written = true
			out = append(out, o.kept[i].Signal)
		}
	}
	return out
}

// signal writes down everything known of an event at a stage.
func (w *worker) signal(env *workload.Envelope, r *kgo.Record, seen, now time.Duration) results.Signal {
	ev := &env.Event
	src := w.run.sources[ev.Source]
	sig := results.Signal{
		Stage: w.stage.spec.Name, Age: now - ev.Due, Source: src.spec.Name, N: ev.N, Copy: ev.Copy, User: ev.User,
		Action: ev.Action, Due: ev.Due, Sent: -1, Acked: -1, Seen: seen, Available: now,
		Topic: w.run.top.topics[w.tp.topic].Name, Partition: w.tp.partition, Offset: r.Offset,
	}
	if sent, acked, ok := src.acks.get(ev); ok {
		sig.Sent, sig.Acked = sent, acked
	}
	for _, h := range env.Hops {
		if int(h.Stage) < len(w.run.stages) && int(h.Stage) != w.stage.index {
			sig.Hops = append(sig.Hops, results.Hop{Stage: w.run.stages[h.Stage].spec.Name, Seen: h.Seen, Done: h.Done})
		}
	}
	return sig
}
