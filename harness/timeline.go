package harness

import (
	"context"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/freshet-bench/freshet/harness/fault"
	"github.com/freshet-bench/freshet/results"
	"github.com/freshet-bench/freshet/scenarios"
	"github.com/freshet-bench/freshet/workload"
)

const verbFreeze = "freeze"

// entry is a timeline entry of this run.
type entry struct {
	run   *run
	spec  *scenarios.Entry
	verb  fault.Verb
	ended chan struct{} // closed when it has ended

	begun atomic.Bool
	left  atomic.Int64 // when it was taken back, from the epoch; 0 = it is in effect, or not begun
}

// newTimeline makes every entry ready to be done. A verb that the target cannot
// do is an error that names both.
func (r *run) newTimeline() error {
	for i := range r.sc.Timeline {
		spec := &r.sc.Timeline[i]
		verb, err := r.verb(spec)
		if err != nil {
			return fmt.Errorf("timeline entry %s: %w", spec.Name, err)
		}
		r.entries = append(r.entries, &entry{run: r, spec: spec, verb: verb, ended: make(chan struct{})})
	}
	return nil
}

func (r *run) verb(e *scenarios.Entry) (fault.Verb, error) {
	if h, ok := hookFor(e, r.tgt); ok {
		return r.hooked(e, h)
	}
	switch {
	case e.Burst != nil, e.Reconnect != nil:
		return fault.Scheduled{}, nil
	case e.Stall != nil:
		return fault.NewStall(r.tgt, r.brokers(e.Stall.Broker))
	case e.Outage != nil && e.Verb == "restart":
		return fault.NewRestart(r.tgt, r.brokers(e.Outage.Broker))
	case e.Outage != nil:
		return fault.NewKill(r.tgt, r.brokers(e.Outage.Broker))
	case e.Replace != nil:
		return fault.NewReplace(r.tgt, r.brokers(e.Replace.Broker))
	case e.Move != nil:
		return r.moving(e.Move)
	case e.Scale != nil:
		return fault.NewScale(r.tgt, e.Scale.Brokers, e.Scale.Rebalance)
	case e.Cut != nil, e.Delay != nil, e.Limit != nil:
		return r.networkVerb(e)
	case e.Replay != nil:
		return fault.Call(func(ctx context.Context) (fault.Effect, error) {
			p, err := r.startReplay(ctx, e.Name, *e.Replay)
			if err != nil {
				return fault.Effect{}, err
			}
			return fault.Effect{Done: p.done}, nil
		}), nil
	case e.Rebuild != nil:
		s := r.stageNamed(e.Rebuild.Stage)
		return fault.Call(func(ctx context.Context) (fault.Effect, error) {
			r.guard.Go("asking for the tiers of what "+s.spec.Name+" reads", func() error {
				r.noteReadTiers(ctx, e.Name, offsetsOf{}, s.spec.Reads...)
				return nil
			})
			return fault.Effect{Done: s.startRebuild(e.Name)}, nil
		}), nil
	case e.Slow != nil:
		return slowing(r.stageNamed(e.Slow.Stage), e.Slow.Work.Workload()), nil
	case e.Members != nil:
		return memberVerb(r.stageNamed(e.Members.Stage), e.Verb, e.Members.Count)
	}
	return nil, fmt.Errorf("the verb %s is not known", e.Verb)
}

func (r *run) brokers(which string) fault.Brokers {
	return fault.Brokers{Which: which, Physical: func(topic string) string { return r.prefix + topic }}
}

func (r *run) moving(m *scenarios.Move) (fault.Verb, error) {
	topic := m.Topic
	if m.Leaders != "" {
		topic = m.Leaders
	}
	return fault.NewMove(r.tgt, fault.Move{Topic: r.prefix + topic, To: m.To, LeadersOnly: m.Leaders != ""})
}

// slowing changes a stage's work and changes it back.
func slowing(s *stage, work workload.Dist) fault.Verb {
	return fault.Call(func(context.Context) (fault.Effect, error) {
		before := s.work.Swap(&work)
		return fault.Effect{End: func(context.Context) error {
			s.work.Store(before)
			return nil
		}}, nil
	})
}

// memberVerb kills, stops or freezes members of a stage.
func memberVerb(s *stage, verb string, count int) (fault.Verb, error) {
	do := map[string]func(*member){
		"kill": (*member).kill, "stop": (*member).stop, verbFreeze: (*member).freeze,
	}[verb]
	if do == nil {
		return nil, fmt.Errorf("the verb %s is not known for members of a stage", verb)
	}
	return fault.Call(func(context.Context) (fault.Effect, error) {
		taken := s.take(count)
		for _, m := range taken {
			do(m)
		}
		return fault.Effect{End: func(context.Context) error { return s.bringBack(taken, verb == verbFreeze) }}, nil
	}), nil
}

