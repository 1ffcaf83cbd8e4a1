// Package metrics serves a run under way to Prometheus. It is fed by an observer
// of the harness, once a second with the window that ended, so that nothing is done
// per event and a scrape reads what the run record has. docs/metrics.md lists the
// metrics.
package metrics

import (
	"sync/atomic"

	hdr "github.com/HdrHistogram/hdrhistogram-go"
	"github.com/prometheus/client_golang/prometheus"
	dto "github.com/prometheus/client_model/go"

	"github.com/freshet-bench/freshet/results"
)

// Run is what the metrics say of a run that is not in its plan.
type Run struct {
	Target  string // the target's name
	Version string // of the program
	Seed    uint64
}

// Exporter holds the metrics of the run under way, and of the last one until the
// next begins. Begin comes first; it and the other methods that take what happens
// are called one at a time, Gather at any time by anyone.
type Exporter struct {
	run atomic.Pointer[runMetrics]
}

var _ prometheus.Gatherer = (*Exporter)(nil)

// New returns an exporter without a run: it has no metrics yet.
func New() *Exporter { return &Exporter{} }

// Begin starts anew with a run. Everything that is counted is there from now on,
// at 0.
func (e *Exporter) Begin(run Run, plan results.Plan) { e.run.Store(newRunMetrics(run, plan)) }

// Window takes a window of the run.
func (e *Exporter) Window(w results.Window) { e.run.Load().window(w) }

// Event takes an event of the run.
func (e *Exporter) Event(ev results.Event) { e.run.Load().event(ev) }

// Histogram takes the platform ages, in microseconds, that a stage's samples of
// the last second had.
func (e *Exporter) Histogram(stage string, ages *hdr.Histogram) { e.run.Load().ages.add(stage, ages) }

// End takes how the run came out: from now on, what is scraped is final.
func (e *Exporter) End(out *results.Outcome) {
	if m := e.run.Load(); m != nil { // nil for a run that failed before it had a plan
		m.outcome(out)
		m.scrapes.ended.Store(true)
	}
}

// Gather reads all metrics.
func (e *Exporter) Gather() ([]*dto.MetricFamily, error) {
	m := e.run.Load()
	if m == nil {
		return nil, nil
	}
	return m.registry.Gather()
}
