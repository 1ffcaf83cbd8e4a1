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
	if s.now >= l.next {
		l.write(s)
	}
}

func (l *lines) write(s *state) {
	parts := []string{fmt.Sprintf("%7s  %s", moment(s.now), s.phaseWords())}
	for _, p := range s.plan.Sources {
		w := l.sums[p.Name]
		text := fmt.Sprintf("%s due %s sent %s acked %s", p.Name, rate(w.Due, l.length), rate(w.Sent, l.length), rate(w.Acked, l.length))
		if w.Unsent > 0 {
			text += " unsent " + count(w.Unsent)
		}
		parts = append(parts, text)
	}
	for _, p := range s.plan.Stages {
		w := s.last.Stages[p.Name]
		q := s.ages[p.Name]
		parts = append(parts, fmt.Sprintf("%s p99 %s oldest %s lag %s", p.Name, sampled(q, q.P99), duration(worst(w)), duration(w.Lag)))
	}
	for _, p := range s.plan.Decisions {
		if d := s.missed[p.Name]; d.WithEvent > 0 {
			parts = append(parts, p.Name+" missed "+share(d.Missed, d.WithEvent))
		}
	}
	_, _ = io.WriteString(l.w, printable(strings.Join(parts, " | "))+"\n")
	clear(l.sums)
	l.length = 0
	l.next = s.now - s.now%linesEvery + linesEvery
}

// phaseWords is the phase and what of the load is left.
func (s *state) phaseWords() string {
	if left := s.plan.Duration - s.now; s.phase == "load" && left > 0 {
		return "load, " + moment(left) + " left"
	}
	return s.phase
}

func (l *lines) event(s *state, e results.Event) {
	if text, ok := sentence(s.plan, e); ok {
		_, _ = fmt.Fprintf(l.w, "%7s  %s\n", moment(e.At), printable(text))
	}
}

func (l *lines) close(s *state) {
	if l.length > 0 {
		l.write(s)
	}
}
