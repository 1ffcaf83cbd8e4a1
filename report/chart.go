package report

import (
	"html/template"
	"math"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgsvg"
)

// point is one sample of a line; a NaN y is a gap ("no sample").
type point struct{ x, y float64 }

// chartLine is one line of a chart.
type chartLine struct {
	name   string
	points []point
	ink    ink
	width  float64
	dash   dash
}

// chartArea is the range between two lines over the same positions.
type chartArea struct {
	low, high []point
	ink       ink
}

// dash is a line's pattern, so that lines differ without colour.
type dash uint8

const (
	solid dash = iota
	dashed
	dotted
	dashDot
	longDash
)

// pattern is the dash in points, as gonum wants it.
func (d dash) pattern() []vg.Length {
	switch d {
	case dashed:
		return []vg.Length{6, 4}
	case dotted:
		return []vg.Length{1.5, 3}
	case dashDot:
		return []vg.Length{8, 3, 2, 3}
	case longDash:
		return []vg.Length{12, 3}
	}
	return nil
}

// css is the dash for a legend's line.
func (d dash) css() string {
	switch d {
	case dashed:
		return "6 4"
	case dotted:
		return "1.5 3"
	case dashDot:
		return "8 3 2 3"
	case longDash:
		return "12 3"
	}
	return "none"
}

// band is a stretch of the x axis with a name on top: a timeline entry, the
// warmup, the drain.
type band struct {
	from, to float64
	name     string
	hatched  bool
	open     bool // the end was not reached
}

// reference is a labelled horizontal line: an objective.
type reference struct {
	y     float64
	label string
}

// chart is a plot before it has a size.
type chart struct {
	id, title, desc string
	xMax            float64
	xMarks          func(n int) []axisMark
	xUnit           string
	y               yScale
	areas           []chartArea
	lines           []chartLine
	// step, if not 0, is how far each point's figure holds, half of it to either
	// side: lines are then drawn as steps where there is room.
	step       float64
	bands      []band
	references []reference
}

// figure is a chart rendered for wide pages and, with fewer marks and points,
// for phones, where a scaled wide plot could not be read.
type figure struct {
	Title  string
	Note   string
	Wide   template.HTML
	Narrow template.HTML
	Legend []legendItem
}

// size is the box of a rendered chart, in CSS pixels at full width.
type size struct {
	class         string
	width, height float64
	left          float64
	marks         int // most marks on the x axis
	points        int // most points of a line
	text          float64
}

// The sizes of charts. Left margins are equal within a class, so that the time
// axes of all plots line up.
var (
	wideSize   = size{class: "wide", width: 960, height: 250, left: 58, marks: 12, points: 420, text: 12}
	narrowSize = size{class: "narrow", width: 358, height: 220, left: 50, marks: 4, points: 150, text: 11.5}
	halfSize   = size{class: "wide", width: 464, height: 250, left: 58, marks: 6, points: 200, text: 12}
)

const (
	bandRow     = 15 // height of a row of band names
	bottomSpace = 40 // x labels and the axis's unit
	rightSpace  = 8
)

// render draws the chart for wide pages and for phones.
func (c chart) render(wide size) (figure, error) {
	f := figure{Title: c.title, Legend: c.legend()}
	var err error
	if f.Wide, err = c.draw(wide); err != nil {
		return f, err
	}
	f.Narrow, err = c.draw(narrowSize)
	return f, err
}

// legend names the lines, if there is more than one.
func (c chart) legend() []legendItem {
	var items []legendItem
	for _, l := range c.lines {
		if l.name == "" {
			continue
		}
		items = append(items, item(l.name, l.ink, l.dash, l.width))
	}
	return items
}

