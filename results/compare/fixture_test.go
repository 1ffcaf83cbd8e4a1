package compare

import (
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"testing"
	"time"

	"github.com/freshet-bench/freshet/results"
)

const (
	ms  = time.Millisecond
	sec = time.Second
)

// made is a run record that a test writes; change what the test is about.
type made struct {
	scenario string
	duration time.Duration
	seed     uint64
	// age is that of every signal, but for a few percent of noise.
	age time.Duration
	// yaml is the resolved scenario.
	yaml string
	// unfinished leaves out the end of the run, as a kill does.
	unfinished bool
	// events are written when the load begins, usage when it has ended.
	events []results.Event
	usage  []results.UsageLine
	plan   func(*results.Plan)
	run    func(*results.Run)
}

// madePlan is a source, two stages in a row, one beside them and a decision.
func madePlan(name string, duration time.Duration) results.Plan {
	return results.Plan{
		Name: name, Duration: duration, Warmup: sec, Shards: 1,
		Topics: []results.PlanTopic{
			{Name: "raw", Physical: "f.raw", Partitions: 2, Source: true},
			{Name: "features", Physical: "f.features", Partitions: 2},
		},
		Sources: []results.PlanSource{{Name: "clicks", Topic: "raw", Class: "serving", Rate: 100}},
		Stages: []results.PlanStage{
			{Name: "enrich", Class: "serving", Reads: []string{"raw"}, Writes: "features", Objective: 500 * ms, Depth: 1, Sources: []string{"clicks"}},
			{Name: "ranking", Class: "serving", Reads: []string{"features"}, Serves: "user", Objective: 500 * ms, Depth: 2, Sources: []string{"clicks"}},
			{Name: "analytics", Class: "analytics", Reads: []string{"raw"}, Depth: 1, Sources: []string{"clicks"}},
		},
		Decisions: []results.PlanDecision{{Name: "page-view", Asks: "ranking", After: "clicks", Tolerance: 2 * sec}},
		Expect:    []results.PlanExpect{{Text: "ranking.platform-age.p99 < 500ms"}},
	}
}

// write writes the record into a folder.
func (m made) write(tb testing.TB, dir string) {
	tb.Helper()
	if m.scenario == "" {
		m.scenario = "test"
	}
	plan := madePlan(m.scenario, m.duration)
	run := results.Run{
		ID: fmt.Sprintf("%s-%d-%s", m.scenario, m.seed, filepath.Base(dir)), Scenario: m.scenario, Seed: m.seed, Created: time.Unix(int64(m.seed%1e6), 0).UTC(),
		Target: results.Target{Name: "embedded", Kind: "embedded", Caveat: "a protocol path"}, Machine: results.Machine{Cores: 2, OS: "linux"},
	}
	if m.plan != nil {
		m.plan(&plan)
	}
	if m.run != nil {
		m.run(&run)
	}
	w, err := results.Create(dir, run, plan, []byte("name: "+m.scenario+"\n"+m.yaml))
	if err != nil {
		tb.Fatal(err)
	}
	m.fill(tb, w, plan)
	if err := w.Close(); err != nil {
		tb.Fatal(err)
	}
}

func (m made) fill(tb testing.TB, w *results.Writer, plan results.Plan) {
	tb.Helper()
	must := func(err error) {
		tb.Helper()
		if err != nil {
			tb.Fatal(err)
		}
	}
	must(w.Event(results.Event{Kind: results.Phase, Text: results.PhaseLoad}))
	for _, e := range m.events {
		must(w.Event(e))
	}
	must(w.Usage(m.usage))
	m.load(w.Ages(), plan)
	for at := time.Duration(0); at < plan.Duration; at += sec {
		must(w.Window(m.window(at, plan)))
	}
	all := results.Intervals{{First: 0, Last: uint64(plan.Duration/(10*ms)) - 1}}
	line := func(stage, state string) results.LedgerLine {
		return results.LedgerLine{At: plan.Duration, Source: "clicks", Topic: "raw", Stage: stage, State: state, Intervals: all}
	}
	lines := []results.LedgerLine{line("", results.StateDue), line("", results.StateAcked), line("", results.StateAudited), line("enrich", results.StateAudited)}
	for _, s := range plan.Stages {
		lines = append(lines, line(s.Name, results.StateAvailable))
	}
	must(w.Ledger(lines))
	if m.unfinished {
		return
	}
	must(w.Event(results.Event{At: plan.Duration, Kind: results.Phase, Text: results.PhaseDrain}))
	must(w.Facts(results.Facts{Audit: &results.AuditFacts{Done: true, Topics: []results.AuditTopic{{Topic: "raw", Done: true}, {Topic: "features", Done: true}}}}))
	must(w.Event(results.Event{At: plan.Duration + sec, Kind: results.Phase, Text: results.PhaseDone}))
}

// load records a signal every 10 ms.
func (m made) load(ages *results.AgeRecorder, plan results.Plan) {
	rng := rand.New(rand.NewPCG(m.seed, uint64(m.age)))
	level := 1 + 0.02*rng.Float64() // this run's
	for due := time.Duration(0); due < plan.Duration; due += 10 * ms {
		age := time.Duration(float64(m.age) * level * (1 + 0.05*rng.Float64()))
		ages.Series(results.TagGenerator+"clicks").Record(due, 0)
		ages.Series(results.TagAck+"clicks").Record(due, age/4)
		for _, s := range plan.Stages {
			ages.Series(results.TagAge+s.Name).Record(due, age)
			ages.Series(results.TagPlatform+s.Name).Record(due, age)
		}
		if due%(50*ms) == 0 {
			ages.Series(results.TagAsked+"page-view").Record(due, 0)
			ages.Series(results.TagStaleness+"page-view").Record(due, age/2)
		}
	}
}

// window is a second of the load.
func (m made) window(at time.Duration, plan results.Plan) results.Window {
	w := results.Window{
		At: at, Length: sec, Phase: results.PhaseLoad, Stages: map[string]results.StageWindow{},
		Sources: map[string]results.SourceWindow{"clicks": {Due: 100, Sent: 100, Acked: 100, Bytes: 51200}},
	}
	for _, s := range plan.Stages {
		var st results.StageWindow
		for range sec / results.GaugeEvery {
			st.Oldest = append(st.Oldest, m.age)
		}
		w.Stages[s.Name] = st
	}
	return w
}

// folder writes runs of one age with the seeds 1 to n into a folder of dir.
func folder(tb testing.TB, dir string, n int, m made) string {
	tb.Helper()
	for i := range n {
		m.seed = uint64(i + 1)
		m.write(tb, filepath.Join(dir, fmt.Sprintf("%03d", i+1)))
	}
	return dir
}

// short is a run of six seconds.
func short(age time.Duration) made { return made{duration: 6 * sec, age: age} }

// compared opens and compares.
func compared(tb testing.TB, opt Options, args ...string) *Comparison {
	tb.Helper()
	sides, left, err := Open(args)
	if err != nil {
		tb.Fatal(err)
	}
	opt.LeftOut = left
	opt.Resamples = 300
	c, err := Compare(sides, opt)
	if err != nil {
		tb.Fatal(err)
	}
	return c
}

// rowOf is a row that has to be there.
func rowOf(tb testing.TB, c *Comparison, id string) Measure {
	tb.Helper()
	m, ok := c.Measure(id)
	if !ok {
		tb.Fatalf("no row %q", id)
	}
	return m
}
