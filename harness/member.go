package harness

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"

	"github.com/freshet-bench/freshet/harness/client"
	"github.com/freshet-bench/freshet/results"
	"github.com/freshet-bench/freshet/workload"
)

const (
	commitBefore = "before" // a stage's commit: at most once
	// pollAtMost is half of what a worker holds: it has something to do while it is
	// given more.
	pollAtMost = inboxAtMost / 2
	// settleWithin bounds how long a member that gives up a partition waits for
	// the acknowledgements of its outputs.
	settleWithin = 5 * time.Second
)

// member is one consumer of a stage's group, with a worker for each partition
// that it holds.
type member struct {
	stage   *stage
	index   int
	gate    *client.Gate
	client  *kgo.Client
	session *kgo.GroupTransactSession // around client; nil if the stage has no transactions
	made    chan struct{}             // closed when client is set; its callbacks may come before
	ctx     context.Context           // ends polling
	cancel  context.CancelFunc
	polled  chan struct{} // closed when poll has returned
	closed  sync.Once     // of the client

	moved atomic.Bool                        // partitions went, and the session knows that it aborts what is next
	wake  atomic.Pointer[context.CancelFunc] // ends the poll at hand

	polls  *pollWatch
	frozen atomic.Bool
	dead   atomic.Bool

	mu      sync.Mutex
	workers map[topicPartition]*worker
}

func newMember(s *stage, index int) (*member, error) {
	m := &member{
		stage: s, index: index, gate: client.NewGate(),
		workers: map[topicPartition]*worker{}, polled: make(chan struct{}), made: make(chan struct{}),
		polls: newPollWatch(),
	}
	m.ctx, m.cancel = context.WithCancel(s.run.ctx)
	role := client.Role{Kind: "stage", Name: s.spec.Name, Class: s.spec.Class, Zone: s.run.stageZone(s, index)}
	opts := append(client.ConsumerOpts(s.spec.Client), client.ProducerOpts(s.spec.Client)...)
	opts = append(opts, client.FetchFrom(s.spec.FetchFrom)...)
	if err := m.connect(role, append(opts, m.groupOpts()...)); err != nil {
		m.cancel()
		return nil, err
	}
	close(m.made)
	return m, nil
}

// connect makes the member's client, with a session around it if the stage has
// transactions.
func (m *member) connect(role client.Role, opts []kgo.Opt) (err error) {
	s := m.stage
	if !s.transacts() {
		m.client, err = s.run.clients.New(role, m.gate, opts...)
		return err
	}
	// The id stays with the member's place: who takes it over fences who had it.
	id := fmt.Sprintf("%s-%d", s.group, m.index)
	opts = append(opts, kgo.TransactionalID(id), kgo.TransactionTimeout(s.spec.Transaction.Timeout))
	if m.session, err = s.run.clients.NewSession(role, m.gate, opts...); err == nil {
		m.client = m.session.Client()
	}
	return err
}

// run polls and processes until the member ends.
func (m *member) run() error {
	if m.session != nil {
		return m.transact()
	}
	return m.poll()
}

// inboxSize bounds what a worker of the member holds.
func (m *member) inboxSize() int {
	if m.stage.transacts() {
		return m.stage.budget()
	}
	return inboxAtMost
}

func (m *member) groupOpts() []kgo.Opt {
	s := m.stage
	var topics []string
	for physical := range s.reads {
		topics = append(topics, physical)
	}
	session := s.spec.Group.Session
	opts := []kgo.Opt{
		kgo.ConsumerGroup(s.group), kgo.ConsumeTopics(topics...),
		kgo.ConsumeResetOffset(kgo.NewOffset().AtStart()),
		kgo.DisableAutoCommit(), kgo.BlockRebalanceOnPoll(), client.Isolation(s.readsCommitted()),
		kgo.OnPartitionsAssigned(m.assigned), kgo.OnPartitionsRevoked(m.revoked), kgo.OnPartitionsLost(m.lost),
	}
	if session > 0 {
		opts = append(opts, kgo.SessionTimeout(session), kgo.HeartbeatInterval(min(session/3, 3*time.Second)))
	}
	if s.spec.Group.Static {
		opts = append(opts, kgo.InstanceID(fmt.Sprintf("%s-%d", s.group, m.index)))
	}
	if s.spec.Group.Protocol == protocolConsumer {
		opts = append(opts, kgo.ServerSideBalancer())
	}
	return opts
}

// poll hands what is fetched to the workers until the member ends.
func (m *member) poll() error {
	defer close(m.polled)
	m.stage.run.guard.Go("committing for stage "+m.stage.spec.Name, m.commitLoop)
	for m.ctx.Err() == nil {
		fetches := m.client.PollRecords(m.ctx, pollAtMost)
		if m.gate.Pass(m.ctx) == nil {
			seen := m.stage.clock.Now()
			m.polls.away(seen)
			m.dispatch(fetches, seen)
			m.polls.back(m.stage.clock.Now())
		}
		m.client.AllowRebalance()
	}
	return nil
}