// draw renders the chart at one size.
func (c chart) draw(s size) (template.HTML, error) {
	rows := bandRows(c.bands, c.xMax, s)
	top := float64(rows.count*bandRow) + 8
	canvas := vgsvg.New(vg.Length(s.width), vg.Length(s.height+top-8))
	p := plot.New()
	p.BackgroundColor = nil
	p.HideAxes()
	p.X.Min, p.X.Max = 0, c.xMax
	p.Y.Min, p.Y.Max, p.Y.Scale = c.y.min, c.y.max, c.y.normalizer()
	p.Add(bandMarks{c.bands, rows, s}, gridMarks{c.xMarks(s.marks), c.y.marks, c.xUnit, s})
	for _, a := range c.areas {
		if err := c.addArea(p, a, s.points); err != nil {
			return "", err
		}
	}
	for _, l := range c.lines {
		if err := c.addLine(p, l, s.points); err != nil {
			return "", err
		}
	}
	p.Add(referenceMarks{c.references, s})
	area := draw.Crop(draw.New(canvas), vg.Length(s.left), -rightSpace, bottomSpace, -vg.Length(top))
	p.Draw(area)
	return finishSVG(canvas, s.class, c.id+"-"+s.class, c.title, c.desc)
}

// addLine adds a line in pieces between its gaps. A sample alone between two
// gaps becomes a dot.
func (c chart) addLine(p *plot.Plot, l chartLine, limit int) error {
	points := thin(l.points, limit)
	for _, piece := range pieces(points) {
		if c.step > 0 && len(points) <= limit/3 {
			piece = steps(piece, c.step/2, c.xMax)
		}
		xys := make(plotter.XYs, len(piece))
		for i, pt := range piece {
			xys[i] = plotter.XY{X: pt.x, Y: c.y.clamp(pt.y)}
		}
		if len(xys) == 1 {
			dot, err := plotter.NewScatter(xys)
			if err != nil {
				return err
			}
			dot.GlyphStyle = draw.GlyphStyle{Color: l.ink.line(), Radius: 1.5, Shape: draw.CircleGlyph{}}
			p.Add(dot)
			continue
		}
		line, err := plotter.NewLine(xys)
		if err != nil {
			return err
		}
		line.LineStyle = draw.LineStyle{Color: l.ink.line(), Width: vg.Length(l.width), Dashes: l.dash.pattern()}
		p.Add(line)
	}
	return nil
}

// steps draws each point as a level of half to either side of it.
func steps(piece []point, half, end float64) []point {
	out := make([]point, 0, 2*len(piece))
	for _, p := range piece {
		out = append(out, point{max(p.x-half, 0), p.y}, point{min(p.x+half, end), p.y})
	}
	return out
}

// pieces cuts points at their gaps.
func pieces(points []point) [][]point {
	var out [][]point
	start := -1
	for i, p := range points {
		gap := math.IsNaN(p.y) || math.IsInf(p.y, 0)
		switch {
		case gap && start >= 0:
			out = append(out, points[start:i])
			start = -1
		case !gap && start < 0:
			start = i
		}
	}
	if start >= 0 {
		out = append(out, points[start:])
	}
	return out
}

// thin reduces points to at most limit by keeping the highest of each stretch:
// a peak must never vanish from a plot.
func thin(points []point, limit int) []point {
	if len(points) <= limit || limit < 1 {
		return points
	}
	out := make([]point, 0, limit)
	for i := range limit {
		from, to := i*len(points)/limit, (i+1)*len(points)/limit
		best := points[from]
		for _, p := range points[from:to] {
			if math.IsNaN(best.y) || p.y > best.y {
				best = p
			}
		}
		out = append(out, best)
	}
	return out
}

// face is the font that gonum measures with; the page shows its own.
func face(points float64) font.Font {
	return font.Font{Typeface: "Liberation", Variant: "Sans", Size: vg.Length(points)}
}

// label is a text style of the given ink and anchor.
func label(k ink, a anchor, points float64) text.Style {
	return text.Style{
		Color: k.sentinel(a), Font: face(points), Handler: plot.DefaultTextHandler,
		XAlign: draw.XLeft, YAlign: draw.YBottom,
	}
}
