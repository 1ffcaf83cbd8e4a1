package report

import (
	"fmt"

	"github.com/freshet-bench/freshet/results"
	"github.com/freshet-bench/freshet/results/measure"
)

// verdictSection is the top of the page.
type verdictSection struct {
	Mark     mark
	Headline string
	Status   *notice
	Caveat   *notice
	Tiles    []tile
	Checks   []checkRow
	Warnings []string
	Problems []string
}

// tile is one of the few figures that sum a run up.
type tile struct{ Label, Figure, Note string }

// checkRow is one expectation: asked, measured, during.
type checkRow struct {
	Mark                                      mark
	Text, During, Measured, Samples, Why, Now string
}

func (v *view) verdict() verdictSection {
	s := verdictSection{Mark: markOf(v.out.Verdict), Headline: unbroken(headline(v.rec, v.out)), Warnings: collapsed(v.out.Warnings), Problems: collapsed(v.rec.Problems)}
	if n, ok := statusNotice(v.rec, v.out); ok {
		s.Status = &n
	}
	if t := v.rec.Run.Target; t.Caveat != "" {
		s.Caveat = &notice{sentenceCase(or(t.Name, "this")) + " target", sentenceCase(fullStop(t.Caveat))}
	}
	for _, c := range v.out.Checks {
		s.Checks = append(s.Checks, newCheckRow(v.out, c))
	}
	s.Tiles = v.tiles()
	return s
}

func newCheckRow(out *results.Outcome, c results.Check) checkRow {
	r := checkRow{Mark: markOf(c.Verdict), Text: c.Text, During: c.During, Measured: or(c.Shown, noSample), Samples: basis(c), Why: ownReason(out, c)}
	if c.Changed != "" {
		r.Now = "The run itself said: " + c.Changed
	}
	return r
}

// basis is what a check was judged on: "4,125 samples", "600 readings" of a gauge.
func basis(c results.Check) string {
	noun := "sample"
	if e, err := measure.Parse(c.Text); err == nil {
		m, _ := measure.Lookup(e.Measure)
		switch m.Kind {
		case measure.Gauge:
			noun = "reading"
		case measure.Ledger:
			noun = "record"
		}
	}
	return plural(int(c.Samples), noun)
}

// collapsed names equal texts once, with how often they came.
func collapsed(texts []string) []string {
	var list []string
	times := map[string]int{}
	for _, t := range texts {
		if times[t]++; times[t] == 1 {
			list = append(list, t)
		}
	}
	for i, t := range list {
		if n := times[t]; n > 1 {
			list[i] = fmt.Sprintf("%s (%s)", t, plural(n, "time"))
		}
	}
	return list
}

// tiles are the figures that matter most: the last stage's steady and worst
// age, the missed-signal rate, what was lost.
func (v *view) tiles() []tile {
	var list []tile
	if s := lastStage(v.rec, v.out); s != nil {
		for _, p := range s.Parts {
			if p.Name == partSteady {
				signals := "steady, " + count(p.Platform.Count) + " signals"
				if sourcesLate(v.rec) {
					list = append(list, tile{s.Name + ", p99 signal age", sampled(p.Age, p.Age.P99), "steady, since the action"})
				}
				list = append(list, tile{s.Name + ", p99 platform age", sampled(p.Platform, p.Platform.P99), signals})
			}
		}
		list = append(list, tile{s.Name + ", oldest unseen", span(s.OldestMax), "at t = " + at(s.OldestMaxAt)})
	}
	for _, d := range v.out.Decisions {
		for _, p := range d.Parts {
			if p.Name == partOverall && len(list) < 4 {
				list = append(list, tile{d.Name + ", signals missed", share(p.Missed, p.WithEvent), count(p.Missed) + " of " + count(p.WithEvent)})
			}
		}
	}
	list = append(list, v.loadTile(), v.lostTile())
	return list
}

func (v *view) loadTile() tile {
	var acked int64
	for _, s := range v.out.Sources {
		acked += s.Acked
	}
	return tile{"events acknowledged", count(acked), "in " + span(v.out.Loaded) + " of load"}
}

func (v *view) lostTile() tile {
	t := tile{"events lost", "unknown", "the audit was not reached"}
	for _, s := range v.out.Settled {
		if s.Unknown != "" {
			t.Note = "not known for " + s.Topic + s.Stage
			return t
		}
	}
	if len(v.out.Settled) > 0 {
		t.Figure, t.Note = count(v.out.SettledRun.Lost), "of "+count(v.out.SettledRun.Due)+" due"
	}
	return t
}
