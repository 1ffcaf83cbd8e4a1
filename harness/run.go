package harness

import (
	"context"
	"errors"
	"fmt"
	"hash/crc32"
	"math/rand/v2"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/freshet-bench/freshet/harness/client"
	"github.com/freshet-bench/freshet/harness/pace"
	"github.com/freshet-bench/freshet/harness/scrape"
	"github.com/freshet-bench/freshet/harness/target"
	"github.com/freshet-bench/freshet/harness/track"
	"github.com/freshet-bench/freshet/results"
	"github.com/freshet-bench/freshet/results/measure"
	"github.com/freshet-bench/freshet/scenarios"
	"github.com/freshet-bench/freshet/workload"
)

// run is one run under way.
type run struct {
	sc  *scenarios.Scenario
	tgt target.Target
	opt Options
	ctx context.Context // ends everything at once

	name   string // run id: in names of topics and groups
	id     uint32 // run id: in envelopes
	prefix string
	spec   workload.Spec
	work   *workload.Workload
	top    *topology
	plan   results.Plan
	clock  *pace.Clock
	guard  *guard

	clients   *client.Factory
	traffic   *trafficLog
	control   *kgo.Client  // of the harness itself
	admin     *kadm.Client // around control
	tracker   *track.Tracker
	rec       *results.Writer
	ages      *results.AgeRecorder
	observe   observing
	scraper   *scrape.Scraper // nil if there is nothing to scrape
	sources   []*source
	stages    []*stage
	decisions []*decision
	entries   []*entry

	end     atomic.Int64 // of the load, as an offset from the epoch
	aborted chan string  // the expectation that ended the load

	mu      sync.Mutex
	replays []*replay
	notes   map[string]int
	told    map[string]bool // about entries
}

// Run drives a target through a scenario and writes the run record. The error is
// for a run that could not be made or whose target or harness failed; where a
// record exists the Result is there all the same. Run starts the target and
// closes it.
func Run(ctx context.Context, sc *scenarios.Scenario, tgt target.Target, opt Options) (*Result, error) {
	r, err := newRun(sc, tgt, opt)
	if err != nil {
		return nil, err
	}
	if err := r.startTarget(ctx); err != nil {
		return nil, err
	}
	err = r.onTarget(ctx)
	if cerr := tgt.Close(); cerr != nil && err == nil {
		err = fmt.Errorf("closing the target %s: %w", tgt.Kind(), cerr)
	}
	if r.rec == nil {
		return nil, err
	}
	return r.conclude(err)
}

// newRun is a run that has touched nothing yet.
func newRun(sc *scenarios.Scenario, tgt target.Target, opt Options) (*run, error) {
	if opt.Sleep == nil {
		opt.Sleep = pace.Nanosleep
	}
	r := &run{sc: sc, tgt: tgt, opt: opt, clock: pace.NewClock(), guard: newGuard(), notes: map[string]int{}, told: map[string]bool{}, aborted: make(chan string, 1)}
	r.observe.to = opt.Observe
	return r, r.compile()
}

// compile turns the scenario into a workload and a topology.
func (r *run) compile() (err error) {
	if err := Check(r.sc, r.tgt); err != nil {
		return err
	}
	if _, err := scrape.Endpoints(r.opt.Scrape); err != nil {
		return err
	}
	if r.spec, err = r.sc.Spec(); err != nil {
		return err
	}
	if r.work, err = workload.Compile(r.spec); err != nil {
		return err
	}
	r.name = time.Now().UTC().Format("20060102-150405") + "-" + strconv.FormatUint(uint64(rand.Uint32()), 36)
	r.id = crc32.ChecksumIEEE([]byte(r.name))
	r.prefix = "freshet-" + r.name + "."
	r.top, err = newTopology(r.sc, r.prefix)
	return err
}

// startTarget starts the target; an interrupt ends it at once.
func (r *run) startTarget(ctx context.Context) error {
	ctx, cancel := r.interruptible(ctx)
	defer r.guard.wait()
	defer cancel(nil)
	err := r.tgt.Start(ctx, r.needs())
	switch {
	case err == nil:
		return nil
	case errors.Is(context.Cause(ctx), ErrInterrupted):
		return ErrInterrupted
	}
	return fmt.Errorf("starting the target %s: %w", r.tgt.Kind(), err)
}

