package live

import (
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/freshet-bench/freshet/results"
)

// linesEvery is the time between two plain lines.
const linesEvery = 5 * time.Second

// lines shows a run as plain lines: one each linesEvery, and one per event.
type lines struct {
	w      io.Writer
	next   time.Duration
	sums   map[string]results.SourceWindow // since the line before
	length time.Duration
	// held is the line of the load's end, which comes before the load's last window
	// and is written after it.
	held string
}

func (l *lines) window(s *state) {
	if l.sums == nil {
		l.sums, l.next = map[string]results.SourceWindow{}, linesEvery
	}
	l.length += s.last.Length
	for name, w := range s.last.Sources {
		sum := l.sums[name]
		sum.Due += w.Due
		sum.Sent += w.Sent
		sum.Acked += w.Acked
		sum.Unsent = w.Unsent
		l.sums[name] = sum
	}
	if s.last.Phase != results.PhaseLoad {
		l.release()
	}
	if s.now >= l.next {
		l.write(s)
	}
}

// release writes the line that was held.
func (l *lines) release() {
	_, _ = io.WriteString(l.w, l.held)
	l.held = ""
}

// widestLine is the most columns that a line takes; of a run with many stages the
// quiet ones give way.
const widestLine = 160

// part is what a line says of one source, stage or decision; a quiet one may be
// left out.
type part struct {
	text  string
	quiet bool
}

func (l *lines) write(s *state) {
	var parts []part
	for _, p := range s.plan.Sources {
		parts = append(parts, sourcePart(p.Name, l.sums[p.Name], l.length))
	}
	for _, p := range s.plan.Stages {
		if q, w := s.ages[p.Name], s.last.Stages[p.Name]; q.Count > 0 || worst(w) > 0 {
			parts = append(parts, stagePart(p, w, q))
		}
	}
	for _, p := range s.plan.Decisions {
		if d := s.missed[p.Name]; d.Missed > 0 {
			parts = append(parts, part{text: p.Name + " missed " + share(d.Missed, d.WithEvent)})
		}
	}
	lead := right(moment(s.clock), timeWidth) + "  " + s.phaseWords()
	_, _ = io.WriteString(l.w, printable(joinParts(lead, parts))+"\n")
	clear(l.sums)
	l.length = 0
	l.next = s.now - s.now%linesEvery + linesEvery
}

// tenth is by how much figures may differ that ought to be equal.
const tenth = 10

// sourcePart says what was due of a source only if less was sent, and what was
// acknowledged only if that is less than what was sent.
func sourcePart(name string, w results.SourceWindow, per time.Duration) part {
	p := part{name + " " + rate(w.Sent, per), true}
	add := func(text string) { p = part{p.text + text, false} }
	if w.Sent < w.Due-w.Due/tenth {
		add(" of " + rate(w.Due, per) + " due")
	}
	if w.Acked < w.Sent-w.Sent/tenth {
		add(" acked " + rate(w.Acked, per))
	}
	if w.Unsent > 0 {
		add(" unsent " + count(w.Unsent))
	}
	return p
}

// loudAge is the age from which on a stage without an objective is not quiet.
const loudAge = time.Second

// stagePart names the gauges only if they are high: above half of the objective.
func stagePart(plan results.PlanStage, w results.StageWindow, q results.Quantiles) part {
	p := part{plan.Name + " p99 " + sampled(q, q.P99), true}
	bound := loudAge
	if plan.Objective > 0 {
		bound = plan.Objective / 2
	}
	for _, g := range []struct {
		name string
		d    time.Duration
	}{{"oldest", worst(w)}, {"lag", w.Lag}} {
		if g.d > bound {
			p = part{p.text + " " + g.name + " " + duration(g.d), false}
		}
	}
	return p
}

// joinParts leaves out quiet parts, the last ones first, until the line fits.
func joinParts(lead string, parts []part) string {
	left := 0
	for {
		texts := []string{lead}
		last := -1
		for i, p := range parts {
			texts = append(texts, p.text)
			if p.quiet {
				last = i
			}
		}
		if left > 0 {
			texts = append(texts, count(int64(left))+" quiet")
		}
		line := strings.Join(texts, " | ")
		switch {
		case len([]rune(line)) <= widestLine:
			return line
		case last < 0:
			return strings.TrimRight(fit(line, widestLine), " ")
		}
		parts = append(parts[:last:last], parts[last+1:]...)
		left++
	}
}

// phaseWords is the phase of the last window and what of the load is left.
func (s *state) phaseWords() string {
	if left := s.plan.Duration - s.now; s.underLoad() && left > 0 {
		return "load, " + length(left) + " left"
	}
	return or(s.last.Phase, s.phase)
}

func or(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

func (l *lines) event(s *state, e results.Event) {
	text, ok := sentence(s, e)
	if !ok {
		return
	}
	l.release()
	line := fmt.Sprintf("%s  %s\n", right(moment(s.clock), timeWidth), printable(text))
	if e.Kind == results.Phase && e.Text == results.PhaseDrain {
		l.held = line
		return
	}
	_, _ = io.WriteString(l.w, line)
}

// close writes what came since the last line, unless only the end of the drain did.
func (l *lines) close(s *state) {
	if l.length > 0 && s.underLoad() {
		l.write(s)
	}
	l.release()
	if s.ended.words != "" && s.ended.words != "load done" {
		_, _ = fmt.Fprintf(l.w, "%s  %s\n", right("", timeWidth), s.progressWords())
	}
}
