package report

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/freshet-bench/freshet/results/compare"
	"github.com/freshet-bench/freshet/results/measure"
)

// strip is the values of a side's runs on a line: a dot a run, the median and its
// interval. All strips of a measure have one scale.
type strip struct {
	// Label says the same in words.
	Label     string
	Dots      []stripDot
	Median    string // position; "" = there is none
	Low, High string // of the interval; "" = there is none
}

// stripDot is one run.
type stripDot struct {
	X     string
	Title string
	// Open is a value that no statistic uses, Beyond one that is only known to be more.
	Open, Beyond bool
}

// stripScale is the range of a measure's values over all sides.
type stripScale struct {
	low, high float64
	unit      measure.Unit
}

// stripMargin is the share of a strip's width beside the lowest and highest value.
const stripMargin = 0.04

func newStripScale(m compare.Measure) stripScale {
	s := stripScale{math.Inf(1), math.Inf(-1), m.Unit}
	for _, side := range m.Sides {
		for _, v := range side.Values {
			if v.Value != nil {
				s.include(*v.Value)
			}
		}
		if side.Interval != nil {
			s.include(side.Interval.Low.Value)
			s.include(side.Interval.High.Value)
		}
	}
	return s
}

func (s *stripScale) include(v float64) { s.low, s.high = min(s.low, v), max(s.high, v) }

// known reports whether there is anything to draw.
func (s stripScale) known() bool { return s.low <= s.high }

// x is the position of a value.
func (s stripScale) x(v float64) string {
	share := 0.5
	if s.high > s.low {
		share = stripMargin + (1-2*stripMargin)*(v-s.low)/(s.high-s.low)
	}
	return strconv.FormatFloat(100*share, 'f', 1, 64) + "%"
}

// strip draws a side of a measure.
func (s stripScale) strip(side comparedSide, sample compare.Sample) strip {
	out := strip{}
	var words []string
	for i, v := range sample.Values {
		if v.Value == nil {
			continue
		}
		text := v.Format(s.unit)
		out.Dots = append(out.Dots, stripDot{
			X: s.x(*v.Value), Open: !v.Counts(), Beyond: v.Censored,
			Title: strings.Join(nonEmpty(text, side.runName(i), v.Reason), " · "),
		})
		words = append(words, text)
	}
	if sample.Median != nil {
		out.Median = s.x(sample.Median.Value)
	}
	if sample.Interval != nil {
		out.Low, out.High = s.x(sample.Interval.Low.Value), s.x(sample.Interval.High.Value)
	}
	out.Label = fmt.Sprintf("%s: %s", plural(len(words), "run"), or(strings.Join(words, ", "), noSample))
	return out
}

// runName is how the i-th run of a side is called in lists of values.
func (s comparedSide) runName(i int) string {
	if i >= len(s.Runs) {
		return ""
	}
	return s.Runs[i].Folder
}
