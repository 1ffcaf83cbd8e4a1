package harness

import (
	"cmp"
	"fmt"
	"os"
	"slices"
	"time"

	"github.com/freshet-bench/freshet/harness/target"
	"github.com/freshet-bench/freshet/results"
)

// allPartitionsEvery is how many windows apart every partition's gauges are
// written; in between it is the worst three.
const (
	allPartitionsEvery = 10
	worstPartitions    = 3
)

// sampler reads the gauges and closes a window a second.
type sampler struct {
	run     *run
	process *processMeter
	oldest  [][]time.Duration // by stage: the window's samples
	worst   []string
	next    time.Duration // of the next gauge sample
	from    time.Duration // of the open window
	last    totals
	windows int
}

// totals are the counters at the end of the last window.
type totals struct {
	sources   []results.SourceWindow
	stages    []results.StageWindow
	decisions []results.DecisionWindow
	teams     map[string][]results.TeamWindow
}

func newSampler(r *run) *sampler {
	n := len(r.stages)
	s := &sampler{run: r, process: newProcessMeter(), oldest: make([][]time.Duration, n), worst: make([]string, n)}
	// The counters began at 0 with the run: what the first moments brought before
	// the sampler woke belongs to the first window.
	s.last = totals{
		sources:   make([]results.SourceWindow, len(r.sources)),
		stages:    make([]results.StageWindow, n),
		decisions: make([]results.DecisionWindow, len(r.decisions)),
	}
	return s
}

// countRecent starts the count of what is recent, before there is anything to count.
func (r *run) countRecent() {
	for _, src := range r.sources {
		src.generator.Recent()
		src.target.Recent()
	}
	for _, d := range r.decisions {
		d.late.Recent()
	}
	for _, st := range r.stages {
		st.ages.platform.Recent()
	}
}

// sample runs from t = 0 until stop is closed, through load and drain.
func (s *sampler) sample(stop <-chan struct{}) error {
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		timer.Reset(max(s.next-s.run.clock.Now(), 0))
		select {
		case <-stop:
			return s.close(s.run.clock.Now())
		case <-timer.C:
		}
		now := s.run.clock.Now()
		s.gauge(now)
		if now >= s.from+results.WindowLength {
			if err := s.close(s.from + results.WindowLength); err != nil {
				return err
			}
		}
	}
}

// gauge takes the samples that are due. If the sampler was late, the samples
// that it missed are reckoned back: the oldest event waits a second a second.
func (s *sampler) gauge(now time.Duration) {
	for i := range s.run.stages {
		age, where := s.run.tracker.Oldest(i, now)
		for at := s.next; at <= now && at < s.from+results.WindowLength; at += results.GaugeEvery {
			s.oldest[i] = append(s.oldest[i], max(age-(now-at), 0))
		}
		s.worst[i] = where
	}
	for s.next <= now && s.next < s.from+results.WindowLength {
		s.next += results.GaugeEvery
	}
}

// close writes the window [from, at).
func (s *sampler) close(at time.Duration) error {
	if at <= s.from {
		return nil
	}
	r := s.run
	now := s.totals()
	w := results.Window{
		At: s.from, Length: at - s.from, Phase: "load", Process: s.process.read(),
		Sources: map[string]results.SourceWindow{}, Stages: map[string]results.StageWindow{},
		Decisions: map[string]results.DecisionWindow{}, Replays: map[string][]results.TeamWindow{},
	}
	if s.from >= r.loadEnd() {
		w.Phase = "drain"
	}
	r.opt.Runtime.heap(w.Process.HeapLive)
	s.fillSources(&w, now)
	s.fillStages(&w, now)
	s.fillReaders(&w, now)
	s.last, s.from = now, at
	s.windows++
	return s.write(w)
}

func (s *sampler) fillSources(w *results.Window, now totals) {
	for i, src := range s.run.sources {
		n, was := now.sources[i], s.last.sources[i]
		n.Due, n.Sent, n.Acked = n.Due-was.Due, n.Sent-was.Sent, n.Acked-was.Acked
		n.Failed, n.Bytes = n.Failed-was.Failed, n.Bytes-was.Bytes
		generator, target := src.generator.Recent(), src.target.Recent()
		wait := time.Duration(src.waitGenerator.Load())
		n.GeneratorP999, n.GeneratorMax = max(generator.P999, wait), max(generator.Max, wait)
		wait = time.Duration(src.waitTarget.Load())
		n.TargetP999, n.TargetMax = max(target.P999, wait), max(target.Max, wait)
		w.Sources[src.spec.Name] = n
	}
}

func (s *sampler) fillStages(w *results.Window, now totals) {
	at := s.run.clock.Now()
	for i, st := range s.run.stages {
		n := subtractStage(now.stages[i], s.last.stages[i])
		n.Oldest, s.oldest[i] = s.oldest[i], nil
		n.Worst = s.worst[i]
		n.Lag, n.Backlog = s.run.tracker.Lag(i, at)
		n.Members = st.membersAssigned()
		n.PollGapMax = st.pollGap()
		n.Partitions = s.partitions(i, at)
		w.Stages[st.spec.Name] = n
	}
}

