package report

import (
	"fmt"
	"math"
	"strings"
	"time"

	hdr "github.com/HdrHistogram/hdrhistogram-go"

	"github.com/freshet-bench/freshet/results"
	"github.com/freshet-bench/freshet/results/measure"
)

// ageSection is "Signal age": how old signals were, at each stage.
type ageSection struct {
	Reading     string
	Definitions []definition
	Late        bool // devices were late, so age and platform age differ
	Rows        []ageRow
	Overlap     bool // a part is counted in another one too
	Stages      []stageAges
	Curves      []figure
	CurveNote   string
	Worst       []worstTable
}

// OverlapNote is what a table with overlapping parts needs to be read.
func (ageSection) OverlapNote() string { return overlapNote }

// ageRow is one stage over one part of the run.
type ageRow struct {
	Stage, Part             string
	Swatch                  legendItem
	First                   bool // of its stage
	Samples                 string
	P50, P99, P999, Max     string
	AgeP50, AgeP99, AgeOver string
}

// stageAges is one stage's plot over time.
type stageAges struct {
	Name, Class, Objective, Summary string
	Swatch                          legendItem
	Figure                          *figure // nil if there is no sample
}

func (v *view) ages() (ageSection, error) {
	s := ageSection{
		Reading:     reading("age"),
		Definitions: definitions("age", "platform-age"),
		Late:        sourcesLate(v.rec),
	}
	for i, plan := range v.rec.Plan.Stages {
		s.Rows = append(s.Rows, v.ageRows(plan.Name)...)
		s.Overlap = s.Overlap || overlapping(v.stage(plan.Name))
		block, err := v.stageOverTime(i, plan)
		if err != nil {
			return s, err
		}
		s.Stages = append(s.Stages, block)
		curve, ok, err := v.percentileCurve(i, plan)
		if err != nil {
			return s, err
		}
		if ok {
			s.Curves = append(s.Curves, curve)
		}
	}
	s.Worst = v.worstTables()
	return s, nil
}

func (v *view) stage(name string) *results.StageOutcome {
	for i := range v.out.Stages {
		if v.out.Stages[i].Name == name {
			return &v.out.Stages[i]
		}
	}
	return nil
}

func (v *view) ageRows(name string) []ageRow {
	stage := v.stage(name)
	if stage == nil {
		return nil
	}
	var rows []ageRow
	for i, p := range stage.Parts {
		rows = append(rows, ageRow{
			Stage: name, Part: p.Name, First: i == 0, Swatch: v.swatch(name), Samples: count(p.Platform.Count),
			P50: sampled(p.Platform, p.Platform.P50), P99: sampled(p.Platform, p.Platform.P99),
			P999: sampled(p.Platform, p.Platform.P999), Max: sampled(p.Platform, p.Platform.Max),
			AgeP50: sampled(p.Age, p.Age.P50), AgeP99: sampled(p.Age, p.Age.P99),
		})
	}
	return rows
}

// swatch is a stage's line in legends.
func (v *view) swatch(name string) legendItem {
	for i, s := range v.rec.Plan.Stages {
		if s.Name == name {
			return item(name, seriesInk(i), stageDash(i), 2)
		}
	}
	return item(name, inkText, solid, 2)
}

// stageOverTime plots p50, p99 and the maximum of a stage's platform age.
func (v *view) stageOverTime(i int, plan results.PlanStage) (stageAges, error) {
	block := stageAges{Name: plan.Name, Class: plan.Class, Swatch: item("", seriesInk(i), solid, 3)}
	var refs []reference
	var must []float64
	if plan.Objective > 0 {
		block.Objective = span(plan.Objective)
		refs = []reference{{plan.Objective.Seconds(), "objective " + block.Objective}}
		must = []float64{plan.Objective.Seconds()}
	}
	c := v.overTime(fmt.Sprintf("age-%d", i), "Platform age of "+plan.Name+" over time", v.ageSummary(plan.Name))
	c.references, c.step = refs, niceStep(v.end, wideSize.points).Seconds()
	block.Summary = c.desc
	q := v.quantilesOverTime(results.TagPlatform + plan.Name)
	if len(pieces(q[2])) == 0 {
		return block, nil
	}
	c.lines = []chartLine{
		{name: "maximum", points: q[2], ink: inkMuted, width: 0.9},
		{name: "p99", points: q[1], ink: seriesInk(i), width: 2},
		{name: "p50", points: q[0], ink: seriesInk(i), width: 1.4, dash: dotted},
	}
	c.y = chooseScale(measure.Seconds, true, must, c.lines)
	f, err := c.render(wideSize)
	f.Note = "by due time, " + c.y.word()
	block.Figure = &f
	return block, err
}

