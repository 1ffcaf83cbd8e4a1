package harness

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/freshet-bench/freshet/harness/client"
	"github.com/freshet-bench/freshet/results"
	"github.com/freshet-bench/freshet/scenarios"
)

// readerSettings is how replays, rebuilds and the audit fetch: the defaults.
var readerSettings = scenarios.Client{}

// restore fills a new shard from its partition's beginning up to where the group
// stands, before anything is answered or processed. State is loaded as fast as it
// can be read: the stage's work is not done again.
func (w *worker) restore(position int64) error {
	err := w.reread(w.ctx, position, func(r *kgo.Record) {
		if w.env.Decode(headerOf(r), r.Value) == nil {
			w.shard.put(&w.env.Event)
		}
	})
	if err == nil && position >= w.answersFrom {
		w.shard.setReady(true)
	}
	return err
}

// committed is the group's offset in the worker's partition, once no transaction
// is about to change it.
func (w *worker) committed(ctx context.Context) (int64, error) {
	for {
		got, err := w.run.admin.FetchOffsets(kadm.RequireStable(ctx), w.stage.group)
		if err != nil {
			return 0, fmt.Errorf("fetching committed offsets: %w", err)
		}
		o, ok := got.Lookup(w.physical, w.tp.partition)
		switch {
		case ok && errors.Is(o.Err, kerr.UnstableOffsetCommit):
			if !w.run.sleep(ctx, retryAfter) {
				return 0, ctx.Err()
			}
		case ok && o.Err != nil:
			return 0, fmt.Errorf("fetching committed offsets: %w", o.Err)
		case !ok || o.At < 0:
			return 0, nil
		default:
			return o.At, nil
		}
	}
}

// reread gives visit every record of the partition from its beginning up to end.
func (w *worker) reread(ctx context.Context, end int64, visit func(*kgo.Record)) error {
	if end <= 0 {
		return nil
	}
	starts, err := w.run.startOffsets(ctx, w.physical)
	if err != nil {
		return err
	}
	ends := offsets{}
	ends.set(w.physical, w.tp.partition, end)
	role := client.Role{Kind: client.KindStage, Name: w.stage.spec.Name, Class: w.stage.spec.Class,
		Zone: w.run.stageZone(w.stage, w.member.index)}
	rd, err := w.run.newReader(role, w.member.gate, starts, ends, w.stage.readsCommitted(), client.FetchFrom(w.stage.spec.FetchFrom)...)
	if err != nil {
		return err
	}
	defer rd.close()
	return rd.all(ctx, visit)
}

// rebuilding is a rebuild entry under way at one worker.
type rebuilding struct {
	entry string
	done  func(records, bytes int64)
}

// rebuild reads the partition again from its beginning up to where the worker
// stands and processes every record again; live records wait meanwhile, and a
// store does not answer.
func (w *worker) rebuild(b *rebuilding) error {
	if w.shard != nil {
		w.shard.clear(w.stage.store)
	}
	w.rereading.Store(true)
	defer w.rereading.Store(false)
	tr, end := w.run.tracker, w.progress.position()
	tr.ResetPosition(w.stage.index, w.tp.topic, w.tp.partition, 0)
	var records, bytes int64
	err := w.reread(w.ctx, end, func(r *kgo.Record) {
		if !w.pass() {
			return
		}
		records++
		bytes += int64(len(r.Key) + len(r.Value))
		w.record(r, w.stage.clock.Now(), true)
		tr.Position(w.stage.index, w.tp.topic, w.tp.partition, r.Offset+1)
	})
	if err != nil || w.ctx.Err() != nil {
		return err
	}
	tr.Position(w.stage.index, w.tp.topic, w.tp.partition, w.progress.position())
	if w.shard != nil {
		w.shard.setReady(true)
	}
	b.done(records, bytes)
	return nil
}

// clear empties a shard; it does not answer until it is ready again.
func (sh *shard) clear(s *store) {
	sh.mu.Lock()
	defer sh.mu.Unlock()
	sh.ready = false
	sh.data = s.empty()
}

// startRebuild has every worker of the stage read its input again. The channel is
// closed when all have.
func (s *stage) startRebuild(entry string) <-chan struct{} {
	done := make(chan struct{})
	var workers []*worker
	for _, m := range s.take(len(s.members)) {
		workers = append(workers, m.allWorkers()...)
	}
	var rebuilt sync.WaitGroup
	for _, w := range workers {
		finished := make(chan struct{})
		b := &rebuilding{entry: entry, done: func(records, bytes int64) {
			s.run.event(results.Event{Kind: results.Progress, Entry: entry, Stage: s.spec.Name, Count: records, Bytes: bytes,
				Text: fmt.Sprintf("%s/%d is rebuilt", s.run.top.topics[w.tp.topic].Name, w.tp.partition)})
			close(finished)
		}}
		s.run.in(&rebuilt, "rebuilding stage "+s.spec.Name, func() error {
			w.await(b, finished)
			return nil
		})
	}
	s.run.guard.Go("rebuilding stage "+s.spec.Name, func() error {
		rebuilt.Wait()
		close(done)
		return nil
	})
	return done
}

// await hands a rebuild to the worker and waits until it is done. A worker that
// gives its partition up meanwhile leaves the rest to its successor, which
// restores.
func (w *worker) await(b *rebuilding, finished chan struct{}) {
	select {
	case w.rebuilds <- b:
	case <-w.ctx.Done():
		return
	}
	select {
	case <-finished:
	case <-w.ctx.Done():
	}
}
