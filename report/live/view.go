// Package live shows a run while it runs: redrawn in place on a terminal, as
// plain lines everywhere else. It is fed by an observer of the harness and keeps
// no clock of its own: time is that of the windows it is given.
package live

import (
	"io"
	"sync"
	"time"

	"github.com/freshet-bench/freshet/results"
)

// Options say where the view is shown.
type Options struct {
	// TTY is true if the writer is a terminal that understands ANSI sequences.
	TTY bool
	// Width is the terminal's width in columns, asked at every redraw; nil or a
	// result below 1 = 80.
	Width func() int
	// NoColor leaves colours out; what they say is also said in words.
	NoColor bool
	// Above, when not nil, is a line above the frame of a terminal, asked at every
	// redraw: where a run stands among several.
	Above func() string
}

// View shows a run. Its methods may be called from several goroutines. Errors of
// the writer are not reported: the view is not worth ending a run for.
type View struct {
	mu     sync.Mutex
	state  state
	show   display
	closed bool
}

// display is one of the two ways to show a run.
type display interface {
	window(*state)
	event(*state, results.Event)
	close(*state)
}

var (
	_ display = (*screen)(nil)
	_ display = (*lines)(nil)
)

// New returns a view of the run that plan describes, written to w.
func New(w io.Writer, plan results.Plan, opt Options) *View {
	v := &View{state: newState(plan)}
	v.state.above = opt.Above
	if opt.TTY {
		v.show = &screen{w: w, width: opt.Width, paint: painter{off: opt.NoColor}}
	} else {
		v.show = &lines{w: w}
	}
	return v
}

// Window takes one window of the run.
func (v *View) Window(w results.Window) {
	v.do(func() {
		v.state.window(w)
		v.show.window(&v.state)
	})
}

// Event takes one event of the run.
func (v *View) Event(e results.Event) {
	v.do(func() {
		v.state.event(e)
		v.show.event(&v.state, e)
	})
}

// Ages takes the platform ages of a stage's last second. They are shown with the
// next window.
func (v *View) Ages(stage string, q results.Quantiles) {
	v.do(func() { v.state.ages[stage] = q })
}

// Close shows the last state and leaves the cursor on a line of its own. Calls
// after it do nothing.
func (v *View) Close() {
	v.do(func() {
		v.show.close(&v.state)
		v.closed = true
	})
}

func (v *View) do(f func()) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if !v.closed {
		f()
	}
}

// state is what is known of the run so far.
type state struct {
	plan   results.Plan
	above  func() string // nil = nothing stands there
	phase  string
	now    time.Duration // end of the last window
	clock  time.Duration // the latest moment heard of: the one clock of what is printed
	ended  ending        // of the load
	last   results.Window
	seen   bool // a window came
	ages   map[string]results.Quantiles
	oldest map[string][]time.Duration // highest of each window, the last historyLength
	// missed adds the decisions up since the start.
	missed map[string]results.DecisionWindow
	active []string // entries under way
	notes  []string // the last warnings
}

const (
	historyLength = 40
	maxNotes      = 2
)

// ending is how and when the load ended; words is "" while it goes on.
type ending struct {
	words string // "interrupted", "ended early", "failed", "load done"
	at    time.Duration
}

func newState(plan results.Plan) state {
	return state{
		plan: plan, phase: results.PhaseSetup, clock: -1, ages: map[string]results.Quantiles{},
		oldest: map[string][]time.Duration{}, missed: map[string]results.DecisionWindow{},
	}
}

func (s *state) window(w results.Window) {
	s.last, s.seen, s.now = w, true, w.At+w.Length
	s.clock = max(s.clock, s.now)
	for name, stage := range w.Stages {
		h := append(s.oldest[name], worst(stage))
		s.oldest[name] = h[max(0, len(h)-historyLength):]
	}
	for name, d := range w.Decisions {
		sum := s.missed[name]
		sum.Asked += d.Asked
		sum.WithEvent += d.WithEvent
		sum.Missed += d.Missed
		sum.Unanswered += d.Unanswered
		s.missed[name] = sum
	}
}

// worst is the highest sample of a window's oldest-unseen gauge.
func worst(w results.StageWindow) time.Duration {
	var highest time.Duration
	for _, o := range w.Oldest {
		highest = max(highest, o)
	}
	return highest
}

func (s *state) event(e results.Event) {
	s.clock = max(s.clock, e.At)
	switch e.Kind {
	case results.Phase:
		s.phase = e.Text
		switch e.Text {
		case results.PhaseLoad:
			s.clock = max(s.clock, 0)
		case results.PhaseDrain:
			s.end("load done")
		}
	case results.Interrupted:
		s.end("interrupted")
	case results.Abort:
		s.end("ended early")
	case results.EntryBegin:
		s.active = append(s.active, e.Entry)
	case results.EntryEnd:
		for i, name := range s.active {
			if name == e.Entry {
				s.active = append(s.active[:i:i], s.active[i+1:]...)
				break
			}
		}
	case results.Warning, results.Failure:
		if e.Kind == results.Failure {
			s.end("failed")
		}
		s.notes = append(s.notes, e.Text)
		s.notes = s.notes[max(0, len(s.notes)-maxNotes):]
	}
}

// end notes how the load ended, the first time that something says so.
func (s *state) end(words string) {
	if s.ended.words == "" {
		s.ended = ending{words, s.clock}
	}
}

// underLoad reports whether the load goes on.
func (s *state) underLoad() bool { return s.phase == results.PhaseLoad && s.ended.words == "" }

// progressWords say how far the load is, or how it ended.
func (s *state) progressWords() string {
	left := s.plan.Duration - s.now
	switch {
	case s.ended.words != "" && s.ended.at < 0:
		return s.ended.words + " before the load"
	case s.ended.words != "":
		return s.ended.words + " at " + length(s.ended.at)
	case left > 0:
		return length(s.now) + " of " + length(s.plan.Duration) + ", " + length(left) + " left"
	}
	return "load done at " + length(s.plan.Duration)
}
