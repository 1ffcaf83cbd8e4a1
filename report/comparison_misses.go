package report

import (
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/freshet-bench/freshet/results"
	"github.com/freshet-bench/freshet/results/measure"
)

// missesSection is "Decisions": what the reader's side saw on each side.
type missesSection struct {
	Reading string
	Blocks  []missesBlock
}

// missesBlock is one decision.
type missesBlock struct {
	Name, About string
	Parts       []missesPart
	Figure      *figure
}

// missesPart is a decision over one part of the run.
type missesPart struct {
	Name string
	Rows []missesRow
}

// missesRow is that on one side: the counts of all its runs together.
type missesRow struct {
	Side                                        sideCell
	Asked, WithEvent, Missed, Share, Unanswered string
	Lowest, Highest                             string // share of a run
}

func (v *compared) misses() (missesSection, error) {
	s := missesSection{Reading: reading("missed")}
	for i, plan := range v.decisionPlans() {
		b := missesBlock{
			Name:  plan.Name,
			About: fmt.Sprintf("Asks %s after %s of %s events; tolerates a signal that is %s late. Counts are of all runs of a side together.", plan.Asks, quantity(plan.Share, measure.Ratio), plan.After, span(plan.Tolerance)),
			Parts: v.missesParts(plan.Name),
		}
		f, ok, err := v.missesFigure(i, plan.Name)
		if err != nil {
			return s, err
		}
		if ok {
			b.Figure = &f
		}
		s.Blocks = append(s.Blocks, b)
	}
	return s, nil
}

// decisionPlans are the decisions of all sides, each once.
func (v *compared) decisionPlans() []results.PlanDecision {
	var list []results.PlanDecision
	for _, r := range v.all {
		for _, d := range r.rec.Plan.Decisions {
			if !slices.ContainsFunc(list, func(x results.PlanDecision) bool { return x.Name == d.Name }) {
				list = append(list, d)
			}
		}
	}
	return list
}

// missesParts are the parts of the run that any side has, with a row a side.
func (v *compared) missesParts(decision string) []missesPart {
	var parts []missesPart
	sums := map[string][]missesSum{}
	for i, side := range v.sides {
		for _, r := range side.views {
			for _, p := range r.decisionParts(decision) {
				if sums[p.Name] == nil {
					sums[p.Name] = make([]missesSum, len(v.sides))
					parts = append(parts, missesPart{Name: p.Name})
				}
				sums[p.Name][i].add(p)
			}
		}
	}
	for k := range parts {
		for i, sum := range sums[parts[k].Name] {
			parts[k].Rows = append(parts[k].Rows, sum.row(v.sides[i].cell()))
		}
	}
	return parts
}

// decisionParts are the parts of a decision's outcome.
func (v *view) decisionParts(name string) []results.DecisionPart {
	for _, d := range v.out.Decisions {
		if d.Name == name {
			return d.Parts
		}
	}
	return nil
}

// missesSum is the counts of a side's runs, and the share of each.
type missesSum struct {
	results.DecisionPart
	shares []float64
}

func (s *missesSum) add(p results.DecisionPart) {
	s.Asked += p.Asked
	s.WithEvent += p.WithEvent
	s.Missed += p.Missed
	s.Unanswered += p.Unanswered
	if p.WithEvent > 0 {
		s.shares = append(s.shares, float64(p.Missed)/float64(p.WithEvent))
	}
}

func (s missesSum) row(side sideCell) missesRow {
	r := missesRow{
		Side: side, Asked: count(s.Asked), WithEvent: count(s.WithEvent), Missed: count(s.Missed),
		Share: share(s.Missed, s.WithEvent), Unanswered: count(s.Unanswered), Lowest: noSample, Highest: noSample,
	}
	if len(s.shares) > 0 {
		r.Lowest, r.Highest = quantity(slices.Min(s.shares), measure.Ratio), quantity(slices.Max(s.shares), measure.Ratio)
	}
	return r
}

// missesFigure plots the missed-signal rate over time, if any side missed anything:
// for each side that of all its runs together.
func (v *compared) missesFigure(i int, decision string) (figure, bool, error) {
	c := v.overTime(fmt.Sprintf("missed-%d", i), "Missed-signal rate of "+decision, "A line per side: what its runs missed, of all that they asked about.")
	step := niceStep(v.align.end, wideSize.points/2)
	c.step = step.Seconds()
	missed := false
	for _, side := range v.sides {
		points, worst := v.missesPoints(side, decision, step)
		missed = missed || worst > 0
		if len(points) > 0 {
			c.lines = append(c.lines, side.line(points))
		}
	}
	if !missed {
		return figure{}, false, nil
	}
	c.y = chooseScale(measure.Ratio, false, []float64{0.01}, c.lines)
	f, err := c.render(wideSize)
	f.Note = "of decisions with an event in their window, " + c.y.word()
	return f, true, err
}

// missesPoints adds up the windows of a side's runs by step of the common axis.
func (v *compared) missesPoints(side comparedSide, decision string, step time.Duration) (points []point, worst float64) {
	sums := make([]results.DecisionWindow, int(v.align.end/step)+1)
	for _, r := range side.views {
		for _, w := range r.rec.Windows {
			d, ok := w.Decisions[decision]
			k := int(v.align.place(r, w.At) / step)
			if ok && k >= 0 && k < len(sums) {
				sums[k].WithEvent += d.WithEvent
				sums[k].Missed += d.Missed
			}
		}
	}
	for k, d := range sums {
		p := point{(time.Duration(k)*step + step/2).Seconds(), math.NaN()}
		if d.WithEvent > 0 {
			p.y = float64(d.Missed) / float64(d.WithEvent)
			worst = max(worst, p.y)
		}
		points = append(points, p)
	}
	return points, worst
}
