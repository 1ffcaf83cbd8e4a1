package report

import (
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/freshet-bench/freshet/results"
	"github.com/freshet-bench/freshet/results/measure"
)

// decisionsSection is "Decisions": what the reader's side saw.
type decisionsSection struct {
	Reading     string
	Definitions []definition
	Blocks      []decisionBlock
}

// decisionBlock is one decision.
type decisionBlock struct {
	Name, About string
	Rows        []decisionRow
	Figure      *figure
}

// decisionRow is a decision over one part of the run.
type decisionRow struct {
	Part, Asked, WithEvent, Missed, MissedShare, Unanswered string
	StaleP99, StaleMax, LatencyP99                          string
}

func (v *view) decisions() (decisionsSection, error) {
	s := decisionsSection{Reading: reading("missed"), Definitions: definitions("missed", "unanswered", "staleness", "latency")}
	for i, plan := range v.rec.Plan.Decisions {
		b := decisionBlock{
			Name:  plan.Name,
			About: fmt.Sprintf("Asks %s after %s of %s events; tolerates a signal that is %s late.", plan.Asks, quantity(plan.Share, measure.Ratio), plan.After, span(plan.Tolerance)),
		}
		if k := slices.IndexFunc(v.out.Decisions, func(d results.DecisionOutcome) bool { return d.Name == plan.Name }); k >= 0 {
			for _, p := range v.out.Decisions[k].Parts {
				b.Rows = append(b.Rows, newDecisionRow(p))
			}
		}
		f, ok, err := v.missedFigure(i, plan.Name)
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

func newDecisionRow(p results.DecisionPart) decisionRow {
	return decisionRow{
		Part: p.Name, Asked: count(p.Asked), WithEvent: count(p.WithEvent), Missed: count(p.Missed),
		MissedShare: share(p.Missed, p.WithEvent), Unanswered: count(p.Unanswered),
		StaleP99: sampled(p.Staleness, p.Staleness.P99), StaleMax: sampled(p.Staleness, p.Staleness.Max),
		LatencyP99: sampled(p.Latency, p.Latency.P99),
	}
}

// missedFigure plots the missed-signal rate over time, if anything was missed.
func (v *view) missedFigure(i int, name string) (figure, bool, error) {
	missed, unanswered, worst := v.missedPoints(name)
	if worst.y == 0 {
		return figure{}, false, nil
	}
	c := v.overTime(fmt.Sprintf("missed-%d", i), "Missed-signal rate of "+name,
		fmt.Sprintf("Highest: %s at t = %s.", quantity(worst.y, measure.Ratio), at(time.Duration(worst.x*1e9))))
	c.step = niceStep(v.end, wideSize.points/2).Seconds()
	c.lines = []chartLine{
		{name: "missed", points: missed, ink: seriesInk(0), width: 2},
		{name: "of these, unanswered", points: unanswered, ink: seriesInk(1), width: 1.4, dash: dashed},
	}
	c.y = chooseScale(measure.Ratio, false, []float64{0.01}, c.lines)
	f, err := c.render(wideSize)
	f.Note = "of decisions with an event in their window, " + c.y.word()
	return f, true, err
}

// missedPoints adds windows up to steps that a plot can show.
func (v *view) missedPoints(name string) (missed, unanswered []point, worst point) {
	step := niceStep(v.end, wideSize.points/2)
	sums := make([]results.DecisionWindow, int(v.end/step)+1)
	seen := false
	for _, w := range v.rec.Windows {
		d, ok := w.Decisions[name]
		i := int(w.At / step)
		if !ok || i < 0 || i >= len(sums) {
			continue
		}
		seen = true
		sums[i].WithEvent += d.WithEvent
		sums[i].Missed += d.Missed
		sums[i].Unanswered += d.Unanswered
	}
	if !seen {
		return nil, nil, worst
	}
	for i, d := range sums {
		x := (time.Duration(i)*step + step/2).Seconds()
		p, u := point{x, math.NaN()}, point{x, math.NaN()}
		if d.WithEvent > 0 {
			p.y, u.y = float64(d.Missed)/float64(d.WithEvent), float64(d.Unanswered)/float64(d.WithEvent)
		}
		if p.y > worst.y {
			worst = p
		}
		missed, unanswered = append(missed, p), append(unanswered, u)
	}
	return missed, unanswered, worst
}
