package scenarios

import (
	"fmt"
	"time"
)

// shortened reports whether --duration leaves no room for what the scenario plans.
func (l *loader) shortened() bool {
	return l.longest() != ""
}

// tooShort refuses a --duration that the scenario does not fit into, in one line
// that says how much it takes.
func (l *loader) tooShort() bool {
	what := l.longest()
	if what == "" {
		return false
	}
	l.problems = append(l.problems, Problem{File: "--duration", Message: fmt.Sprintf("%s is too short: %s", durationText(l.opt.Duration), what)})
	return true
}

// longest is what lasts longest of that which --duration leaves no room for, and
// until when; "" if all has room or no --duration was given.
func (l *loader) longest() string {
	s := l.scenario
	if l.opt.Duration == 0 || s.Duration != l.opt.Duration {
		return ""
	}
	what, until := "", time.Duration(0)
	if s.Warmup >= s.Duration {
		what, until = "the warmup ends at "+durationText(s.Warmup), s.Warmup
	}
	for i, w := range s.entryWindows() {
		e, begin, end, known := &s.Timeline[i], w.begin, w.end, w.known
		switch {
		case e.Verb == "" || begin < 0:
		case known && end > max(s.Duration, until):
			what, until = e.Name+" ends at "+durationText(end), end
		case !known && begin >= max(s.Duration, until):
			what, until = e.Name+" begins at "+durationText(begin), begin
		}
	}
	return what
}
