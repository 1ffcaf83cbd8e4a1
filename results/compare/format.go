package compare

import (
	"fmt"
	"math"

	"github.com/freshet-bench/freshet/results/measure"
)

// Format writes an estimate with its unit: "> 2 min" if it is censored.
func (e Estimate) Format(u measure.Unit) string {
	text := measure.FormatQuantity(e.Value, u)
	if e.Censored {
		return "> " + text
	}
	return text
}

// Format writes the value of a run with its unit; "" if there is none.
func (v Value) Format(u measure.Unit) string {
	if v.Value == nil {
		return ""
	}
	return Estimate{*v.Value, v.Censored}.Format(u)
}

// FormatRelative writes the relative difference: "+10 %", "at least +38 %"; "" if
// there is none.
func (p Pair) FormatRelative() string {
	if p.Relative == nil {
		return ""
	}
	text := Percent(*p.Relative)
	if p.Bound != Exact {
		return string(p.Bound) + " " + text
	}
	return text
}

// FormatDifference writes the difference: relative where there is one, else with its
// sign and unit; "" if there is none.
func (p Pair) FormatDifference(u measure.Unit) string {
	switch {
	case p.Relative != nil:
		return p.FormatRelative()
	case p.Absolute == nil:
		return ""
	}
	text := measure.InPoints(measure.FormatQuantity(*p.Absolute, u), u)
	if *p.Absolute > 0 {
		text = "+" + text
	}
	if p.Bound != Exact {
		text = string(p.Bound) + " " + text
	}
	return text
}

// Percent writes a relative difference with its sign, as a factor where percents are
// hard to read: "+10.2 %", "-3 %", "x 12".
func Percent(v float64) string {
	switch size := math.Abs(v) * 100; {
	case v >= 9:
		return fmt.Sprintf("x %.3g", v+1)
	case size < 0.05:
		return "0 %"
	case size < 9.95:
		return fmt.Sprintf("%+.1f %%", v*100)
	}
	return fmt.Sprintf("%+.0f %%", v*100)
}
