package report

import (
	"fmt"
	"slices"
	"strings"

	hdr "github.com/HdrHistogram/hdrhistogram-go"

	"github.com/freshet-bench/freshet/results"
)

// curves adds a stage's percentile curves: of the steady state, or of the whole run if
// nothing of it was steady, and folded away those during each entry.
func (v *compared) curves(stage *overlayStage, i int, plan results.PlanStage) error {
	for k, part := range v.curveParts(plan.Name) {
		f, ok, err := v.curveFigure(fmt.Sprintf("curve-%d-%d", i, k), plan, part)
		switch {
		case err != nil:
			return err
		case ok && k == 0:
			stage.Middle = append(stage.Middle, f)
		case ok:
			stage.More = append(stage.More, f)
		}
	}
	return nil
}

// curveParts are the parts of the run that a stage has samples of on any side, the
// overall one only where it has no steady one.
func (v *compared) curveParts(stage string) []string {
	var list []string
	for _, r := range v.all {
		if s := r.stage(stage); s != nil {
			for _, p := range s.Parts {
				if p.Platform.Count > 0 && !strings.HasPrefix(p.Name, partAfter) && !slices.Contains(list, p.Name) {
					list = append(list, p.Name)
				}
			}
		}
	}
	if slices.Contains(list, partSteady) {
		list = slices.DeleteFunc(list, func(p string) bool { return p == partOverall })
	}
	return list
}

// curveFigure plots a stage's platform age against the percentile, a curve per side:
// of the histograms of all its runs together.
func (v *compared) curveFigure(id string, plan results.PlanStage, part string) (figure, bool, error) {
	c := chart{
		id: id, title: "Percentiles of " + plan.Name + ", " + partPhrase(part), xUnit: "percentile, log scale of what lies above",
		desc: "Platform age of " + plan.Name + " by percentile, a curve per side, all of its runs together.",
	}
	for _, side := range v.sides {
		h := side.hist(results.TagPlatform+plan.Name, part)
		if h.TotalCount() == 0 {
			continue
		}
		c.lines = append(c.lines, side.line(curvePoints(h)))
		c.xMax = max(c.xMax, nines(h.TotalCount()))
	}
	return c.renderPercentiles(plan.Objective)
}

// hist is all samples of a side in a part of its runs: histograms are merged.
func (s comparedSide) hist(tag, part string) *hdr.Histogram {
	sum := results.NewHist()
	for _, r := range s.views {
		sum.Merge(r.rec.Ages.Hist(tag, inPart(r.out.Segments, part)))
	}
	return sum
}
