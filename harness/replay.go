package harness

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/freshet-bench/freshet/harness/client"
	"github.com/freshet-bench/freshet/results"
	"github.com/freshet-bench/freshet/scenarios"
)

// replay is a replay entry under way: teams that read a topic again.
type replay struct {
	entry string
	spec  scenarios.Replay
	teams []*team
	done  chan struct{} // closed when every team has read to the frozen end
}

// team is one of them.
type team struct {
	read, bytes, total atomic.Int64
}

// startReplay freezes the topic's end offsets and starts the teams.
func (r *run) startReplay(ctx context.Context, entry string, spec scenarios.Replay) (*replay, error) {
	physical := r.top.topics[r.top.byName[spec.Topic]].physical
	// A team is given what is committed, as it is of a topic without transactions.
	ends, err := r.stableOffsets(ctx, physical)
	if err != nil {
		return nil, err
	}
	starts, err := r.startOffsets(ctx, physical)
	if err != nil {
		return nil, err
	}
	r.guard.Go("asking for the tiers of "+spec.Topic, func() error {
		r.noteReadTiers(ctx, entry, offsetsOf{starts, ends}, spec.Topic)
		return nil
	})
	p := &replay{entry: entry, spec: spec, done: make(chan struct{})}
	var wg sync.WaitGroup
	for i := range spec.Teams {
		t := &team{}
		for partition, end := range ends[physical] {
			t.total.Add(end - starts[physical][partition])
		}
		p.teams = append(p.teams, t)
		role := client.Role{Kind: client.KindReplay, Name: entry, Class: "replay", Zone: r.zone(i)}
		rd, err := r.newReader(role, nil, starts, ends, r.sc.Transactional(spec.Topic), client.FetchFrom(r.sc.FetchFrom)...)
		if err != nil {
			return nil, fmt.Errorf("starting team %d: %w", i+1, err)
		}
		wg.Add(1)
		r.guard.Go(fmt.Sprintf("replay %s, team %d", entry, i+1), func() error {
			defer wg.Done()
			return r.replayTeam(ctx, p, i, t, rd)
		})
	}
	r.guard.Go("replay "+entry, func() error {
		wg.Wait()
		if ctx.Err() == nil {
			close(p.done)
		}
		return nil
	})
	r.addReplay(p)
	return p, nil
}

// replayTeam reads to the end at the team's rate.
func (r *run) replayTeam(ctx context.Context, p *replay, i int, t *team, rd *reader) error {
	defer rd.close()
	began := r.clock.Now()
	for more := true; more; {
		var err error
		more, err = rd.next(ctx, func(rec *kgo.Record) {
			t.read.Add(1)
			t.bytes.Add(int64(len(rec.Key) + len(rec.Value)))
		})
		if ctx.Err() != nil {
			return nil
		}
		if err != nil {
			return err
		}
		if p.spec.Rate > 0 {
			throttle(ctx, began+seconds(float64(t.read.Load())/p.spec.Rate)-r.clock.Now())
		}
	}
	r.event(results.Event{Kind: results.Progress, Entry: p.entry, Team: i + 1, Count: t.read.Load(), Bytes: t.bytes.Load(),
		Text: fmt.Sprintf("team %d has read %d records", i+1, t.read.Load())})
	return nil
}

// throttle waits for d, or until ctx is done.
func throttle(ctx context.Context, d time.Duration) {
	if d <= 0 {
		return
	}
	select {
	case <-time.After(d):
	case <-ctx.Done():
	}
}