func subtractStage(n, was results.StageWindow) results.StageWindow {
	n.Seen -= was.Seen
	n.Available -= was.Available
	n.Redelivered -= was.Redelivered
	n.Reprocessed -= was.Reprocessed
	n.OutOfOrder -= was.OutOfOrder
	n.Disorder -= was.Disorder
	n.Damaged -= was.Damaged
	n.Negative -= was.Negative
	n.OverRange -= was.OverRange
	n.StaleWrites -= was.StaleWrites
	n.Resurrected -= was.Resurrected
	n.Erased -= was.Erased
	n.Aborted -= was.Aborted
	return n
}

// partitions is the worst three input partitions of a stage that have anything
// waiting, or every tenth window all of them.
func (s *sampler) partitions(stage int, at time.Duration) []results.PartitionGauge {
	all := s.run.tracker.Gauges(stage, at)
	if s.windows%allPartitionsEvery == 0 {
		return all
	}
	all = slices.DeleteFunc(all, func(g results.PartitionGauge) bool { return g.Lag == 0 && g.Oldest == 0 })
	slices.SortStableFunc(all, func(a, b results.PartitionGauge) int {
		return cmp.Or(cmp.Compare(b.Oldest, a.Oldest), cmp.Compare(b.Lag, a.Lag))
	})
	return all[:min(len(all), worstPartitions)]
}

func (s *sampler) fillReaders(w *results.Window, now totals) {
	for i, d := range s.run.decisions {
		n, was := now.decisions[i], s.last.decisions[i]
		w.Decisions[d.spec.Name] = results.DecisionWindow{
			LateP999: d.late.Recent().P999,
			Asked:    n.Asked - was.Asked, WithEvent: n.WithEvent - was.WithEvent,
			Missed: n.Missed - was.Missed, Unanswered: n.Unanswered - was.Unanswered,
		}
	}
	for name, teams := range now.teams {
		was := s.last.teams[name]
		for i, t := range teams {
			if i < len(was) {
				t.Read, t.Bytes = t.Read-was[i].Read, t.Bytes-was[i].Bytes
			}
			w.Replays[name] = append(w.Replays[name], t)
		}
	}
}

// totals reads every counter.
func (s *sampler) totals() totals {
	t := totals{teams: map[string][]results.TeamWindow{}}
	for _, src := range s.run.sources {
		t.sources = append(t.sources, results.SourceWindow{
			Due: src.due.Load(), Sent: src.sent.Load(), Acked: src.acked.Load(), Failed: src.failed.Load(),
			Bytes: src.bytes.Load(), Unsent: src.unsent.Load(), InFlight: src.inFlight.Load(),
		})
	}
	for _, st := range s.run.stages {
		t.stages = append(t.stages, st.totals())
	}
	for _, d := range s.run.decisions {
		c := &d.counts
		t.decisions = append(t.decisions, results.DecisionWindow{
			Asked: c.asked.Load(), WithEvent: c.withEvent.Load(), Missed: c.missed.Load(), Unanswered: c.unanswered.Load(),
		})
	}
	for _, p := range s.run.allReplays() {
		for _, tm := range p.teams {
			read := tm.read.Load()
			t.teams[p.entry] = append(t.teams[p.entry], results.TeamWindow{
				Read: read, Bytes: tm.bytes.Load(), Remaining: tm.total.Load() - read,
			})
		}
	}
	return t
}

func (s *stage) totals() results.StageWindow {
	c := &s.counts
	w := results.StageWindow{
		Seen: c.seen.Load(), Available: c.available.Load(), Redelivered: c.redelivered.Load(), Reprocessed: c.reprocessed.Load(),
		OutOfOrder: c.outOfOrder.Load(), Disorder: c.disorder.Load(), Damaged: c.damaged.Load(),
		StaleWrites: c.staleWrites.Load(), Resurrected: c.resurrected.Load(), Erased: c.erased.Load(), Aborted: c.aborted.Load(),
	}
	w.Negative = s.ages.platform.Negative()
	w.OverRange = s.ages.platform.OverRange()
	return w
}

// write puts a window, and every ten seconds the ledger, into the record.
func (s *sampler) write(w results.Window) error {
	r := s.run
	if f, ok := target.As[target.Failing](r.tgt); ok && f.Failure() != nil {
		return f.Failure()
	}
	if _, err := os.Stat(r.opt.Out); err != nil {
		return fmt.Errorf("the run's folder is gone: %w", err)
	}
	if err := r.rec.Window(w); err != nil {
		return err
	}
	if err := r.ages.Flush(w.At + w.Length); err != nil {
		return err
	}
	if at := w.At + w.Length; at <= trafficFinely || s.windows%ledgerEvery == 0 {
		if err := r.traffic.write(at); err != nil {
			return err
		}
	}
	if s.windows%ledgerEvery == 0 {
		if err := r.writeLedger(w.At+w.Length, false); err != nil {
			return err
		}
	}
	r.observe.window(w)
	for _, st := range r.stages {
		r.observe.ages(st.spec.Name, st.ages.platform.TakeRecent())
	}
	return nil
}

// ledgerEvery is the windows from one writing of the ledger to the next.
const ledgerEvery = 10

// writeLedger writes what changed in the ledger and the oldest signals; all writes every line of the ledger.
func (r *run) writeLedger(at time.Duration, all bool) error {
	if err := r.rec.Ledger(r.tracker.Ledger(at, all)); err != nil {
		return err
	}
	for _, st := range r.stages {
		if err := r.rec.Worst(st.worst.fresh()); err != nil {
			return err
		}
	}
	return nil
}
