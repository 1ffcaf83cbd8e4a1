package report

import (
	"math"
	"slices"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
)

// addArea fills the range in pieces between its gaps.
func (c chart) addArea(p *plot.Plot, a chartArea, limit int) error {
	low, high := thinLow(a.low, limit), thin(a.high, limit)
	for _, piece := range pieces(bothKnown(low, high)) {
		from := slices.IndexFunc(high, func(p point) bool { return p.x >= piece[0].x })
		upper := slices.Clone(high[from : from+len(piece)])
		lower := slices.Clone(low[from : from+len(piece)])
		if c.step > 0 && len(high) <= limit/3 {
			upper, lower = steps(upper, c.step/2, c.xMax), steps(lower, c.step/2, c.xMax)
		}
		if err := c.fill(p, a.ink, lower, upper); err != nil {
			return err
		}
	}
	return nil
}

// fill adds the polygon between two lines.
func (c chart) fill(p *plot.Plot, k ink, lower, upper []point) error {
	slices.Reverse(lower)
	outline := make(plotter.XYs, 0, len(upper)+len(lower))
	for _, pt := range append(upper, lower...) {
		outline = append(outline, plotter.XY{X: pt.x, Y: c.y.clamp(pt.y)})
	}
	polygon, err := plotter.NewPolygon(outline)
	if err != nil {
		return err
	}
	polygon.Color = k.line()
	polygon.LineStyle.Width = 0
	p.Add(polygon)
	return nil
}

// bothKnown is high with a gap also where low has one.
func bothKnown(low, high []point) []point {
	out := slices.Clone(high)
	for i := range out {
		if math.IsNaN(low[i].y) {
			out[i].y = math.NaN()
		}
	}
	return out
}
