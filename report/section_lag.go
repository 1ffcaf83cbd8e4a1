package report

import (
	"fmt"
	"slices"
	"time"

	"github.com/freshet-bench/freshet/results"
	"github.com/freshet-bench/freshet/results/measure"
)

// lagSection is "Lag and oldest unseen": the gauges over time.
type lagSection struct {
	Reading     string
	Definitions []definition
	Rows        []lagRow
	Figures     []figure
}

// lagRow is one stage's worst gauges.
type lagRow struct {
	Stage                               string
	Swatch                              legendItem
	Oldest, OldestAt, Lag, Backlog, Old string
}

// gauge is one gauge of a stage window, as points of a plot.
type gauge struct {
	id, title string
	unit      measure.Unit
	objective bool
	of        func(results.Window, results.StageWindow) []point
}

func gauges() []gauge {
	return []gauge{
		{"oldest", "Oldest unseen", measure.Seconds, true, oldestPoints},
		{"lag", "Lag", measure.Seconds, false, func(w results.Window, s results.StageWindow) []point {
			return []point{{(w.At + w.Length).Seconds(), s.Lag.Seconds()}}
		}},
		{"backlog", "Backlog, records", measure.Records, false, func(w results.Window, s results.StageWindow) []point {
			return []point{{(w.At + w.Length).Seconds(), float64(s.Backlog)}}
		}},
	}
}

// oldestPoints are the window's samples, one each GaugeEvery.
func oldestPoints(w results.Window, s results.StageWindow) []point {
	points := make([]point, len(s.Oldest))
	for i, o := range s.Oldest {
		points[i] = point{(w.At + time.Duration(i)*results.GaugeEvery).Seconds(), o.Seconds()}
	}
	return points
}

func (v *view) lag() (lagSection, error) {
	s := lagSection{
		Reading:     reading("oldest-unseen"),
		Definitions: definitions("oldest-unseen", "lag", "backlog", "stale-time"),
		Rows:        v.lagRows(),
	}
	for _, g := range gauges() {
		for i, group := range slices.Collect(slices.Chunk(v.rec.Plan.Stages, seriesCount)) {
			f, ok, err := v.gaugeFigure(g, i, group)
			if err != nil {
				return s, err
			}
			if ok {
				s.Figures = append(s.Figures, f)
			}
		}
	}
	return s, nil
}

// lagRows are the highest gauges of every stage.
func (v *view) lagRows() []lagRow {
	var rows []lagRow
	for _, plan := range v.rec.Plan.Stages {
		if o := v.stage(plan.Name); o != nil {
			rows = append(rows, v.lagRow(plan, o))
		}
	}
	return rows
}

func (v *view) lagRow(plan results.PlanStage, o *results.StageOutcome) lagRow {
	r := lagRow{
		Stage: plan.Name, Swatch: v.swatch(plan.Name), Oldest: span(o.OldestMax), OldestAt: at(o.OldestMaxAt),
		Lag: span(o.LagMax), Backlog: count(o.BacklogMax), Old: "no objective",
	}
	if plan.Objective > 0 {
		r.Old = span(o.StaleTime)
	}
	return r
}

// gaugeFigure plots a gauge of up to seriesCount stages.
func (v *view) gaugeFigure(g gauge, group int, stages []results.PlanStage) (figure, bool, error) {
	c := v.overTime(fmt.Sprintf("%s-%d", g.id, group), g.title, "")
	var worst float64
	for i, plan := range stages {
		points, top := v.gaugePoints(g, plan.Name)
		if len(points) == 0 {
			continue
		}
		index := group*seriesCount + i
		c.lines = append(c.lines, chartLine{name: plan.Name, points: points, ink: seriesInk(index), dash: stageDash(index), width: 1.6})
		if top.y >= worst {
			worst = top.y
			c.desc = fmt.Sprintf("Highest: %s at %s, t = %s.", quantity(top.y, g.unit), plan.Name, at(time.Duration(top.x*1e9)))
		}
	}
	if len(c.lines) == 0 {
		return figure{}, false, nil
	}
	if g.objective {
		c.references = objectives(stages)
	}
	c.y = gaugeScale(g, c)
	f, err := c.render(wideSize)
	f.Note = c.y.word()
	return f, true, err
}

// linearUpTo is how many times the objective a gauge may reach before a linear
// axis, on which a second a second is a straight line, hides the objective.
const linearUpTo = 60

func gaugeScale(g gauge, c chart) yScale {
	var must []float64
	lowest := 0.0
	for _, r := range c.references {
		must = append(must, r.y)
		if lowest == 0 || r.y < lowest {
			lowest = r.y
		}
	}
	highest := 0.0
	for _, l := range c.lines {
		for _, p := range l.points {
			highest = max(highest, p.y)
		}
	}
	if lowest > 0 && highest > linearUpTo*lowest {
		return logScale(g.unit, lowest/50, highest)
	}
	return chooseScale(g.unit, false, must, c.lines)
}

func (v *view) gaugePoints(g gauge, stage string) ([]point, point) {
	var points []point
	var top point
	for _, w := range v.rec.Windows {
		s, ok := w.Stages[stage]
		if !ok {
			continue
		}
		for _, p := range g.of(w, s) {
			points = append(points, p)
			if p.y >= top.y {
				top = p
			}
		}
	}
	return thin(points, wideSize.points), top
}

// objectives are the distinct objectives of stages, labelled with whose they are.
func objectives(stages []results.PlanStage) []reference {
	var list []reference
	owners := map[time.Duration][]string{}
	var order []time.Duration
	for _, s := range stages {
		if s.Objective <= 0 {
			continue
		}
		if owners[s.Objective] == nil {
			order = append(order, s.Objective)
		}
		owners[s.Objective] = append(owners[s.Objective], s.Name)
	}
	for _, o := range order {
		text := "objective " + span(o)
		if len(order) > 1 {
			text += ": " + shorten(joined(owners[o]), 40)
		}
		list = append(list, reference{o.Seconds(), text})
	}
	return list
}