// interruptible is a context that an interrupt ends too, until cancel is called.
func (r *run) interruptible(ctx context.Context) (context.Context, context.CancelCauseFunc) {
	ctx, cancel := context.WithCancelCause(ctx)
	r.guard.Go("waiting for an interrupt", func() error {
		select {
		case <-r.opt.Interrupt:
			cancel(ErrInterrupted)
		case <-ctx.Done():
		}
		return nil
	})
	return ctx, cancel
}

// needs is what the run asks of its target.
func (r *run) needs() target.Needs {
	needs := target.Needs{Zones: r.sc.Zones}
	for _, t := range r.sc.Topics {
		needs.Replication = max(needs.Replication, t.Replication)
	}
	for _, s := range r.sc.Stages {
		if d := s.Group.Session; d > 0 && (needs.Session == 0 || d < needs.Session) {
			needs.Session = d
		}
	}
	r.footprint(&needs)
	return needs
}

// onTarget makes the record and runs, once the target has started.
func (r *run) onTarget(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	r.ctx = ctx
	if err := r.makeScraper(); err != nil {
		return err
	}
	r.plan = newPlan(r.sc, r.top, r.work, r.prefix, r.opt.ClocksAhead)
	rec, err := results.Create(r.opt.Out, r.describe(), r.plan, r.sc.Resolved)
	if err != nil {
		return err
	}
	r.rec, r.ages = rec, rec.Ages()
	r.observe.plan(r.plan, r.opt.Out)
	if r.scraper != nil {
		defer r.scraper.Close()
	}
	err = r.execute(ctx)
	cancel()
	r.guard.wait()
	// What made the target fail says more than what its clients saw of it.
	if f, ok := target.As[target.Failing](r.tgt); ok && f.Failure() != nil {
		return f.Failure()
	}
	if failure := r.guard.failure(); failure != nil {
		return failure
	}
	return err
}

func (r *run) describe() results.Run {
	return results.Run{
		Format: results.Format, Definitions: results.Definitions, ID: r.name, Freshet: r.opt.Version, Command: r.opt.Command,
		Scenario: r.sc.Name, Seed: r.sc.Seed, Created: time.Now().UTC(), Machine: machine(r.opt.Sleep, r.opt.Runtime.usableCores()), Target: r.tgt.Facts(),
	}
}

// execute takes the run through its phases.
func (r *run) execute(ctx context.Context) error {
	defer r.closeClients()
	if err := r.prepare(ctx); err != nil {
		return err
	}
	stop := make(chan struct{})
	sampled := make(chan struct{})
	sending := r.load(ctx, stop, sampled)
	over := make(chan struct{})
	defer close(over)
	r.guard.Go("waiting for an interrupt", func() error { r.tellInterrupt(over); return nil })
	r.drain(ctx, sending)
	close(stop)
	<-sampled
	if err := context.Cause(ctx); err != nil {
		return err
	}
	if err := r.guard.failure(); err != nil {
		return nil // reported by onTarget
	}
	r.noteTiers(ctx, false)
	if err := r.verify(ctx); err != nil {
		return err
	}
	r.countNotes()
	r.tellDisk()
	r.phase(results.PhaseDone)
	return nil
}

// tellDisk says how much disk the target took, where it is this machine's.
func (r *run) tellDisk() {
	d, ok := target.As[target.DiskUser](r.tgt)
	if !ok {
		return
	}
	if folder, bytes, err := d.DiskUsed(); err == nil && folder != "" {
		r.event(results.Event{Kind: results.Info, Bytes: bytes,
			Text: fmt.Sprintf("the target held %s on disk", measure.FormatQuantity(float64(bytes), measure.Bytes))})
	}
}