func (m *member) dispatch(fetches kgo.Fetches, seen time.Duration) {
	m.noteErrors(fetches)
	if m.stage.spec.Commit == commitBefore {
		m.commitFirst(fetches)
		m.polls.away(m.stage.clock.Now()) // the commit was the target's time
	}
	m.hand(fetches, seen, nil)
}

func (m *member) noteErrors(fetches kgo.Fetches) {
	fetches.EachError(func(topic string, p int32, err error) {
		if m.worthNoting(err) {
			m.stage.run.note(fmt.Sprintf("stage %s: fetching %s/%d: %v", m.stage.spec.Name, topic, p, plainly(err)))
		}
	})
}

// hand gives the workers what was fetched, for a transaction if tx is not nil.
func (m *member) hand(fetches kgo.Fetches, seen time.Duration, tx *transaction) {
	fetches.EachPartition(func(p kgo.FetchTopicPartition) {
		if len(p.Records) == 0 {
			return
		}
		m.mu.Lock()
		w := m.workers[topicPartition{m.stage.reads[p.Topic], p.Partition}]
		m.mu.Unlock()
		got := batch{records: p.Records, seen: seen, tx: tx}
		tx.give(len(got.records))
		if w != nil {
			w.in.put(got)
		} else {
			got.drop(0)
		}
	})
}

// worthNoting is false for errors that a member has because it ends, or that the
// client deals with by joining its group again.
func (m *member) worthNoting(err error) bool {
	var session *kgo.ErrGroupSession
	return !m.dead.Load() && !errors.Is(err, context.Canceled) && !errors.Is(err, context.DeadlineExceeded) && !errors.Is(err, kgo.ErrClientClosed) && !errors.As(err, &session)
}

// commitFirst commits what was polled before any of it is processed. What is
// committed is the stage's: should the member die now, nobody reads it again.
func (m *member) commitFirst(fetches kgo.Fetches) {
	m.commit(m.ctx, endsOf(fetches), nil)
	var env workload.Envelope
	fetches.EachRecord(func(r *kgo.Record) {
		if env.Decode(headerOf(r), r.Value) == nil && env.Event.Flags&workload.FlagHistory == 0 {
			m.stage.see(topicPartition{m.stage.reads[r.Topic], r.Partition}, r.Offset, &env.Event)
		}
	})
}

// endsOf is the offsets to commit for having read all of fetches.
func endsOf(fetches kgo.Fetches) map[string]map[int32]kgo.EpochOffset {
	out := map[string]map[int32]kgo.EpochOffset{}
	fetches.EachPartition(func(p kgo.FetchTopicPartition) {
		if n := len(p.Records); n > 0 {
			put(out, p.Topic, p.Partition, p.Records[n-1].Offset+1)
		}
	})
	return out
}

func put(m map[string]map[int32]kgo.EpochOffset, topic string, partition int32, next int64) {
	if m[topic] == nil {
		m[topic] = map[int32]kgo.EpochOffset{}
	}
	m[topic][partition] = kgo.EpochOffset{Epoch: -1, Offset: next}
}

// assigned starts a worker for each new partition.
func (m *member) assigned(_ context.Context, _ *kgo.Client, got map[string][]int32) {
	defer m.stage.run.guard.catch("assigning partitions to stage " + m.stage.spec.Name)
	<-m.made
	if m.stage.closing.Load() || m.dead.Load() {
		return
	}
	n := 0
	for topic, partitions := range got {
		for _, p := range partitions {
			tp := topicPartition{m.stage.reads[topic], p}
			w := newWorker(m, tp, topic)
			m.mu.Lock()
			before := m.workers[tp]
			m.workers[tp] = w
			m.mu.Unlock()
			if before != nil {
				before.end()
			}
			m.stage.assign(m, tp, true)
			m.stage.run.guard.Go("working for stage "+m.stage.spec.Name, w.loop)
			n++
		}
	}
	m.tell("was given", n)
}

// revoked lets each worker finish the record at hand, waits for its outputs,
// and commits.
func (m *member) revoked(_ context.Context, _ *kgo.Client, lost map[string][]int32) {
	defer m.stage.run.guard.catch("revoking partitions of stage " + m.stage.spec.Name)
	<-m.made
	if m.session != nil {
		m.giveUpBetween(lost)
		return
	}
	// What is committed before it is processed is the member's to finish.
	finish := (*worker).giveUp
	if m.stage.spec.Commit == commitBefore {
		finish = (*worker).runDry
	}
	ending := m.remove(lost, finish)
	if m.dead.Load() {
		return
	}
	until, cancel := context.WithTimeout(m.stage.run.ctx, settleWithin)
	defer cancel()
	for _, w := range ending {
		w.settle(until)
		w.end()
	}
	if m.stage.spec.Commit != commitBefore {
		m.commitDone(until, ending)
	}
	m.tell("gave up", len(ending))
}

// giveUpBetween gives up partitions between two transactions: nothing of them is
// under way.
func (m *member) giveUpBetween(lost map[string][]int32) {
	ending := m.remove(lost, (*worker).giveUp)
	m.movedOn()
	m.tell("gave up", len(ending))
}

