package harness

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/freshet-bench/freshet/scenarios"
)

// transactAtMost is how many records one poll of a transaction takes at most, as
// Kafka's own consumer does unless it is told otherwise.
const transactAtMost = 500

// transacts reports whether the stage commits its output and the offsets of its
// input together.
func (s *stage) transacts() bool { return s.spec.Commit == scenarios.CommitTransaction }

// budget is how many records of a partition a member takes on at a time, so that
// their work fits between two commits.
func (s *stage) budget() int {
	work := s.work.Load().Mean()
	if work <= 0 {
		return transactAtMost
	}
	return int(min(max(s.spec.Transaction.Every.Seconds()/work, 1), transactAtMost))
}

// transact polls and processes in transactions until the member ends. A client
// that failed for good makes room for another, as a process does that ends itself
// and is started again.
func (m *member) transact() error {
	err := m.transactions()
	close(m.polled)
	switch {
	case err == nil || m.dead.Load():
		return nil
	case m.ctx.Err() != nil:
		m.stage.run.note(fmt.Sprintf("stage %s: a member could not end its last transaction: %v", m.stage.spec.Name, plainly(err)))
		return nil
	}
	m.stage.run.note(fmt.Sprintf("stage %s: a member's transaction failed, and it starts again: %v", m.stage.spec.Name, plainly(err)))
	m.stop()
	if m.stage.run.sleep(m.stage.run.ctx, retryAfter) && !m.dead.Load() {
		return m.stage.startMember(m.index)
	}
	return nil
}

// transactions makes one after the other; the error says why there can be no more.
func (m *member) transactions() error {
	for m.ctx.Err() == nil {
		fetches := m.pollFor(m.ctx)
		if m.moved.Swap(false) {
			// The session would abort the next transaction for partitions that went
			// before it began: end that now, and have what was polled polled again.
			if _, err := m.session.End(m.stage.run.ctx, kgo.TryAbort); err != nil {
				return err
			}
			fetches = nil
		}
		if fetches.NumRecords() > 0 {
			if err := m.transaction(fetches); err != nil {
				return err
			}
		} else {
			m.noteErrors(fetches)
		}
		m.client.AllowRebalance()
	}
	return nil
}

// pollFor polls until there are records, ctx ends or partitions go.
func (m *member) pollFor(ctx context.Context) kgo.Fetches {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	m.wake.Store(&cancel)
	if m.moved.Load() {
		cancel()
	}
	return m.client.PollRecords(ctx, min(transactAtMost, m.stage.budget()))
}

// transaction processes what was polled, and what else comes in the meantime, and
// commits it. No partition goes meanwhile, unless the group gives the member up.
func (m *member) transaction(fetches kgo.Fetches) error {
	if err := m.session.Begin(); err != nil {
		return err
	}
	tx := &transaction{}
	open, cancel := context.WithTimeout(m.ctx, m.stage.spec.Transaction.Every)
	defer cancel()
	for {
		m.noteErrors(fetches)
		if m.gate.Pass(m.stage.run.ctx) != nil {
			tx.fail()
			break
		}
		seen := m.stage.clock.Now()
		m.polls.away(seen)
		m.hand(fetches, seen, tx)
		m.polls.back(m.stage.clock.Now())
		if open.Err() != nil || tx.failed() || m.moved.Load() {
			break
		}
		fetches = m.pollFor(open)
	}
	tx.handed.Wait()
	return m.end(tx)
}

// end commits a transaction, or aborts it if it is broken or its partitions are
// another member's. An error leaves open which it was.
func (m *member) end(tx *transaction) error {
	ctx, cancel := m.whileNeeded()
	defer cancel()
	committed, err := m.session.End(ctx, kgo.TransactionEndTry(!tx.failed()))
	m.moved.Store(false)
	// A commit that the group gave up because it is rebalancing is cancelled, and
	// the transaction aborted.
	if errors.Is(err, context.Canceled) && ctx.Err() == nil && !m.dead.Load() {
		err = nil
	}
	switch {
	case err != nil:
		m.stage.leaveOpen(tx.all())
		return err
	case committed:
		for _, o := range tx.all() {
			o.count()
		}
		return nil
	}
	for _, o := range tx.all() {
		o.abort()
	}
	for _, w := range m.allWorkers() {
		w.progress.rewind()
	}
	m.stage.run.sleep(m.ctx, retryAfter)
	return nil
}

// whileNeeded is a context for the end of a transaction. It outlives the member's
// stop by a while only: there may be no broker left to end it.
func (m *member) whileNeeded() (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(m.stage.run.ctx)
	unwatch := context.AfterFunc(m.ctx, func() { time.AfterFunc(settleWithin, cancel) })
	return ctx, func() {
		unwatch()
		cancel()
	}
}

// leaveOpen keeps what was in a transaction of which nobody knows whether it was
// committed, until a member learns where the group stands.
func (s *stage) leaveOpen(effects []*output) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, o := range effects {
		s.open[o.worker.tp] = append(s.open[o.worker.tp], o)
	}
}

// settleOpen settles what was left open of a partition: the group's offset is in
// the same transaction as the output.
func (s *stage) settleOpen(tp topicPartition, position int64) {
	s.mu.Lock()
	open := s.open[tp]
	delete(s.open, tp)
	s.mu.Unlock()
	for _, o := range open {
		if o.input.Offset < position {
			o.countLate()
		} else {
			o.abort()
		}
	}
}

// abandonOpen gives up what nobody will settle any more. The audit finds it if it
// was committed.
func (s *stage) abandonOpen() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, open := range s.open {
		for _, o := range open {
			o.abort()
		}
	}
	clear(s.open)
}
