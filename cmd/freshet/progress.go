package main

import (
	"fmt"

	"github.com/freshet-bench/freshet/harness"
	"github.com/freshet-bench/freshet/report/live"
	"github.com/freshet-bench/freshet/results"
)

// progress shows a run while it runs, on standard error.
type progress struct {
	program *program
	quiet   bool
	above   func() string // a line above the view; nil = none
	view    *live.View    // nil until the plan is known
	after   []string      // what is to be said when the view is closed
}

func (p *program) newProgress(quiet bool, above func() string) *progress {
	return &progress{program: p, quiet: quiet, above: above}
}

// observer is what the harness calls; its calls come one at a time.
func (s *progress) observer() harness.Observer {
	if s.quiet {
		return harness.Observer{}
	}
	return harness.Observer{
		Plan: func(plan results.Plan, _ string) {
			screen := screenOf(s.program.stderr, s.program.getenv)
			s.view = live.New(s.program.stderr, plan, live.Options{TTY: screen.terminal, Width: screen.width, NoColor: !screen.color, Above: s.above})
		},
		Window: func(w results.Window) {
			if s.view != nil {
				s.view.Window(w)
			}
		},
		Event: func(e results.Event) {
			if s.view != nil {
				s.view.Event(e)
			}
		},
		Ages: func(stage string, q results.Quantiles) {
			if s.view != nil {
				s.view.Ages(stage, q)
			}
		},
	}
}

// starting tells how a target's start gets on, before there is a view. What a target
// says at its end waits until the terminal is free again.
func (s *progress) starting(line string) {
	switch {
	case s.quiet:
	case s.view != nil:
		s.after = append(s.after, line)
	default:
		fmt.Fprintln(s.program.stderr, line)
	}
}

// close gives the terminal back. The run has returned, so no call is under way.
func (s *progress) close() {
	if s.view != nil {
		s.view.Close()
	}
	for _, line := range s.after {
		fmt.Fprintln(s.program.stderr, line)
	}
}