// movedOn has a session that begins a transaction look at its partitions first.
func (m *member) movedOn() {
	m.moved.Store(true)
	if stop := m.wake.Load(); stop != nil {
		(*stop)()
	}
}

// lost ends the workers of partitions that are another member's already.
func (m *member) lost(_ context.Context, _ *kgo.Client, lost map[string][]int32) {
	defer m.stage.run.guard.catch("losing partitions of stage " + m.stage.spec.Name)
	<-m.made
	ending := m.remove(lost, (*worker).giveUp)
	if m.session != nil {
		m.movedOn()
	}
	m.tell("lost", len(ending))
}

// remove takes workers out of service: finish tells each how to end.
func (m *member) remove(lost map[string][]int32, finish func(*worker)) []*worker {
	var out []*worker
	for topic, partitions := range lost {
		for _, p := range partitions {
			tp := topicPartition{m.stage.reads[topic], p}
			m.mu.Lock()
			w := m.workers[tp]
			delete(m.workers, tp)
			m.mu.Unlock()
			if w == nil {
				continue
			}
			finish(w)
			m.stage.assign(m, tp, false)
			out = append(out, w)
		}
	}
	return out
}

func (m *member) tell(did string, partitions int) {
	if partitions == 0 || m.dead.Load() {
		return
	}
	m.stage.run.event(results.Event{Kind: results.Rebalance, Stage: m.stage.spec.Name, Count: int64(partitions),
		Text: fmt.Sprintf("member %d %s %s", m.index, did, plural(partitions, "partition"))})
}

// commitLoop commits what is done once a second.
func (m *member) commitLoop() error {
	tick := time.NewTicker(commitEvery)
	defer tick.Stop()
	for {
		select {
		case <-m.polled:
			return nil
		case <-tick.C:
			if m.stage.spec.Commit != commitBefore && !m.frozen.Load() {
				m.commitDone(m.ctx, m.allWorkers())
			}
		}
	}
}

// commitDone commits what workers have passed since the last commit that went
// through.
func (m *member) commitDone(ctx context.Context, workers []*worker) {
	ends := map[string]map[int32]kgo.EpochOffset{}
	for _, w := range workers {
		if next, ok := w.progress.uncommitted(); ok {
			put(ends, w.physical, w.tp.partition, next)
		}
	}
	m.commit(ctx, ends, func() {
		for _, w := range workers {
			if end, ok := ends[w.physical][w.tp.partition]; ok {
				w.progress.commit(end.Offset)
			}
		}
	})
}

// commit commits offsets and calls done, if it is not nil, if all went through.
func (m *member) commit(ctx context.Context, ends map[string]map[int32]kgo.EpochOffset, done func()) {
	if len(ends) == 0 || m.dead.Load() {
		return
	}
	m.client.CommitOffsetsSync(ctx, ends, func(_ *kgo.Client, _ *kmsg.OffsetCommitRequest, resp *kmsg.OffsetCommitResponse, err error) {
		if err == nil {
			err = firstCommitError(resp)
		}
		switch {
		case err == nil && done != nil:
			done()
		case err != nil && ctx.Err() == nil && m.worthNoting(err):
			m.stage.run.noteCommit(m.stage.spec.Name, err)
		}
	})
}

// firstCommitError is what a partition's commit was refused for, or nil.
func firstCommitError(resp *kmsg.OffsetCommitResponse) error {
	for _, t := range resp.Topics {
		for _, p := range t.Partitions {
			if err := kerr.ErrorForCode(p.ErrorCode); err != nil {
				return err
			}
		}
	}
	return nil
}

// allWorkers is the member's workers now.
func (m *member) allWorkers() []*worker {
	m.mu.Lock()
	defer m.mu.Unlock()
	out := make([]*worker, 0, len(m.workers))
	for _, w := range m.workers {
		out = append(out, w)
	}
	return out
}

// stop leaves the group politely.
func (m *member) stop() {
	m.cancel()
	<-m.polled
	m.closed.Do(m.client.CloseAllowingRebalance)
	for _, w := range m.allWorkers() {
		w.end()
	}
	m.stage.drop(m)
}

// kill ends the member as a lost process does: its connections break, it leaves
// no group, commits nothing, and what it served is gone.
func (m *member) kill() {
	m.dead.Store(true)
	m.gate.Kill()
	m.cancel()
	for _, w := range m.allWorkers() {
		w.end()
	}
	m.stage.drop(m)
	<-m.polled
	m.stage.run.guard.Go("closing a killed member", func() error {
		m.closed.Do(func() { <-client.CloseDead(m.client) })
		return nil
	})
}

// freeze holds everything of the member still, as SIGSTOP does.
func (m *member) freeze() {
	m.stage.reassigned(func() { m.frozen.Store(true) })
	m.gate.Freeze()
}

func (m *member) thaw() {
	m.stage.reassigned(func() { m.frozen.Store(false) })
	m.gate.Thaw()
}
