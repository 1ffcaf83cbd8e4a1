package harness_test

import (
	"context"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/freshet-bench/freshet/harness"
	"github.com/freshet-bench/freshet/harness/target"
	"github.com/freshet-bench/freshet/results"
	"github.com/freshet-bench/freshet/scenarios"
	"github.com/freshet-bench/freshet/workload"
)

// allKnownAnswers is the variable that has all cases run: make truth sets it.
// Without it a choice of them runs.
const allKnownAnswers = "FRESHET_TRUTH"

// known is a disturbance whose effect on the age of every event can be computed.
type known struct {
	name string
	// what says in a line what is disturbed and how the ages are computed.
	what     string
	scenario string
	sets     []string
	// part is what is compared: "overall", or "during" an entry.
	part string
	// action compares ages from the action on, not platform ages.
	action bool
	brief  bool // runs in ordinary tests too
	// prepare changes how the case is run; nil = not at all.
	prepare func(*knownRun)
	// ages is the arithmetic: the age of each event of the schedule, in order of due.
	ages func(*knownRun, []workload.Event) []time.Duration
	// closed adds statistics of a closed form; nil = none is known.
	closed func(*knownRun, []time.Duration) []row
}

// knownRun is a case that is run.
type knownRun struct {
	*known
	t    *testing.T
	sc   *scenarios.Scenario
	tgt  target.Target
	opt  harness.Options
	res  *harness.Result
	held []bool // by partition: its leader is disturbed
}

// calm is the traffic of the cases with nothing that disturbs it. Its p99 is what
// the path itself adds to ages.
const calm = `
name: known-answer
duration: 12s
warmup: 1s
drain: 60s
population: {users: 10_000, active: {of: clicks, gap: 1s, session: 1m}}
topics:
  raw.clicks: {partitions: 6}
sources:
  clicks: {topic: raw.clicks, key: user, rate: 300/s, arrivals: poisson, size: 100B, client: {linger: 0s}}
stages:
  reader: {class: serving, reads: raw.clicks, objective: 500ms, group: {session: 30s}}
`

// knownAnswers are the cases, in the order of docs/truth.md.
func knownAnswers() []known {
	return slices.Concat(stallCases(), pathCases(), queueCases(), scheduleCases())
}

// TestKnownAnswers holds what runs report against arithmetic, in virtual time.
func TestKnownAnswers(t *testing.T) {
	if testing.Short() {
		t.Skip("virtual time is slow under the race detector; the runs in real time are what it watches")
	}
	all := os.Getenv(allKnownAnswers) != ""
	undisturbed := sync.OnceValue(func() time.Duration {
		res := driveVirtual(t, load(t, calm), target.EmbeddedOptions{}, plain)
		return partOf(t, res.Outcome, "reader", "overall").Platform.P99
	})
	var rows []row
	for _, k := range knownAnswers() {
		if !all && !k.brief {
			continue
		}
		t.Run(k.name, func(t *testing.T) {
			r := k.run(t)
			rows = append(rows, r.compare(undisturbed())...)
		})
	}
	if t.Failed() {
		return
	}
	holdPage(t, rows, all)
}

// run runs the case.
func (k *known) run(t *testing.T) *knownRun {
	t.Helper()
	r := &knownRun{known: k, t: t, sc: load(t, k.scenario, k.sets...)}
	r.res = driveBubble(t, r.sc, func() (target.Target, harness.Options) {
		r.tgt = target.Embedded(target.EmbeddedOptions{Virtual: true})
		if k.prepare != nil {
			k.prepare(r)
		}
		return r.tgt, r.opt
	})
	if r.res.Outcome.Status != results.Completed {
		t.Fatalf("status %s: %s", r.res.Outcome.Status, r.res.Outcome.Failure)
	}
	return r
}

// entry is the only entry of the case's timeline, as it was recorded.
func (r *knownRun) entry() results.EntryOutcome {
	r.t.Helper()
	if len(r.res.Outcome.Entries) != 1 || !r.res.Outcome.Entries[0].Ended {
		r.t.Fatalf("entries: %+v", r.res.Outcome.Entries)
	}
	return r.res.Outcome.Entries[0]
}

// schedule is every event of the run in order of due, and what its age has to be.
func (r *knownRun) schedule() ([]workload.Event, []time.Duration) {
	r.t.Helper()
	spec, err := r.sc.Spec()
	if err != nil {
		r.t.Fatal(err)
	}
	work, err := workload.Compile(spec)
	if err != nil {
		r.t.Fatal(err)
	}
	var events []workload.Event
	stream, ev := work.Stream(0), workload.Event{}
	for stream.Next(&ev) {
		events = append(events, ev)
	}
	return events, r.ages(r, events)
}

// span is the time that the compared part covers.
func (r *knownRun) span() (begin, end time.Duration) {
	if strings.HasPrefix(r.part, "during ") {
		e := r.entry()
		return e.Begin, e.End
	}
	return r.sc.Warmup, r.sc.Duration
}

// expected is the ages of the events in the compared part, in order of due.
func (r *knownRun) expected() []time.Duration {
	r.t.Helper()
	events, ages := r.schedule()
	begin, end := r.span()
	var out []time.Duration
	for i, ev := range events {
		if ev.Due >= begin && ev.Due < end {
			out = append(out, ages[i])
		}
	}
	return out
}

// reported is what the outcome says of the compared part.
func (r *knownRun) reported() results.Quantiles {
	r.t.Helper()
	part := partOf(r.t, r.res.Outcome, "reader", r.part)
	if r.action {
		return part.Age
	}
	return part.Platform
}

// beside has a function called with the physical name of the topic when load
// begins.
func (r *knownRun) beside(do func(topic string)) {
	var topic string
	r.opt.Observe.Plan = func(p results.Plan, _ string) {
		for _, pt := range p.Topics {
			if pt.Name == "raw.clicks" {
				topic = pt.Physical
			}
		}
	}
	r.opt.Observe.Event = func(e results.Event) {
		if e.Kind == results.Phase && e.Text == results.PhaseLoad {
			do(topic)
		}
	}
}

// findHeld notes which partitions the leader of the topic's first one leads.
func findHeld(r *knownRun) {
	r.beside(func(topic string) {
		finder, ok := target.As[target.BrokerFinder](r.tgt)
		if !ok {
			r.t.Error("the target cannot tell its brokers apart")
			return
		}
		var leaders []int32
		for p := range r.sc.Topics[0].Partitions {
			leader, err := finder.Leader(context.Background(), topic, p)
			if err != nil {
				r.t.Error(err)
				return
			}
			leaders = append(leaders, leader)
		}
		for _, leader := range leaders {
			r.held = append(r.held, leader == leaders[0])
		}
	})
}

// key identifies an event of a source.
type key struct {
	n    uint64
	copy uint8
}

// oldest compares the oldest signals of the record one by one with the arithmetic,
// and returns the ages of the one that differs most.
func (r *knownRun) oldest() (reported, expected time.Duration) {
	r.t.Helper()
	events, ages := r.schedule()
	computed := make(map[key]time.Duration, len(events))
	for i, ev := range events {
		computed[key{ev.N, ev.Copy}] = ages[i]
	}
	if len(r.res.Record.Worst) == 0 {
		r.t.Fatal("the record has no oldest signals")
	}
	worst := time.Duration(-1)
	for _, s := range r.res.Record.Worst {
		age, want := s.Age, computed[key{s.N, s.Copy}]
		if off := (age - want).Abs(); off > worst {
			worst, reported, expected = off, age, want
		}
	}
	return reported, expected
}