// ageSummary says in words what a stage's plot shows.
func (v *view) ageSummary(name string) string {
	stage := v.stage(name)
	if stage == nil {
		return "No figures for this stage."
	}
	var words []string
	for _, p := range stage.Parts {
		if p.Name != partOverall && p.Platform.Count > 0 {
			words = append(words, span(p.Platform.P99)+" "+partPhrase(p.Name))
		}
	}
	if len(words) == 0 {
		return "No signal was seen here in the part of the run that is judged."
	}
	return "p99 " + strings.Join(words, ", ") + "."
}

// quantilesOverTime gives p50, p99 and maximum, a point per step.
func (v *view) quantilesOverTime(tag string) [3][]point {
	step := niceStep(v.end, wideSize.points)
	var lines [3][]point
	over := v.rec.Ages.Over(tag, step, 0, v.end, []float64{50, 99, 100})
	for q := range over {
		lines[q] = make([]point, len(over[q]))
		for i, y := range over[q] {
			lines[q][i] = point{(time.Duration(i)*step + step/2).Seconds(), y}
		}
	}
	return lines
}

// niceStep is the least round step that divides a span into at most n.
func niceStep(total time.Duration, n int) time.Duration {
	for _, s := range timeSteps {
		if step := time.Duration(s * float64(time.Second)); total <= step*time.Duration(n) {
			return step
		}
	}
	return total / time.Duration(n)
}

// maxCurves is the most parts drawn as percentile curves of one stage.
const maxCurves = 5

// percentileCurve plots a stage's platform age against the percentile, a curve
// per part of the run.
func (v *view) percentileCurve(i int, plan results.PlanStage) (figure, bool, error) {
	stage := v.stage(plan.Name)
	if stage == nil {
		return figure{}, false, nil
	}
	c := chart{
		id: fmt.Sprintf("curve-%d", i), title: plan.Name, xUnit: "percentile, log scale of what lies above",
		desc: "Platform age of " + plan.Name + " by percentile. " + v.ageSummary(plan.Name),
	}
	for _, p := range stage.Parts {
		if p.Name == partOverall || strings.HasPrefix(p.Name, partAfter) || len(c.lines) == maxCurves {
			continue
		}
		h := v.rec.Ages.Hist(results.TagPlatform+plan.Name, inPart(v.out.Segments, p.Name))
		if h.TotalCount() == 0 {
			continue
		}
		k := len(c.lines)
		c.lines = append(c.lines, chartLine{name: p.Name, points: curvePoints(h), ink: curveInk(k), dash: dash(k % 4), width: 1.8})
		c.xMax = max(c.xMax, nines(h.TotalCount()))
	}
	return c.renderPercentiles(plan.Objective)
}

// renderPercentiles draws ages against percentiles, with the stage's objective, if
// it has one, as a line; false where there is nothing to draw.
func (c *chart) renderPercentiles(objective time.Duration) (figure, bool, error) {
	if len(c.lines) == 0 {
		return figure{}, false, nil
	}
	var must []float64
	if objective > 0 {
		must = []float64{objective.Seconds()}
		c.references = []reference{{objective.Seconds(), "objective " + span(objective)}}
	}
	c.y = chooseScale(measure.Seconds, true, must, c.lines)
	c.xMarks = func(int) []axisMark { return percentileMarks(c.xMax) }
	f, err := c.render(halfSize)
	f.Note = c.y.word()
	return f, true, err
}

// curveInk: steady state in plain ink, entries in colour.
func curveInk(k int) ink {
	if k == 0 {
		return inkText
	}
	return seriesInk(k - 1)
}

// nines is how far a percentile axis reaches for a number of samples: to where
// 10 samples lie above, at least p99, at most p99.99.
func nines(samples int64) float64 {
	return min(max(math.Log10(float64(samples)/10), 2), 4)
}

// curvePoints samples a histogram evenly on the axis of -log10(1-p).
func curvePoints(h *hdr.Histogram) []point {
	const steps = 80
	top := nines(h.TotalCount())
	points := make([]point, 0, steps+1)
	for i := range steps + 1 {
		x := top * float64(i) / steps
		p := 100 * (1 - math.Pow(10, -x))
		points = append(points, point{x, float64(h.ValueAtPercentile(p)) / 1e6})
	}
	return points
}

func percentileMarks(top float64) []axisMark {
	marks := []axisMark{{0, "0"}, {-math.Log10(0.5), "50"}, {1, "90"}, {2, "99"}, {3, "99.9"}, {4, "99.99 %"}}
	var list []axisMark
	for _, m := range marks {
		if m.at <= top+1e-9 {
			list = append(list, m)
		}
	}
	return list
}
