// Package harness drives a target through a scenario and writes a run record:
// clients, sources, stages, decisions, the timeline, the gauges and the audit.
package harness

import (
	"errors"
	"time"

	hdr "github.com/HdrHistogram/hdrhistogram-go"

	"github.com/freshet-bench/freshet/harness/pace"
	"github.com/freshet-bench/freshet/results"
)

// Options are the settings of one run that are not the scenario's.
type Options struct {
	// Out is the folder of the run record. It is made; one that exists must be
	// empty.
	Out string
	// Version is the program's version, for the record.
	Version string
	// Command is how to run this again, for the record.
	Command []string
	// Interrupt, when closed, ends the load: what is in flight is drained and
	// verified, and the verdict is written.
	Interrupt <-chan struct{}
	// Observe is told what happens while it happens. Nil functions are skipped.
	Observe Observer
	// Scrape are URLs of pages of broker metrics in Prometheus's text format, by the
	// name that the record shows; they are read every ScrapeEvery, 0 = scrape.Every.
	Scrape      map[string][]string
	ScrapeEvery time.Duration
	// Runtime is how the Go runtime was fitted to the load, by Tune; nil if it was not.
	Runtime *Tuning
	// Sleep paces the sources; nil is pace.Nanosleep.
	Sleep pace.Sleeper
	// ClocksAhead sets the clocks of stages ahead of the run's, or behind it where
	// below 0, by name of the stage, as those of other machines may be. All ages of
	// such a stage are off by that much; it is there to see that this is noticed.
	ClocksAhead map[string]time.Duration
}

// Observer is fed by a run for a live view. Its functions are called one at a
// time and should return quickly.
type Observer struct {
	// Plan is called once, when the topology is known and the record exists.
	Plan func(plan results.Plan, dir string)
	// Window is called once a second with the window that ended.
	Window func(results.Window)
	// Event is called for every event of the record.
	Event func(results.Event)
	// Ages is called with each window: the platform age of the samples that a
	// stage took in it.
	Ages func(stage string, q results.Quantiles)
	// Histogram is called with each window too: the same samples, in microseconds.
	// The histogram is valid during the call.
	Histogram func(stage string, ages *hdr.Histogram)
}

// ErrInterrupted is the error of a run that was interrupted before its load began.
var ErrInterrupted = errors.New("interrupted before the load began")

// Result is a finished run.
type Result struct {
	// Dir is the folder of the record.
	Dir string
	// Record is the record as read back.
	Record *results.Record
	// Outcome is its verdict and measures.
	Outcome *results.Outcome
}

const (
	// epochLead is the time between the decision to start and t = 0.
	epochLead = 100 * time.Millisecond
	// readyWithin bounds how long groups may take to assign every partition.
	readyWithin = 60 * time.Second
	// assignedFor is how long no partition of a stage may have changed hands before
	// load begins.
	assignedFor = 300 * time.Millisecond
	// retryAfter is the pause before a worker tries again what the target refused.
	retryAfter = 100 * time.Millisecond
	// commitEvery is how often a stage commits what it has done.
	commitEvery = time.Second
	// settlePoll is how often a drain looks, quietPolls how many times in a row it
	// must find nothing left to do.
	settlePoll = 10 * time.Millisecond
	quietPolls = 25
	// auditWithin bounds the audit.
	auditWithin = 10 * time.Minute
)