// prepare is everything before the load; an interrupt ends it at once.
func (r *run) prepare(ctx context.Context) error {
	ctx, cancel := r.interruptible(ctx)
	defer cancel(nil)
	r.phase(results.PhaseSetup)
	err := r.setUp(ctx)
	if err == nil {
		r.phase(results.PhaseHistory)
		err = r.fillHistory(ctx)
	}
	if err == nil {
		err = r.settleTarget(ctx)
	}
	if err == nil {
		err = r.startStages(ctx)
	}
	if err == nil {
		r.placeReplicas(ctx)
	}
	if errors.Is(context.Cause(ctx), ErrInterrupted) {
		return ErrInterrupted
	}
	return err
}

// setUp makes clients, topics and the parts of the run.
func (r *run) setUp(ctx context.Context) error {
	r.traffic = &trafficLog{meter: client.NewMeter(), rec: r.rec}
	r.clients = client.New(r.tgt, r.traffic.meter)
	r.layPaths()
	control, err := r.clients.New(client.Role{Kind: client.KindControl}, nil)
	if err != nil {
		return err
	}
	r.control, r.admin = control, kadm.NewClient(control)
	r.tracker = track.New(r.top.tracker(r.sc))
	if err := r.tgt.Prepare(ctx, r.topics()); err != nil {
		return fmt.Errorf("creating the topics: %w", err)
	}
	for i := range r.sc.Sources {
		s, err := newSource(r, i)
		if err != nil {
			return err
		}
		r.sources = append(r.sources, s)
	}
	for i := range r.sc.Stages {
		r.stages = append(r.stages, newStage(r, i))
	}
	for i := range r.sc.Decisions {
		r.decisions = append(r.decisions, newDecision(r, i))
	}
	return r.newTimeline()
}

func (r *run) topics() []target.Topic {
	var out []target.Topic
	for _, t := range r.top.topics {
		out = append(out, target.Topic{
			Name: t.physical, Partitions: t.Partitions, Replication: t.Replication,
			Compact: t.Compact, Retention: t.Retention, MinISR: t.MinInSync(), History: t.History.Bytes,
		})
	}
	return out
}

// startStages puts every group at the end of what history wrote, starts the
// members and waits until each partition has one.
func (r *run) startStages(ctx context.Context) error {
	for _, s := range r.stages {
		if err := r.commitEnds(ctx, s); err != nil {
			return err
		}
		r.setSession(ctx, s)
		if err := s.start(); err != nil {
			return err
		}
	}
	deadline := time.Now().Add(readyWithin)
	for _, s := range r.stages {
		for !s.ready() {
			if time.Now().After(deadline) {
				return fmt.Errorf("stage %s: its group did not assign all of %d partitions within %s", s.spec.Name, s.partitions(), readyWithin)
			}
			if !r.sleep(ctx, 5*time.Millisecond) {
				return context.Cause(ctx)
			}
		}
	}
	return nil
}

func (r *run) commitEnds(ctx context.Context, s *stage) error {
	var topics []string
	for physical := range s.reads {
		topics = append(topics, physical)
	}
	ends, err := r.endOffsets(ctx, topics...)
	if err != nil {
		return err
	}
	var at kadm.Offsets
	for topic, partitions := range ends {
		for p, end := range partitions {
			at.AddOffset(topic, p, end, -1)
			r.tracker.ResetPosition(s.index, s.reads[topic], p, end)
		}
	}
	if err := r.admin.CommitAllOffsets(ctx, s.group, at); err != nil {
		return fmt.Errorf("placing the group of stage %s: %w", s.spec.Name, err)
	}
	return nil
}

// sending is the sources at work.
type sending struct {
	done chan struct{} // closed when they have nothing left to send, or gave up
	stop context.CancelFunc
}

