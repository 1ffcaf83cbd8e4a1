package harness

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"sync/atomic"
	"time"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/freshet-bench/freshet/results"
	"github.com/freshet-bench/freshet/scenarios"
	"github.com/freshet-bench/freshet/workload"
)

const (
	// sendBurst bounds the events sent before the source looks again at what
	// has become due, so that the due cursor advances during a long backlog.
	sendBurst = 512
	// idleAtMost bounds a wait, so that an interrupt is seen.
	idleAtMost = 10 * time.Millisecond
	// creditPoll is how long a source without credit waits before it looks again.
	creditPoll = 250 * time.Microsecond
)

// source generates one source's events in an open loop: what is due is announced
// on time whatever the target does, and sent as soon as it has credit, which the
// clients of its zones share.
type source struct {
	run     *run
	index   int
	spec    scenarios.Source
	topic   *topic
	senders senders
	slab    recordSlab
	doing   string // of the promises, for a panic's report
	slip    slipMeter
	queue   *backlog

	generator, target, ack *results.Series

	due, sent, acked, failed, bytes atomic.Int64
	unsent, inFlight                atomic.Int64
	waitGenerator, waitTarget       atomic.Int64 // of the oldest unsent event, ns
	acks                            ackTimes
}

func newSource(r *run, index int) (*source, error) {
	spec := r.sc.Sources[index]
	s := &source{run: r, index: index, spec: spec, doing: "acknowledging a record of source " + spec.Name, topic: &r.top.topics[r.top.byName[spec.Topic]]}
	s.generator = r.ages.Series(results.TagGenerator + spec.Name)
	s.target = r.ages.Series(results.TagTargetSlip + spec.Name)
	s.ack = r.ages.Series(results.TagAck + spec.Name)
	if err := s.connect(); err != nil {
		return nil, fmt.Errorf("making a client of source %s: %w", spec.Name, err)
	}
	return s, nil
}

// generate runs until every event of the schedule is sent, or load ends. It
// returns when nothing is left to send, or ctx is done.
func (s *source) generate(ctx context.Context) error {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	stream := s.run.work.Stream(s.index)
	s.queue = newBacklog(stream, backlogMost)
	var next workload.Event
	more := stream.Next(&next)
	for ctx.Err() == nil {
		now := s.run.clock.Now()
		if now >= s.run.loadEnd() {
			more = more && next.Due < s.run.loadEnd()
		}
		for more && next.Due <= now {
			s.announce(&next, stream)
			more = stream.Next(&next)
		}
		s.sendDue(ctx)
		s.tellUnsent()
		if !more && s.queue.unsent() == 0 {
			return nil
		}
		s.wait(more, next.Due)
	}
	return nil
}

// tellUnsent publishes how much is unsent, and how long, by cause, the oldest of
// it has waited: an event that is never sent has no slip of its own.
func (s *source) tellUnsent() {
	var generator, target time.Duration
	if ev := s.queue.peek(); ev != nil {
		generator, target = s.slip.split(ev.Due, s.run.clock.Now())
	}
	s.unsent.Store(s.queue.unsent())
	s.waitGenerator.Store(int64(generator))
	s.waitTarget.Store(int64(target))
}

// announce takes an event from the schedule: from now on it is owed.
func (s *source) announce(ev *workload.Event, stream *workload.Stream) {
	s.run.tracker.Due(ev)
	s.due.Add(1)
	s.queue.push(ev, stream)
}

// sendDue sends what is due, as far as the client's credit goes.
func (s *source) sendDue(ctx context.Context) {
	for range sendBurst {
		ev := s.queue.peek()
		if ev == nil {
			s.slip.idle()
			return
		}
		now := s.run.clock.Now()
		if s.inFlight.Load() >= int64(s.spec.Client.InFlight) {
			s.slip.hold(now)
			return
		}
		s.slip.release(now)
		s.send(ctx, ev, now)
		s.queue.pop()
	}
}

// wait sleeps until the next event is due, or the client may have credit again.
func (s *source) wait(more bool, due time.Duration) {
	pause := idleAtMost
	if s.queue.unsent() > 0 {
		if !s.slip.open {
			return
		}
		pause = creditPoll
	}
	if more {
		pause = min(pause, due-s.run.clock.Now())
	}
	if pause > 0 {
		s.run.opt.Sleep(pause)
	}
}

func (s *source) send(ctx context.Context, ev *workload.Event, now time.Duration) {
	generator, target := s.slip.split(ev.Due, now)
	s.generator.Record(ev.Due, generator)
	s.target.Record(ev.Due, target)
	p := s.slab.next()
	p.source, p.event, p.sent = s, *ev, now
	p.fill(&s.slab, now)
	s.inFlight.Add(1)
	s.sent.Add(1)
	s.bytes.Add(int64(len(p.record.Key) + len(p.record.Value)))
	s.run.tracker.Sent(ev, now)
	s.sender(ev, p.record.Key).TryProduce(ctx, &p.record, settle)
}

// settle is the promise of every source record.
func settle(r *kgo.Record, err error) {
	p := r.Context.(*parcel)
	s := p.source
	defer s.run.guard.catch(s.doing)
	now := s.run.clock.Now()
	if err != nil {
		s.failed.Add(1)
		s.run.tracker.Failed(&p.event, failedState(err))
		s.run.note(fmt.Sprintf("source %s: a record was not acknowledged: %v", s.spec.Name, plainly(err)))
	} else {
		s.acked.Add(1)
		s.ack.Record(p.event.Due, now-p.event.Due)
		s.acks.put(&p.event, p.sent, now)
		s.run.tracker.Acked(&p.event, r.Partition, r.Offset, now)
	}
	s.slab.settled(p)
	s.inFlight.Add(-1)
}

// failedState tells a record that was definitely not written from one of which
// that is not known.
func failedState(err error) string {
	for _, refused := range []error{
		kgo.ErrMaxBuffered, kerr.MessageTooLarge, kerr.RecordListTooLarge, kerr.InvalidRecord,
		kerr.TopicAuthorizationFailed, kerr.ClusterAuthorizationFailed, kerr.PolicyViolation, kerr.InvalidTopicException,
	} {
		if errors.Is(err, refused) {
			return results.StateRejected
		}
	}
	return results.StateUnconfirmed
}
