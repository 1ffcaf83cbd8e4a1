package report

import (
	"fmt"
	"math"
	"slices"

	"github.com/freshet-bench/freshet/results/compare"
	"github.com/freshet-bench/freshet/results/measure"
)

// sampleText is a median and how far its interval reaches: "200 ms ± 2 %".
func sampleText(s compare.Sample, u measure.Unit) string {
	text := medianText(s, u)
	if s.Median == nil || s.Interval == nil {
		return text
	}
	low, high := s.Interval.Low, s.Interval.High
	switch {
	case s.Median.Censored || low.Censored || high.Censored:
		return text + " ± ∞"
	case s.Median.Value == 0 && high.Value == 0:
		return text + " ± 0 %"
	case s.Median.Value == 0:
		return text + " ± " + measure.FormatQuantity(high.Value, u)
	}
	reach := max(high.Value-s.Median.Value, s.Median.Value-low.Value) / s.Median.Value
	return fmt.Sprintf("%s ± %.0f %%", text, math.Ceil(max(0, 100*reach-1e-9)))
}

// medianText is a median, or that there is none, or none that counts.
func medianText(s compare.Sample, u measure.Unit) string {
	if s.Median == nil {
		if slices.ContainsFunc(s.Values, func(v compare.Value) bool { return v.Value != nil }) {
			return "not used"
		}
		return noSample
	}
	return s.Median.Format(u)
}

// differenceText is what the statistics say of a pair, as benchstat writes it: the
// difference if it is called, ~ if none was found. One that nothing can be said of
// is in parentheses.
func differenceText(m compare.Measure, p compare.Pair) string {
	d := p.FormatDifference(m.Unit)
	switch p.Verdict {
	case compare.IsHigher, compare.IsLower:
		if p.Effect != "" {
			return d + " " + p.Effect
		}
		return d
	case compare.NoneFound:
		return "~"
	case compare.TheSame:
		return "="
	case compare.NotKnown:
		return "?"
	}
	if d == "" {
		return "-"
	}
	return "(" + d + ")"
}

// pText is a p-value; "" where there is none.
func pText(p *float64) string {
	switch {
	case p == nil:
		return ""
	case *p < 0.001:
		return "<0.001"
	}
	return fmt.Sprintf("%.3f", *p)
}
