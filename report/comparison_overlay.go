package report

import (
	"fmt"
	"math"
	"time"

	"github.com/freshet-bench/freshet/results"
	"github.com/freshet-bench/freshet/results/compare"
	"github.com/freshet-bench/freshet/results/measure"
)

// overlaySection is "Ages over time" and the percentile curves, all sides in one plot.
type overlaySection struct {
	Reading string
	// Aligned says how times were laid on each other; "" = they agreed.
	Aligned string
	Stages  []overlayStage
}

// overlayStage is one stage's plots.
type overlayStage struct {
	Name, Class, Objective string
	// Tail is the p99 over time, Middle the p50 and the percentile curve.
	Tail, Middle []figure
	// More are the curves of further parts of the run.
	More []figure
}

func (v *compared) overlay() (overlaySection, error) {
	s := overlaySection{Reading: reading("platform-age"), Aligned: v.alignedText()}
	for i, plan := range v.stagePlans() {
		stage := overlayStage{Name: plan.Name, Class: plan.Class}
		if plan.Objective > 0 {
			stage.Objective = span(plan.Objective)
		}
		for _, plot := range []struct {
			quantile float64
			size     size
			into     *[]figure
		}{{99, wideSize, &stage.Tail}, {50, halfSize, &stage.Middle}} {
			f, ok, err := v.agesFigure(i, plan, plot.quantile, plot.size)
			if err != nil {
				return s, err
			}
			if ok {
				*plot.into = append(*plot.into, f)
			}
		}
		if err := v.curves(&stage, i, plan); err != nil {
			return s, err
		}
		s.Stages = append(s.Stages, stage)
	}
	return s, nil
}

// alignedText says what was laid on what, if anything had to be.
func (v *compared) alignedText() string {
	if len(v.align.anchors) == 0 {
		return ""
	}
	begin := " begins"
	if len(v.align.anchors) > 1 {
		begin = " each begin"
	}
	return "Entries began at different times, so each run is cut where one begins and laid so that " +
		joined(v.align.anchors) + begin + " at one place; the axis counts the longest of each stretch."
}

// stagePlans are the stages of all sides, each once, in the order of the first run
// that has it.
func (v *compared) stagePlans() []results.PlanStage {
	var list []results.PlanStage
	seen := map[string]bool{}
	for _, r := range v.all {
		for _, s := range r.rec.Plan.Stages {
			if !seen[s.Name] {
				seen[s.Name] = true
				list = append(list, s)
			}
		}
	}
	return list
}

// agesFigure plots a quantile of a stage's platform age over time: for each side the
// median of its runs, and the range of them.
func (v *compared) agesFigure(i int, plan results.PlanStage, quantile float64, as size) (figure, bool, error) {
	name := "p" + short(quantile)
	c := v.overTime(fmt.Sprintf("over-%d-%s", i, name), name+" platform age of "+plan.Name,
		"Each side has a line, the median of its runs, and an area from the lowest to the highest of them.")
	c.step = v.step().Seconds()
	var must []float64
	if plan.Objective > 0 {
		must = []float64{plan.Objective.Seconds()}
		c.references = []reference{{plan.Objective.Seconds(), "objective " + span(plan.Objective)}}
	}
	scaled := []chartLine{}
	for _, side := range v.sides {
		low, median, high := v.overRuns(side, results.TagPlatform+plan.Name, quantile)
		if len(pieces(median)) == 0 {
			continue
		}
		if len(side.views) > 1 {
			c.areas = append(c.areas, chartArea{low, high, areaInk(side.index)})
		}
		c.lines = append(c.lines, side.line(median))
		scaled = append(scaled, chartLine{points: low}, chartLine{points: high})
	}
	if len(c.lines) == 0 {
		return figure{}, false, nil
	}
	c.y = chooseScale(measure.Seconds, true, must, scaled)
	f, err := c.render(as)
	f.Note = "by due time, " + c.y.word()
	return f, true, err
}

// overRuns is the lowest, the median and the highest of the runs of a side over time.
func (v *compared) overRuns(side comparedSide, tag string, quantile float64) (low, median, high []point) {
	step := v.step()
	grid := v.align.grid(step)
	rows := make([][]float64, len(side.views))
	for i, r := range side.views {
		rows[i] = v.align.over(r, grid, tag, step, quantile)
	}
	for k, slot := range grid {
		x := (slot.at + step/2).Seconds()
		values := make([]float64, len(rows))
		for i := range rows {
			values[i] = rows[i][k]
		}
		l, m, h := compare.Spread(values)
		low, median, high = append(low, point{x, l}), append(median, point{x, m}), append(high, point{x, h})
	}
	return low, median, high
}

// gridSlot is one step of the common axis: which stretch it is of, and where.
type gridSlot struct {
	stretch, step int
	at            time.Duration
}

// grid cuts the axis into steps that begin anew with each stretch.
func (a alignment) grid(step time.Duration) []gridSlot {
	var out []gridSlot
	for i, origin := range a.origins {
		end := a.end
		if i < len(a.origins)-1 {
			end = a.origins[i+1]
		}
		for k := 0; origin+time.Duration(k)*step < end; k++ {
			out = append(out, gridSlot{i, k, origin + time.Duration(k)*step})
		}
	}
	return out
}

// over is a run's quantile at each step of the grid; NaN where it has no sample.
func (a alignment) over(r *view, grid []gridSlot, tag string, step time.Duration, quantile float64) []float64 {
	cuts := a.cuts(r)
	stretches := make([][]float64, len(a.origins))
	for i := range stretches {
		if over := r.rec.Ages.Over(tag, step, cuts[i], cuts[i+1], []float64{quantile}); over != nil {
			stretches[i] = over[0]
		}
	}
	out := make([]float64, len(grid))
	for k, slot := range grid {
		out[k] = math.NaN()
		if s := stretches[slot.stretch]; slot.step < len(s) {
			out[k] = s[slot.step]
		}
	}
	return out
}
