package metrics

import (
	"slices"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"

	"github.com/freshet-bench/freshet/results"
)

// runMetrics are the metrics of one run, in a registry of their own. All carry the
// scenario's name, so that runs of several do not mix.
type runMetrics struct {
	registry  *prometheus.Registry
	plan      results.Plan
	sources   group[results.SourceWindow]
	stages    group[results.StageWindow]
	decisions group[results.DecisionWindow]
	replays   group[teams]
	ages      *ages

	stale      *prometheus.CounterVec // seconds above the objective, by stage
	rebalances *prometheus.CounterVec
	entries    *prometheus.GaugeVec
	phase      *prometheus.GaugeVec
	clock      prometheus.Gauge
	warnings   prometheus.Counter
	generator  generator
	ending     ending
	scrapes    scrapes
}

func newRunMetrics(run Run, plan results.Plan) *runMetrics {
	m := &runMetrics{registry: prometheus.NewRegistry(), plan: plan, scrapes: newScrapes()}
	registerer := prometheus.WrapRegistererWith(prometheus.Labels{"scenario": plan.Name}, m.registry)
	in := promauto.With(registerer)
	stages := names(plan.Stages, func(s results.PlanStage) string { return s.Name })
	m.sources = newGroup(in, "source", names(plan.Sources, func(s results.PlanSource) string { return s.Name }), sourceCounters(), sourceGauges())
	m.stages = newGroup(in, "stage", stages, stageCounters(), stageGauges())
	m.decisions = newGroup(in, "decision", names(plan.Decisions, func(d results.PlanDecision) string { return d.Name }), decisionCounters(), decisionGauges())
	replays := slices.DeleteFunc(slices.Clone(plan.Entries), func(e results.PlanEntry) bool { return e.Verb != "replay" && e.Verb != "rebuild" })
	m.replays = newGroup(in, "entry", names(replays, func(e results.PlanEntry) string { return e.Name }), replayCounters(), replayGauges())
	m.ages = newAges(stages, time.Now())
	registerer.MustRegister(m.ages)
	m.generator = newGenerator(in)
	m.ending = newEnding(in)
	m.addStages(in)
	m.addRun(in, run)
	return m
}

// names are the names of the parts of a plan.
func names[T any](parts []T, name func(T) string) []string {
	var list []string
	for _, p := range parts {
		list = append(list, name(p))
	}
	return list
}

// addStages makes what is known of a stage from elsewhere than its windows alone.
func (m *runMetrics) addStages(in promauto.Factory) {
	label := []string{"stage"}
	objective := in.NewGaugeVec(prometheus.GaugeOpts{Name: "freshet_stage_objective_seconds", Help: "The stage's objective, where the scenario gives it one."}, label)
	m.stale = in.NewCounterVec(prometheus.CounterOpts{Name: "freshet_stage_stale_seconds_total", Help: definition("stale-time")}, label)
	m.rebalances = in.NewCounterVec(prometheus.CounterOpts{Name: "freshet_stage_rebalances_total", Help: "Changes of the assignment of one member of the stage's group, the first one included."}, label)
	for _, s := range m.plan.Stages {
		m.rebalances.WithLabelValues(s.Name)
		if s.Objective > 0 {
			objective.WithLabelValues(s.Name).Set(s.Objective.Seconds())
			m.stale.WithLabelValues(s.Name)
		}
	}
}

// addRun makes what is of the run as a whole.
func (m *runMetrics) addRun(in promauto.Factory, run Run) {
	in.NewGaugeVec(prometheus.GaugeOpts{Name: "freshet_run_info", Help: "What runs; always 1."}, []string{"target", "version", "seed"}).
		WithLabelValues(run.Target, run.Version, strconv.FormatUint(run.Seed, 10)).Set(1)
	in.NewGauge(prometheus.GaugeOpts{Name: "freshet_run_planned_seconds", Help: "For how long load is to run, the warmup included."}).Set(m.plan.Duration.Seconds())
	m.clock = in.NewGauge(prometheus.GaugeOpts{Name: "freshet_run_time_seconds", Help: "Time in the run at the end of the last second reported; 0 is the start of load."})
	m.warnings = in.NewCounter(prometheus.CounterOpts{Name: "freshet_run_warnings_total", Help: "Warnings that the run gave."})
	m.phase = in.NewGaugeVec(prometheus.GaugeOpts{Name: "freshet_run_phase", Help: "1 for the phase that the run is in, 0 for the others."}, []string{"phase"})
	for _, phase := range phases() {
		m.phase.WithLabelValues(phase)
	}
	m.entries = in.NewGaugeVec(prometheus.GaugeOpts{Name: "freshet_entry_in_effect", Help: "1 while the timeline entry is in effect, else 0."}, []string{"entry", "verb"})
	for _, e := range m.plan.Entries {
		m.entries.WithLabelValues(e.Name, e.Verb)
	}
}

// phases are the phases of a run, in order.
func phases() []string {
	return []string{results.PhaseSetup, results.PhaseHistory, results.PhaseLoad, results.PhaseDrain, results.PhaseAudit, results.PhaseDone}
}

// window takes a window of the run.
func (m *runMetrics) window(w results.Window) {
	for name, s := range w.Sources {
		m.sources.window(name, s)
	}
	for name, s := range w.Stages {
		m.stages.window(name, s)
	}
	for name, d := range w.Decisions {
		m.decisions.window(name, d)
	}
	for name, t := range w.Replays {
		m.replays.window(name, t)
	}
	for _, s := range m.plan.Stages {
		if s.Objective > 0 {
			m.stale.WithLabelValues(s.Name).Add(staleSeconds(w.Stages[s.Name], s.Objective))
		}
	}
	m.generator.window(w)
	m.clock.Set((w.At + w.Length).Seconds())
}

// staleSeconds is for how long of a window a stage was out of its objective.
func staleSeconds(w results.StageWindow, objective time.Duration) float64 {
	stale := 0
	for _, age := range w.Oldest {
		if age > objective {
			stale++
		}
	}
	return (time.Duration(stale) * results.GaugeEvery).Seconds()
}

// event takes an event of the run.
func (m *runMetrics) event(e results.Event) {
	switch e.Kind {
	case results.Phase:
		for _, phase := range phases() {
			m.phase.WithLabelValues(phase).Set(indicator(phase == e.Text))
		}
	case results.EntryBegin, results.EntryEnd:
		i := slices.IndexFunc(m.plan.Entries, func(p results.PlanEntry) bool { return p.Name == e.Entry })
		if i >= 0 {
			m.entries.WithLabelValues(e.Entry, m.plan.Entries[i].Verb).Set(indicator(e.Kind == results.EntryBegin))
		}
	case results.Rebalance:
		if slices.ContainsFunc(m.plan.Stages, func(s results.PlanStage) bool { return s.Name == e.Stage }) {
			m.rebalances.WithLabelValues(e.Stage).Inc()
		}
	case results.Warning:
		m.warnings.Inc()
	}
}

// indicator is 1 for what holds and 0 for what does not.
func indicator(holds bool) float64 {
	if holds {
		return 1
	}
	return 0
}
