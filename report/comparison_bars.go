package report

import (
	"html/template"
	"slices"
	"time"

	"github.com/freshet-bench/freshet/results"
)

// barsSection is "Recovery and backfill": how long each entry took to be over, a bar
// for every run.
type barsSection struct {
	Reading     string
	Definitions []definition
	Entries     []barsEntry
}

// barsEntry is a timeline entry.
type barsEntry struct {
	Name, Verb string
	Summary    string
	Groups     []barsGroup
	// Quiet are what took no time in any run.
	Quiet []string
}

// barsGroup is one thing that took time: a stage's recovery, a team's backfill. All of
// its bars have one scale.
type barsGroup struct {
	Title string
	Sides []barsSide
	Scale []scaleMark
}

// barsSide is the runs of a side.
type barsSide struct {
	Side sideCell
	Bars []bar
	Text string
}

// bar is one run; it is open-ended if the run ended first.
type bar struct {
	Width    template.CSS
	Title    string
	Censored bool
	None     bool // nothing took any time
}

// took is how long something took in a run.
type took struct {
	length   time.Duration
	censored bool
	run      string
}

// timed is something that an entry takes in a run: what it is called, what is said of
// runs in which it took no time, and how long it was.
type timed struct {
	title, none string
	of          func(results.EntryOutcome) (took, bool)
}

func (v *compared) bars() barsSection {
	s := barsSection{
		Reading:     "A bar is a run: how long from the entry's begin until it was over for good. An open end with > means that the run ended first, so that only “longer than” is known.",
		Definitions: definitions("recovery", "backfill"),
	}
	for _, e := range v.c.Entries {
		b := barsEntry{Name: e.Name, Verb: e.Verb}
		for _, side := range e.Sides {
			b.Summary = or(b.Summary, side.Summary)
		}
		for _, plan := range v.stagePlans() {
			b.add(v, e.Name, timed{"Recovery of " + plan.Name, "stayed within its objective", func(e results.EntryOutcome) (took, bool) { return recoveryOf(e, plan.Name) }})
		}
		b.add(v, e.Name, timed{"Backfill, the slowest team", "at once", slowestTeam})
		if len(b.Groups)+len(b.Quiet) > 0 {
			s.Entries = append(s.Entries, b)
		}
	}
	return s
}

// recoveryOf is how long a stage took to be healthy again; false if the entry has none.
func recoveryOf(e results.EntryOutcome, stage string) (took, bool) {
	i := slices.IndexFunc(e.Recovery, func(r results.Recovery) bool { return r.Stage == stage })
	if i < 0 {
		return took{}, false
	}
	switch r := e.Recovery[i]; {
	case !r.Violated:
		return took{}, true
	case r.Censored:
		return took{length: r.Horizon - e.Begin, censored: true}, true
	default:
		return took{length: r.FromBegin}, true
	}
}

// slowestTeam is the backfill of the team that took longest, or that was not done.
func slowestTeam(e results.EntryOutcome) (took, bool) {
	var t took
	for _, f := range e.Backfill {
		t.length, t.censored = max(t.length, f.Took), t.censored || f.Censored
	}
	return t, len(e.Backfill) > 0
}

// add adds the bars of what an entry took, if any run has it.
func (b *barsEntry) add(v *compared, entry string, what timed) {
	var longest time.Duration
	known, long := false, false
	lists := make([][]took, len(v.sides))
	for i, side := range v.sides {
		lists[i] = side.took(entry, what)
		for _, t := range lists[i] {
			longest, known, long = max(longest, t.length), true, long || t.length > 0 || t.censored
		}
	}
	switch {
	case !known:
		return
	case !long:
		b.Quiet = append(b.Quiet, what.title+": "+what.none+" in every run.")
		return
	}
	g := barsGroup{Title: what.title}
	// Beyond the longest is room for what is longer still.
	whole := max(longest+longest/8, time.Second)
	for i, list := range lists {
		g.Sides = append(g.Sides, newBarsSide(v.sides[i].cell(), list, whole, what.none))
	}
	for _, m := range timeMarks(whole.Seconds(), 6) {
		mark := scaleMark{Left: percent(time.Duration(m.at*1e9), whole), Label: m.label}
		if m.at > lastLabel*whole.Seconds() {
			mark.Class = "last"
		}
		g.Scale = append(g.Scale, mark)
	}
	b.Groups = append(b.Groups, g)
}

// took is what an entry took in the runs of a side that have it.
func (s comparedSide) took(entry string, what timed) []took {
	var list []took
	for k, r := range s.views {
		e, begun := r.entry(entry)
		if !begun {
			continue
		}
		if t, ok := what.of(e); ok {
			t.run = s.runName(k)
			list = append(list, t)
		}
	}
	return list
}

func newBarsSide(side sideCell, list []took, whole time.Duration, none string) barsSide {
	s := barsSide{Side: side}
	var over, beyond []time.Duration
	for _, t := range list {
		text := span(t.length)
		switch {
		case t.censored:
			text = "longer than " + text
			beyond = append(beyond, t.length)
		default:
			over = append(over, t.length)
		}
		s.Bars = append(s.Bars, bar{Width: percent(t.length, whole), Title: joinedBy(text, t.run), Censored: t.censored, None: t.length == 0 && !t.censored})
	}
	s.Text = barsText(over, beyond, none)
	return s
}

// barsText says in words what the bars show: "3.2 s to 4.1 s; 2 of 6 runs longer than
// 29 s".
func barsText(over, beyond []time.Duration, none string) string {
	var text string
	switch {
	case len(over)+len(beyond) == 0:
		return "no run has it"
	case len(over) > 0 && slices.Max(over) == 0:
		text = none
	case len(over) > 0:
		text = span(slices.Min(over))
		if most := span(slices.Max(over)); most != text {
			text += " to " + most
		}
	}
	if len(beyond) == 0 {
		return text
	}
	more := "longer than " + span(slices.Min(beyond))
	if all := len(over) + len(beyond); all > 1 {
		more = count(int64(len(beyond))) + " of " + plural(all, "run") + " " + more
	}
	if text == "" {
		return more
	}
	return text + "; " + more
}