// load runs from t = 0 until the schedule is over or an interrupt.
func (r *run) load(ctx context.Context, stop, sampled chan struct{}) sending {
	r.end.Store(int64(r.sc.Duration))
	r.countRecent()
	r.plan.Epoch = r.clock.StartIn(epochLead)
	if err := errors.Join(r.rec.WritePlan(r.plan), r.traffic.begin()); err != nil {
		r.guard.fail(err)
	}
	r.phase(results.PhaseLoad)
	r.cutScheduled()
	load, over := context.WithCancel(ctx)
	defer over()
	generating, stopSources := context.WithCancel(ctx)
	var sources, others sync.WaitGroup
	for _, s := range r.sources {
		r.in(&sources, "source "+s.spec.Name, func() error { return s.generate(generating) })
	}
	for _, d := range r.decisions {
		r.in(&others, "decision "+d.spec.Name, func() error { return d.ask(load) })
	}
	for _, e := range r.entries {
		r.in(&others, "timeline entry "+e.spec.Name, func() error { return e.play(load) })
	}
	r.guard.Go("sampling", func() error {
		defer close(sampled)
		r.sleep(ctx, -r.clock.Now())
		return newSampler(r).sample(stop)
	})
	r.watchUsage(ctx, stop)
	r.in(&others, "watching expectations", func() error { return r.watchAborts(load) })
	r.untilEnd(ctx)
	over()
	others.Wait()
	out := sending{done: make(chan struct{}), stop: stopSources}
	r.guard.Go("sources", func() error { sources.Wait(); close(out.done); return nil })
	return out
}

// in runs f as part of a group.
func (r *run) in(wg *sync.WaitGroup, what string, f func() error) {
	wg.Add(1)
	r.guard.Go(what, func() error {
		defer wg.Done()
		return f()
	})
}

// untilEnd waits for the end of the load: by the schedule, an interrupt, an
// expectation that can no longer hold, or a failure.
func (r *run) untilEnd(ctx context.Context) {
	select {
	case <-time.After(r.sc.Duration - r.clock.Now()):
		return
	case <-r.opt.Interrupt:
		r.end.Store(int64(r.clock.Now()))
		r.event(results.Event{Kind: results.Interrupted, Text: "interrupted: load ends, what is in flight is drained and verified; interrupt again to stop at once"})
	case text := <-r.aborted:
		r.end.Store(int64(r.clock.Now()))
		r.event(results.Event{Kind: results.Abort, Text: "failed, so load ends: " + text})
	case <-r.guard.failed:
		r.end.Store(int64(r.clock.Now()))
	case <-ctx.Done():
		r.end.Store(int64(r.clock.Now()))
	}
}

// cutScheduled cuts the histograms where entries are known to begin, and a second
// before: there the steady state ends.
func (r *run) cutScheduled() {
	for _, e := range r.sc.Timeline {
		if begin, end, known := r.sc.EntryWindow(e.Name); known {
			r.ages.Cut(begin - time.Second)
			r.ages.Cut(begin)
			if e.Burst != nil || e.Reconnect != nil {
				r.ages.Cut(end)
			}
		}
	}
}

// loadEnd is when load ends, as an offset from the epoch.
func (r *run) loadEnd() time.Duration { return time.Duration(r.end.Load()) }

// conclude closes the record, judges it and writes the outcome.
func (r *run) conclude(failed error) (*Result, error) {
	switch {
	case failed == nil:
	case errors.Is(failed, ErrInterrupted):
		r.event(results.Event{Kind: results.Interrupted, Text: failed.Error()})
	case r.guard.failure() != nil || !errors.Is(failed, context.Canceled):
		r.event(results.Event{Kind: results.Failure, Text: failed.Error()})
	default:
		r.event(results.Event{Kind: results.Interrupted, Text: "stopped at once"})
	}
	err := errors.Join(failed, r.ages.Close())
	rec, oerr := results.Open(r.opt.Out)
	if oerr != nil {
		return nil, errors.Join(err, oerr, r.rec.Close())
	}
	res := &Result{Dir: r.opt.Out, Record: rec, Outcome: results.Judge(rec)}
	return res, errors.Join(err, r.rec.Outcome(*res.Outcome), r.rec.Close())
}

func (r *run) closeSources() {
	for _, s := range r.sources {
		s.senders.close()
	}
}

func (r *run) closeClients() {
	r.closeSources()
	for _, s := range r.stages {
		s.abandon()
	}
	if r.admin != nil {
		r.admin.Close()
	}
}
