package report

import (
	"github.com/freshet-bench/freshet/results"
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
	s := verdictSection{Mark: markOf(v.out.Verdict), Headline: unbroken(headline(v.rec, v.out)), Warnings: v.out.Warnings, Problems: v.rec.Problems}
	if n, ok := statusNotice(v.rec, v.out); ok {
		s.Status = &n
	}
	if t := v.rec.Run.Target; t.Caveat != "" {
		s.Caveat = &notice{sentenceCase(or(t.Name, "this")) + " target", fullStop(t.Caveat)}
	}
	for _, c := range v.out.Checks {
		s.Checks = append(s.Checks, newCheckRow(v.out, c))
	}
	s.Tiles = v.tiles()
	return s
}

func newCheckRow(out *results.Outcome, c results.Check) checkRow {
	r := checkRow{Mark: markOf(c.Verdict), Text: c.Text, During: c.During, Measured: or(c.Shown, noSample), Samples: count(c.Samples), Why: ownReason(out, c)}
	if c.Changed != "" {
		r.Now = "The run itself said: " + c.Changed
	}
	return r
}

// tiles are the figures that matter most: the last stage's steady and worst
// age, the missed-signal rate, what was lost.
func (v *view) tiles() []tile {
	var list []tile
	if s := lastStage(v.rec, v.out); s != nil {
		for _, p := range s.Parts {
			if p.Name == partSteady {
				list = append(list, tile{s.Name + ", p99 age, steady", sampled(p.Platform, p.Platform.P99), count(p.Platform.Count) + " signals"})
			}
		}
		list = append(list, tile{s.Name + ", oldest unseen", span(s.OldestMax), "at t = " + at(s.OldestMaxAt)})
	}
	for _, d := range v.out.Decisions {
		for _, p := range d.Parts {
			if p.Name == partOverall && len(list) < 3 {
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
	return tile{"events acknowledged", count(acked), "in " + at(v.out.Loaded) + " of load"}
}

func (v *view) lostTile() tile {
	t := tile{"events lost", "unknown", "the audit was not reached"}
	var lost, due int64
	for _, s := range v.out.Settled {
		if s.Unknown != "" {
			t.Note = "not known for " + s.Topic + s.Stage
			return t
		}
		lost += s.Lost
		if s.Stage == "" {
			due += s.Due
		}
	}
	if len(v.out.Settled) > 0 {
		t.Figure, t.Note = count(lost), "of "+count(due)+" due"
	}
	return t
}
