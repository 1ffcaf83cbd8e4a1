package report

import (
	"fmt"
	"html/template"
	"strings"
	"time"

	"github.com/freshet-bench/freshet/results"
)

// worstTable is the oldest signals at one stage.
type worstTable struct {
	Stage string
	Rows  []worstRow
	Note  string
	Open  bool
}

// worstRow is one signal with the way it took.
type worstRow struct {
	Age, Event, Place, Due string
	Steps                  []worstStep
}

// worstStep is one leg of a signal's way, as a share of its age.
type worstStep struct {
	Name, Took string
	took       time.Duration
	Left       template.CSS // where it begins, percent of the longest age in the table
	Width      template.CSS
	Class      string
	Longest    bool
}

// worstShown is the most signals shown of each stage.
const worstShown = 8

// worstTables shows the oldest signals of each stage, the last stage's first.
func (v *view) worstTables() []worstTable {
	by := map[string][]results.Signal{}
	for _, s := range v.rec.Worst {
		by[s.Stage] = append(by[s.Stage], s)
	}
	first := ""
	if last := lastStage(v.rec, v.out); last != nil && len(by[last.Name]) > 0 {
		first = last.Name
	}
	var list []worstTable
	for _, plan := range v.rec.Plan.Stages {
		signals := by[plan.Name]
		if len(signals) == 0 {
			continue
		}
		t := worstTable{Stage: plan.Name, Open: plan.Name == first}
		signals, t.Note = v.judged(signals)
		longest := signals[0].Age
		for _, s := range signals[:min(worstShown, len(signals))] {
			longest = max(longest, s.Age)
			t.Rows = append(t.Rows, row(s, longest))
		}
		if t.Open {
			list = append([]worstTable{t}, list...)
			continue
		}
		list = append(list, t)
	}
	return list
}

// judged leaves out signals of the warmup, unless there are no others, and says
// how many there are beyond those shown.
func (v *view) judged(signals []results.Signal) ([]results.Signal, string) {
	var after []results.Signal
	for _, s := range signals {
		if s.Due >= v.rec.Plan.Warmup {
			after = append(after, s)
		}
	}
	var notes []string
	if warm := len(signals) - len(after); len(after) == 0 {
		notes = append(notes, "all of them from the warmup")
		after = signals
	} else if warm > 0 {
		notes = append(notes, plural(warm, "signal")+" of the warmup left out")
	}
	if more := len(after) - worstShown; more > 0 {
		notes = append(notes, count(int64(more))+" more are in the record")
	}
	return after, strings.Join(notes, "; ")
}

func row(s results.Signal, longest time.Duration) worstRow {
	r := worstRow{
		Age: span(s.Age), Event: fmt.Sprintf("event %d of %s, user %d", s.N, s.Source, s.User), Due: at(s.Due),
		Place: fmt.Sprintf("%s/%d at offset %d", s.Topic, s.Partition, s.Offset),
	}
	if s.Copy > 0 {
		r.Event += ", copy"
	}
	from := s.Due
	leg := func(name, class string, to time.Duration) {
		if to <= from || longest <= 0 {
			return
		}
		r.Steps = append(r.Steps, worstStep{
			Name: name, Took: span(to - from), took: to - from, Class: class,
			Left: percent(from-s.Due, longest), Width: percent(to-from, longest),
		})
		from = to
	}
	leg("waiting to be sent", "leg-send", s.Sent)
	leg("acknowledged", "leg-ack", s.Acked)
	for _, h := range s.Hops {
		leg("until "+h.Stage+" saw it", "leg-wait", h.Seen)
		leg("in "+h.Stage, "leg-work", h.Done)
	}
	leg("until "+s.Stage+" saw it", "leg-wait", s.Seen)
	leg("in "+s.Stage, "leg-work", s.Available)
	r.markLongest()
	return r
}

// markLongest marks the leg that took the most.
func (r *worstRow) markLongest() {
	best := -1
	for i, s := range r.Steps {
		if best < 0 || s.took > r.Steps[best].took {
			best = i
		}
	}
	if best >= 0 {
		r.Steps[best].Longest = true
	}
}

// percent is part of whole as a CSS length.
func percent(part, whole time.Duration) template.CSS {
	if whole <= 0 {
		return "0%"
	}
	p := min(max(100*float64(part)/float64(whole), 0), 100)
	// #nosec -- a number.
	return template.CSS(fmt.Sprintf("%.2f%%", p))
}
