package report

import (
	"cmp"
	"slices"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// gridMarks draws the horizontal grid, the base line and the labels of both
// axes. It is a gonum Plotter that also draws in the margins.
type gridMarks struct {
	x, y  []axisMark
	xUnit string
	size  size
}

var _ plot.Plotter = gridMarks{}

// Plot draws the grid.
func (g gridMarks) Plot(c draw.Canvas, p *plot.Plot) {
	toX, toY := p.Transforms(&c)
	grid := draw.LineStyle{Color: inkGrid.line(), Width: 1}
	yLabel := label(inkMuted, anchorEnd, g.size.text)
	for _, m := range g.y {
		y := toY(m.at)
		c.StrokeLine2(grid, c.Min.X, y, c.Max.X, y)
		if m.label != "" {
			c.FillText(yLabel, vg.Point{X: c.Min.X - 8, Y: y - vg.Length(g.size.text)*0.36}, m.label)
		}
	}
	axis := draw.LineStyle{Color: inkAxis.line(), Width: 1}
	c.StrokeLine2(axis, c.Min.X, c.Min.Y, c.Max.X, c.Min.Y)
	for _, m := range g.x {
		x := toX(m.at)
		c.StrokeLine2(axis, x, c.Min.Y, x, c.Min.Y-4)
		c.FillText(g.xLabel(m, x, c), vg.Point{X: x, Y: c.Min.Y - 6 - vg.Length(g.size.text)}, m.label)
	}
	c.FillText(label(inkMuted, anchorEnd, g.size.text-1), vg.Point{X: c.Max.X, Y: c.Min.Y - bottomSpace + 3}, g.xUnit)
}

// xLabel keeps a label at the right edge inside the picture.
func (g gridMarks) xLabel(m axisMark, x vg.Length, c draw.Canvas) draw.TextStyle {
	style := label(inkMuted, anchorMiddle, g.size.text)
	if x+style.Width(m.label)/2 > c.Max.X+rightSpace {
		return label(inkMuted, anchorEnd, g.size.text)
	}
	return style
}

// referenceMarks draws objectives: a line with its label on top of it, each in a
// dash of its own. Lines that are close share a place for their labels, in order.
type referenceMarks struct {
	lines []reference
	size  size
}

var _ plot.Plotter = referenceMarks{}

// Plot draws the lines.
func (r referenceMarks) Plot(c draw.Canvas, p *plot.Plot) {
	_, toY := p.Transforms(&c)
	row := vg.Length(r.size.text) + 2
	var crowd []reference // lines that are too close to each other for a label between them
	var top vg.Length     // of their labels, which stand above the highest of them
	flush := func() {
		for k, l := range crowd {
			y := toY(crowd[len(crowd)-1].y) + 4 + vg.Length(k)*row
			c.FillText(label(inkObjective, anchorEnd, r.size.text), vg.Point{X: c.Max.X - 2, Y: y}, l.label)
		}
		crowd = nil
	}
	for i, l := range r.ascending() {
		if l.y < p.Y.Min || l.y > p.Y.Max {
			continue
		}
		y := toY(l.y)
		style := draw.LineStyle{Color: inkObjective.line(), Width: 1.25, Dashes: referenceDashes[i%len(referenceDashes)]}
		c.StrokeLine2(style, c.Min.X, y, c.Max.X, y)
		if len(crowd) > 0 && y > top {
			flush()
		}
		crowd = append(crowd, l)
		top = y + 4 + vg.Length(len(crowd))*row
	}
	flush()
}

// ascending are the references from the lowest to the highest.
func (r referenceMarks) ascending() []reference {
	return slices.SortedFunc(slices.Values(r.lines), func(a, b reference) int { return cmp.Compare(a.y, b.y) })
}

// referenceDashes tell the objectives of one plot apart.
var referenceDashes = [][]vg.Length{{5, 3}, {2, 2}, {9, 3, 2, 3}}

// bandMarks shades stretches of time and names them above the plot.
type bandMarks struct {
	bands []band
	rows  rowPlan
	size  size
}

var _ plot.Plotter = bandMarks{}

// Plot draws the bands, behind everything else.
func (b bandMarks) Plot(c draw.Canvas, p *plot.Plot) {
	toX, _ := p.Transforms(&c)
	for i, band := range b.bands {
		x0, x1 := max(toX(band.from), c.Min.X), min(toX(band.to), c.Max.X)
		if x1 < x0 {
			continue
		}
		top := c.Max.Y + vg.Length((b.rows.count-b.rows.row[i]-1)*bandRow)
		if band.hatched {
			hatch(c, x0, x1)
		} else {
			b.shade(c, band, x0, x1, top)
		}
		c.FillText(label(bandInk(band), anchorStart, b.size.text-0.5), vg.Point{X: x0 + 5 - vg.Length(b.rows.shift[i]), Y: top + 4}, b.rows.label[i])
	}
}

func bandInk(b band) ink {
	if b.hatched {
		return inkMuted
	}
	return inkText
}

// shade fills a band up to its name and marks its edges; an end that was not
// reached has no right edge.
func (b bandMarks) shade(c draw.Canvas, band band, x0, x1, top vg.Length) {
	fill := func(x0, y0, x1, y1 vg.Length) {
		c.FillPolygon(inkBand.line(), []vg.Point{{X: x0, Y: y0}, {X: x1, Y: y0}, {X: x1, Y: y1}, {X: x0, Y: y1}})
	}
	fill(x0, c.Min.Y, max(x1, x0+1), c.Max.Y)
	edge := draw.LineStyle{Color: inkBandEdge.line(), Width: 1}
	c.StrokeLine2(edge, x0, c.Min.Y, x0, top+bandRow-2)
	if !band.open {
		c.StrokeLine2(edge, x1, c.Min.Y, x1, c.Max.Y)
	}
}

// hatch fills [x0, x1] of the canvas with thin diagonals.
func hatch(c draw.Canvas, x0, x1 vg.Length) {
	const gap = 7
	style := draw.LineStyle{Color: inkHatch.line(), Width: 1}
	height := c.Max.Y - c.Min.Y
	for x := x0 - height; x < x1; x += gap {
		from, to := vg.Point{X: x, Y: c.Min.Y}, vg.Point{X: x + height, Y: c.Max.Y}
		if from.X < x0 {
			from = vg.Point{X: x0, Y: c.Min.Y + (x0 - x)}
		}
		if to.X > x1 {
			to = vg.Point{X: x1, Y: c.Min.Y + (x1 - x)}
		}
		if from.X < to.X {
			c.StrokeLine2(style, from.X, from.Y, to.X, to.Y)
		}
	}
}

// rowPlan places band names in rows so that they do not run into each other.
type rowPlan struct {
	count int
	row   []int
	label []string
	shift []float64 // how far a name is moved left to end inside the picture
}

// maxRows is the most rows of names.
const maxRows = 6

// longestName is the share of a plot's width that a name may take which is
// longer than its band.
const longestName = 0.3

// bandRows plans the rows of names above a chart of one size.
func bandRows(bands []band, xMax float64, s size) rowPlan {
	plan := rowPlan{row: make([]int, len(bands)), label: make([]string, len(bands)), shift: make([]float64, len(bands))}
	width := s.width - s.left - rightSpace
	style := label(inkText, anchorStart, s.text)
	var free [maxRows]float64 // where each row is free from
	for i, b := range bands {
		name := b.name
		allowed := max((min(b.to, xMax)-max(b.from, 0))/xMax*width, width*longestName)
		if w := style.Width(name).Points()*1.12 + 12; w > allowed {
			name = shorten(name, int(float64(len([]rune(name)))*allowed/w))
		}
		need := style.Width(name).Points()*1.12 + 12
		x := max(b.from, 0) / xMax * width
		if shift := min(x+need-width, x); shift > 0 {
			plan.shift[i] = shift
			x -= shift
		}
		row := 0
		for row < maxRows-1 && free[row] > x {
			row++
		}
		plan.row[i], plan.label[i] = row, name
		plan.count = max(plan.count, row+1)
		free[row] = x + need
	}
	return plan
}

// shorten cuts a text to n characters, the last an ellipsis.
func shorten(s string, n int) string {
	r := []rune(s)
	if len(r) <= n {
		return s
	}
	if n < 2 {
		return ""
	}
	return string(r[:n-1]) + "…"
}
