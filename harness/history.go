package harness

import (
	"context"
	"fmt"
	"sync/atomic"

	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/freshet-bench/freshet/harness/client"
	"github.com/freshet-bench/freshet/results"
	"github.com/freshet-bench/freshet/workload"
)

// fillHistory writes what topics hold before t = 0, unmetered.
func (r *run) fillHistory(ctx context.Context) error {
	for i := range r.sources {
		if r.spec.Sources[i].History.Bytes == 0 {
			continue
		}
		if err := r.fillSource(ctx, r.sources[i]); err != nil {
			return fmt.Errorf("filling the history of topic %s: %w", r.sources[i].topic.Name, err)
		}
	}
	return nil
}

func (r *run) fillSource(ctx context.Context, s *source) error {
	opts := append(client.ProducerOpts(s.spec.Client), kgo.DefaultProduceTopic(s.topic.physical))
	cl, err := r.clients.New(client.Role{Kind: client.KindHistory, Name: s.spec.Name}, nil, opts...)
	if err != nil {
		return err
	}
	defer cl.CloseAllowingRebalance()
	var (
		failed atomic.Pointer[error]
		slab   recordSlab
		ev     workload.Event
		count  int64
		bytes  int64
	)
	stream := r.work.History(s.index)
	for stream.Next(&ev) && ctx.Err() == nil && failed.Load() == nil {
		p := slab.next()
		p.source, p.event = s, ev
		p.fill(&slab, ev.Due)
		count++
		bytes += int64(len(p.record.Value))
		cl.Produce(ctx, &p.record, func(_ *kgo.Record, err error) {
			if err != nil {
				failed.CompareAndSwap(nil, &err)
			}
		})
	}
	if err := cl.Flush(ctx); err != nil {
		return err
	}
	if err := failed.Load(); err != nil {
		return *err
	}
	r.event(results.Event{Kind: results.Info, Count: count, Bytes: bytes,
		Text: fmt.Sprintf("history: %d records in %s", count, s.topic.Name)})
	return ctx.Err()
}