// bringBack thaws frozen members, or starts new ones in the place of the dead.
func (s *stage) bringBack(taken []*member, thaw bool) error {
	for _, m := range taken {
		if thaw {
			m.thaw()
		} else if err := s.startMember(m.index); err != nil {
			return err
		}
	}
	return nil
}

// play does the entry at its time and undoes it when it is over. What is in
// effect when load ends is undone, so that the drain can finish, but for members
// that were to stay away; its end is then not recorded: it was not reached.
func (e *entry) play(load context.Context) error {
	weighed := newWeighing(e)
	if !weighed.begin(load) || !e.await(load, 0) {
		return nil
	}
	begin := e.begin()
	e.run.ages.Cut(begin)
	e.run.event(results.Event{At: begin, Kind: results.EntryBegin, Entry: e.spec.Name})
	e.begun.Store(true)
	effect, err := e.verb.Begin(load)
	if err != nil {
		return e.abandon(load, effect, err)
	}
	if effect.Note != "" {
		e.run.event(results.Event{Kind: results.Info, Entry: e.spec.Name, Text: effect.Note})
	}
	over, err := e.over(load, begin, effect)
	if err != nil {
		return err
	}
	if effect.End != nil && (over || !e.forGood()) {
		if err := effect.End(e.run.ctx); err != nil {
			return fmt.Errorf("ending it: %w", err)
		}
	}
	if over {
		end := e.end()
		e.left.Store(int64(end))
		e.run.ages.Cut(end)
		e.run.event(results.Event{At: end, Kind: results.EntryEnd, Entry: e.spec.Name, Text: effect.Until})
		close(e.ended)
		if err := e.settle(load, effect); err != nil {
			return err
		}
		weighed.end(load, effect.Moves)
	}
	return nil
}

// abandon takes back what an entry had begun that could not be done. One that was
// cut off by the load's end is no failure.
func (e *entry) abandon(load context.Context, begun fault.Effect, err error) error {
	if load.Err() != nil {
		err = nil
	}
	if begun.End == nil {
		return err
	}
	switch undone := begun.End(e.run.ctx); {
	case undone == nil:
		return err
	case err == nil:
		return undone
	default:
		return fmt.Errorf("%w; %w", err, undone)
	}
}

// settle records when the target was whole again, if load lasts so long.
func (e *entry) settle(load context.Context, effect fault.Effect) error {
	if effect.Settle == nil {
		return nil
	}
	note, err := effect.Settle(load)
	switch {
	case load.Err() != nil:
		return nil
	case err != nil:
		return err
	}
	e.run.event(results.Event{Kind: results.Info, Entry: e.spec.Name, Text: note})
	return nil
}

// await waits until it is so long before the entry's time, or until the entry that
// it comes after has ended; false if load ended before.
func (e *entry) await(load context.Context, before time.Duration) bool {
	if e.spec.After != "" {
		select {
		case <-e.run.entryNamed(e.spec.After).ended:
		case <-load.Done():
			return false
		}
		return e.run.sleep(load, e.spec.At-before)
	}
	return e.run.sleep(load, e.spec.At-before-e.run.clock.Now())
}

// begin is when it began: as scheduled where the schedule does it, else now.
func (e *entry) begin() time.Duration {
	if begin, _, known := e.run.sc.EntryWindow(e.spec.Name); known && e.scheduled() {
		return begin
	}
	return e.run.clock.Now()
}

func (e *entry) end() time.Duration {
	if _, end, known := e.run.sc.EntryWindow(e.spec.Name); known && e.scheduled() {
		return end
	}
	return e.run.clock.Now()
}

func (e *entry) scheduled() bool {
	_, ok := e.verb.(fault.Scheduled)
	return ok
}

// forGood is true for members that are killed or stopped and do not come back.
func (e *entry) forGood() bool {
	return e.spec.Members != nil && e.spec.Verb != verbFreeze && e.spec.For == 0
}

// over waits until the entry is over; false if load ended before.
func (e *entry) over(load context.Context, begin time.Duration, effect fault.Effect) (bool, error) {
	switch {
	case effect.Run != nil:
		err := effect.Run(e.run.ctx)
		return load.Err() == nil, err
	case effect.Done != nil:
		select {
		case <-effect.Done:
			return true, nil
		case <-load.Done():
			return false, nil
		}
	case e.scheduled():
		end := e.end()
		return e.run.sleep(load, end-e.run.clock.Now()) || e.run.clock.Now() >= end, nil
	case e.spec.For == 0:
		<-load.Done()
		return false, nil
	}
	end := begin + e.spec.For
	return e.run.sleep(load, end-e.run.clock.Now()) || e.run.clock.Now() >= end, nil
}

func (r *run) entryNamed(name string) *entry {
	for _, e := range r.entries {
		if e.spec.Name == name {
			return e
		}
	}
	return nil
}
