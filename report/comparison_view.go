package report

import (
	"strconv"
	"time"

	"github.com/freshet-bench/freshet/results/compare"
)

// compared is a comparison with what its sections share: a view of every run, the
// colour and dash of every side, and the time axis that all runs lie on.
type compared struct {
	c     *compare.Comparison
	sides []comparedSide
	// all are the runs of all sides.
	all   []*view
	align alignment
	bands []band
}

// comparedSide is a side and how it is drawn.
type comparedSide struct {
	compare.Side
	index int
	views []*view
}

// newCompared prepares a comparison for showing.
func newCompared(c *compare.Comparison) *compared {
	v := &compared{c: c}
	for i, s := range c.Sides {
		side := comparedSide{Side: s, index: i}
		for _, r := range s.Runs {
			side.views = append(side.views, newView(r.Record, r.Outcome))
		}
		v.sides, v.all = append(v.sides, side), append(v.all, side.views...)
	}
	v.align = newAlignment(v.all, v.step())
	v.bands = v.align.bands(v.all)
	return v
}

// step is how far a point over time reaches.
func (v *compared) step() time.Duration {
	var end time.Duration
	for _, r := range v.all {
		end = max(end, r.end)
	}
	return niceStep(max(end, v.align.end), halfSize.points)
}

// sideDash tells sides apart without colour.
func sideDash(i int) dash { return []dash{solid, dashed, dotted, dashDot, longDash}[i%5] }

// line is a side's line of a chart.
func (s comparedSide) line(points []point) chartLine {
	return chartLine{name: s.Name, points: points, ink: seriesInk(s.index), dash: sideDash(s.index), width: 2}
}

// swatch is a side's line in legends.
func (s comparedSide) swatch() legendItem {
	return item(s.Name, seriesInk(s.index), sideDash(s.index), 2.5)
}

// sideCell names a side, with its line.
type sideCell struct {
	Swatch legendItem
	Name   string
	Class  string // its colour
}

func (s comparedSide) cell() sideCell { return sideCell{s.swatch(), s.Name, s.class()} }

// cells name all sides.
func (v *compared) cells() []sideCell {
	cells := make([]sideCell, len(v.sides))
	for i, s := range v.sides {
		cells[i] = s.cell()
	}
	return cells
}

// class is the style of a side's colour.
func (s comparedSide) class() string { return "side-" + strconv.Itoa(s.index%seriesCount+1) }

// sideHead is a side under the title.
type sideHead struct {
	sideCell
	Runs string
	Base bool
}

func (v *compared) heads() []sideHead {
	var list []sideHead
	for i, s := range v.sides {
		list = append(list, sideHead{s.cell(), plural(len(s.Runs), "run"), i == 0})
	}
	return list
}

// title is what is compared with what.
func (v *compared) title() string {
	names := make([]string, len(v.sides))
	for i, s := range v.sides {
		names[i] = s.Name
	}
	if len(names) == 2 {
		return v.c.Scenario + ": " + names[0] + " against " + names[1]
	}
	return v.c.Scenario + ": " + joined(names)
}

// overTime is a chart with the time axis that all runs lie on.
func (v *compared) overTime(id, title, desc string) chart {
	end := v.align.end.Seconds()
	return chart{
		id: id, title: title, desc: desc, xMax: end, bands: v.bands,
		xMarks: func(n int) []axisMark { return timeMarks(end, n) }, xUnit: clockUnit(end),
	}
}
