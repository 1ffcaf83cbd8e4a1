package scenarios

import (
	"cmp"
	"slices"
	"time"

	"github.com/freshet-bench/freshet/results/measure"
)

// What deciding a derived measure takes.
const (
	recoveryHold   = 10 * time.Second // of health, from when recovery counts
	isolationQuiet = 30 * time.Second // before the entry, to compare with
)

// expectations resolves them, and if the timeline is right checks that the run can
// decide them.
func (l *loader) expectations(timelineRight bool) {
	known := l.readable()
	timelineBad := l.timelineBad()
	for i := range l.scenario.Expect {
		e := &l.scenario.Expect[i]
		at := indexPath("expect", i)
		if l.given(at + ".that") {
			at += ".that"
		}
		if e.Text == "" || l.badAt(at) {
			continue
		}
		topology, assumed := l.topology(known, e)
		resolved, problems := e.Resolve(topology)
		for _, p := range problems {
			l.failAt(l.where(at), p.Offset, p.Hint, "%s", p.Message)
		}
		if len(problems) > 0 || assumed {
			continue
		}
		e.Expectation = resolved
		switch {
		case !l.measurable(e, at) || !timelineRight || timelineBad:
		case e.Measure == "recovery":
			l.recoveryDecidable(e, at)
		case e.Measure == "isolation":
			l.isolationDecidable(e, at)
		}
	}
}

// assumeEntry adds the entry that an expectation names, so that one that could not
// be read is not missed a second time.
func assumeEntry(t measure.Topology, e *Expect) measure.Topology {
	name := cmp.Or(e.Entry, e.Call().Entry)
	exists := func(x measure.Entry) bool { return x.Name == name }
	if name != "" && !slices.ContainsFunc(t.Entries, exists) {
		t.Entries = append(slices.Clip(t.Entries), measure.Entry{Name: name, Verb: verbReplay, Teams: maxTeams})
	}
	return t
}

// timelineBad reports whether an entry could not be read, so that names of entries
// are not to be trusted.
func (l *loader) timelineBad() bool {
	if l.badAt("timeline") {
		return true
	}
	for i := range l.scenario.Timeline {
		at := indexPath("timeline", i)
		if l.scenario.Timeline[i].Verb == "" || l.badAt(at) || l.badAt(at+".name") {
			return true
		}
	}
	return false
}

// recoveryDecidable refuses an expectation that the run is too short to decide.
func (l *loader) recoveryDecidable(e *Expect, at string) {
	s := l.scenario
	if e.Op != measure.Less && e.Op != measure.LessEqual {
		return
	}
	call := e.Call()
	begin, end, known := s.EntryWindow(call.Entry)
	from := begin
	if call.End {
		from = end
	}
	if begin < 0 || call.End && !known {
		return // observed, not planned
	}
	need := seconds(e.Value) + recoveryHold
	if have := s.horizon(call.Entry) - from; have < need {
		l.fail(l.where(at), "", "too short a run to decide this: it takes %s (%s to recover, then %s of health), but %s after %s comes the next entry or the end of the run",
			durationText(need), durationText(seconds(e.Value)), durationText(recoveryHold), durationText(max(have, 0)), e.Args[0])
	}
}

// isolationDecidable refuses an expectation without quiet to compare with.
func (l *loader) isolationDecidable(e *Expect, at string) {
	s := l.scenario
	begin, _, _ := s.EntryWindow(e.Call().Entry)
	if begin < 0 {
		return
	}
	quiet := s.Warmup
	for i, other := range s.entryWindows() {
		if s.Timeline[i].Name != e.Call().Entry && other.begin >= 0 && other.begin <= begin {
			quiet = max(quiet, other.end)
		}
	}
	if begin-quiet < isolationQuiet {
		l.fail(l.where(at), "", "isolation compares with at least %s of quiet before the entry, but there are %s", durationText(isolationQuiet), durationText(max(begin-quiet, 0)))
	}
}
