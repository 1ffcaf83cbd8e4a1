package main

import (
	"errors"
	"fmt"
	"syscall"
	"time"

	"github.com/freshet-bench/freshet/harness"
	"github.com/freshet-bench/freshet/report/live/metrics"
	"github.com/freshet-bench/freshet/results"
	"github.com/freshet-bench/freshet/results/measure"
)

// endpoint serves the metrics of the runs of one command; nil serves none.
type endpoint struct {
	exporter *metrics.Exporter
	server   *metrics.Server
	linger   time.Duration
	tell     func(format string, args ...any)
}

// serveMetrics begins to serve, if that is asked for, and says where.
func (p *program) serveMetrics(flags metricsFlags, quiet bool) (*endpoint, error) {
	if flags.address == "" {
		return nil, nil
	}
	e := &endpoint{exporter: metrics.New(), linger: time.Duration(flags.linger), tell: func(string, ...any) {}}
	if !quiet {
		e.tell = func(format string, args ...any) { fmt.Fprintf(p.stderr, format, args...) }
	}
	var err error
	e.server, err = metrics.Listen(flags.address.String(), e.exporter)
	if errors.Is(err, syscall.EADDRINUSE) {
		err = fmt.Errorf("%w; port 0 takes a free one", err)
	}
	if err != nil {
		return nil, err
	}
	e.tell("Metrics %s\n", e.server.URL())
	return e, nil
}

// observer feeds the metrics of a run.
func (e *endpoint) observer(run metrics.Run) harness.Observer {
	if e == nil {
		return harness.Observer{}
	}
	return harness.Observer{
		Plan:      func(plan results.Plan, _ string) { e.exporter.Begin(run, plan) },
		Window:    e.exporter.Window,
		Event:     e.exporter.Event,
		Histogram: e.exporter.Histogram,
	}
}

// end gives the metrics how a run came out.
func (e *endpoint) end(out *results.Outcome) {
	if e != nil {
		e.exporter.End(out)
	}
}

// await goes on serving a run that has ended until somebody who scraped it has seen
// how, for a while at most, or until stop is closed.
func (e *endpoint) await(stop <-chan struct{}) {
	if e == nil || e.linger <= 0 || !e.exporter.Awaited() {
		return
	}
	e.tell("Waiting up to %s for a last scrape of the metrics; Ctrl-C does without\n", measure.FormatDuration(e.linger))
	e.exporter.Linger(stop, e.linger)
}

// close ends the serving.
func (e *endpoint) close() error {
	if e == nil {
		return nil
	}
	return e.server.Close()
}
