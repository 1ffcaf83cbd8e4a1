package harness

import (
	"context"
	"fmt"

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
	if err == nil {
		w.shard.setReady(true)
	}
	return err
}

// unlessEnded is nil if the worker was ended meanwhile: what failed then does not
// matter any more.
func (w *worker) unlessEnded(err error) error {
	if w.ctx.Err() != nil || w.member.dead.Load() {
		return nil
	}
	return fmt.Errorf("stage %s, %s/%d: %w", w.stage.spec.Name, w.run.top.topics[w.tp.topic].Name, w.tp.partition, err)
}

// committed is the group's offset in the worker's partition.
func (w *worker) committed(ctx context.Context) (int64, error) {
	got, err := w.run.admin.FetchOffsetsForTopics(ctx, w.stage.group, w.physical)
	if err == nil {
		err = got.Error()
	}
	if err != nil {
		return 0, fmt.Errorf("fetching committed offsets: %w", err)
	}
	o, ok := got.Lookup(w.physical, w.tp.partition)
	if !ok || o.At < 0 {
		return 0, nil
	}
	return o.At, nil
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
	rd, err := w.run.newReader(role, w.member.gate, starts, ends)
	if err != nil {
		return err
	}
	defer rd.close()
	for more := true; more; {
		if more, err = rd.next(ctx, visit); err != nil {
			return err
		}
	}
	return nil
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
	end, err := w.position(w.ctx)
	if err != nil {
		return err
	}
	w.run.tracker.ResetPosition(w.stage.index, w.tp.topic, w.tp.partition, 0)
	var records, bytes int64
	err = w.reread(w.ctx, end, func(r *kgo.Record) {
		if w.member.gate.Pass(w.ctx) != nil {
			return
		}
		records++
		bytes += int64(len(r.Key) + len(r.Value))
		w.record(r, w.run.clock.Now(), true)
		w.run.tracker.Position(w.stage.index, w.tp.topic, w.tp.partition, r.Offset+1)
	})
	if err != nil {
		return err
	}
	if w.shard != nil {
		w.shard.setReady(true)
	}
	b.done(records, bytes)
	return nil
}

// position is the next offset to process.
func (w *worker) position(ctx context.Context) (int64, error) {
	if next, ok := w.progress.position(); ok {
		return next, nil
	}
	return w.committed(ctx)
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
	left := make(chan struct{}, len(workers))
	for _, w := range workers {
		b := &rebuilding{entry: entry, done: func(records, bytes int64) {
			s.run.event(results.Event{Kind: results.Progress, Entry: entry, Stage: s.spec.Name, Count: records, Bytes: bytes,
				Text: fmt.Sprintf("%s/%d is rebuilt", s.run.top.topics[w.tp.topic].Name, w.tp.partition)})
			left <- struct{}{}
		}}
		select {
		case w.rebuilds <- b:
		case <-w.ctx.Done():
		}
	}
	s.run.guard.Go("rebuilding stage "+s.spec.Name, func() error {
		for range workers {
			select {
			case <-left:
			case <-s.run.ctx.Done():
				return nil
			}
		}
		close(done)
		return nil
	})
	return done
}
