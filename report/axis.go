package report

import (
	"math"
	"strconv"
	"strings"
	"time"

	"gonum.org/v1/plot"

	"github.com/freshet-bench/freshet/results/measure"
)

// axisMark is one labelled position on an axis; an empty label is a grid line.
type axisMark struct {
	at    float64
	label string
}

// yScale is the vertical axis of a chart.
type yScale struct {
	min, max float64
	log      bool
	marks    []axisMark
}

// normalizer is the scale as gonum wants it.
func (y yScale) normalizer() plot.Normalizer {
	if y.log {
		return plot.LogScale{}
	}
	return plot.LinearScale{}
}

// word names the scale for the reader.
func (y yScale) word() string {
	if y.log {
		return "log scale"
	}
	return "linear scale"
}

// clamp brings v onto the axis; a log axis has no place for 0.
func (y yScale) clamp(v float64) float64 { return min(max(v, y.min), y.max) }

// logAbove is the ratio of the largest to the smallest typical value from which
// a log axis shows more than a linear one.
const logAbove = 25

// chooseScale picks a log axis if the values span more than logAbove and a
// linear one from 0 otherwise. must is a value that has to be on the axis (an
// objective), 0 = none.
func chooseScale(unit measure.Unit, allowLog bool, must []float64, lines []chartLine) yScale {
	lo, hi := math.Inf(1), 0.0
	for _, l := range lines {
		for _, p := range l.points {
			if math.IsNaN(p.y) || p.y <= 0 {
				continue
			}
			lo, hi = min(lo, p.y), max(hi, p.y)
		}
	}
	for _, m := range must {
		if m > 0 {
			lo, hi = min(lo, m), max(hi, m)
		}
	}
	if hi == 0 {
		return linearScale(unit, 1)
	}
	if allowLog && hi/lo > logAbove {
		return logScale(unit, lo, hi)
	}
	return linearScale(unit, hi)
}

// logScale spans lo to hi, out to the next 1, 2 or 5 of a decade. It labels the
// decades, and as much between them as there is room for.
func logScale(unit measure.Unit, lo, hi float64) yScale {
	y := yScale{log: true, min: step125(lo, false), max: step125(hi*1.05, true)}
	decades := math.Log10(y.max / y.min)
	for e := math.Floor(math.Log10(y.min)); e <= math.Ceil(math.Log10(y.max)); e++ {
		for _, m := range []float64{1, 2, 5} {
			v := m * math.Pow(10, e)
			if v < y.min*0.999 || v > y.max*1.001 {
				continue
			}
			edge := v < y.min*1.001 || v > y.max*0.999
			switch {
			case m == 1 || decades <= 2.1 || edge && decades <= 3.4:
				y.marks = append(y.marks, axisMark{v, axisLabel(v, unit)})
			case decades <= 4:
				y.marks = append(y.marks, axisMark{v, ""})
			}
		}
	}
	return y
}

// step125 is the next 1, 2 or 5 times a power of ten at or beyond v.
func step125(v float64, up bool) float64 {
	base := math.Pow(10, math.Floor(math.Log10(v)))
	best := base
	for _, m := range []float64{1, 2, 5, 10} {
		c := m * base
		if up && c >= v*0.9999 {
			return c
		}
		if !up && c <= v*1.0001 {
			best = c
		}
	}
	return best
}

// linearScale runs from 0 to a round number at or above hi in 3 to 6 steps.
func linearScale(unit measure.Unit, hi float64) yScale {
	step := linearStep(unit, hi)
	n := math.Ceil(hi*1.02/step - 1e-9)
	if unit == measure.Ratio && hi <= 1 {
		n = min(n, math.Round(1/step)) // a share has no room above 100 %
	}
	y := yScale{max: n * step}
	for i := 0.0; i <= n; i++ {
		y.marks = append(y.marks, axisMark{i * step, axisLabel(i*step, unit)})
	}
	return y
}

// linearStep is a round step: of minutes and hours above a minute, of powers of
// two for bytes, decimal else.
func linearStep(unit measure.Unit, hi float64) float64 {
	raw := hi / 4
	switch unit {
	case measure.Seconds:
		for _, s := range []float64{30, 60, 120, 300, 600, 900, 1800, 3600} {
			if raw > 10 && raw <= s {
				return s
			}
		}
	case measure.Bytes, measure.BytesSec:
		scale := 1.0
		for hi/scale >= 1024 {
			scale *= 1024
		}
		return step125(raw/scale, true) * scale
	case measure.Records:
		return max(step125(raw, true), 1)
	case measure.Ratio:
		if hi > 0.5 && hi <= 1 {
			return 0.25
		}
	}
	return step125(raw, true)
}

// axisLabel is a short figure with its unit: "10 ms", "2 s", "5 min", "20 k".
func axisLabel(v float64, unit measure.Unit) string {
	switch unit {
	case measure.Seconds:
		return axisDuration(v)
	case measure.Ratio:
		return short(v*100) + " %"
	case measure.Bytes, measure.BytesSec:
		return axisBytes(v)
	}
	switch {
	case v >= 1e9:
		return short(v/1e9) + " G"
	case v >= 1e6:
		return short(v/1e6) + " M"
	case v >= 1e3:
		return short(v/1e3) + " k"
	}
	return short(v)
}

func axisDuration(v float64) string {
	switch {
	case v == 0:
		return "0 s"
	case v < 0.9995e-3:
		return short(v*1e6) + " µs"
	case v < 0.9995:
		return short(v*1e3) + " ms"
	case v >= 3600 && math.Mod(v, 1800) == 0:
		return short(v/3600) + " h"
	case v >= 60 && math.Mod(v, 30) == 0:
		return short(v/60) + " min"
	}
	return short(v) + " s"
}

func axisBytes(v float64) string {
	for _, u := range []string{" B", " KiB", " MiB", " GiB"} {
		if v < 1024 {
			return short(v) + u
		}
		v /= 1024
	}
	return short(v) + " TiB"
}

// short writes v with at most three significant digits and no trailing zeros.
func short(v float64) string {
	if v >= 100 {
		return strconv.FormatFloat(v, 'f', 0, 64)
	}
	s := strconv.FormatFloat(v, 'g', 3, 64)
	if strings.Contains(s, ".") && !strings.Contains(s, "e") {
		s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
	}
	return s
}

// timeSteps are the distances that marks on the time axis may have, in seconds.
var timeSteps = []float64{1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400}

// timeMarks labels a time axis of [0, end] seconds with at most n marks.
func timeMarks(end float64, n int) []axisMark {
	step := timeSteps[len(timeSteps)-1]
	for _, s := range timeSteps {
		if end/s <= float64(n) {
			step = s
			break
		}
	}
	var marks []axisMark
	for t := 0.0; t <= end+1e-9; t += step {
		marks = append(marks, axisMark{t, clock(time.Duration(t*1e9), end)})
	}
	return marks
}

// clockFrom is the length in seconds above which a time axis counts minutes.
const clockFrom = 60

// clock writes a time of the run: "45 s" on axes of up to a minute, "3:20"
// (minutes and seconds) beyond, "1:05:00" beyond an hour.
func clock(t time.Duration, end float64) string {
	s := int64(t / time.Second)
	switch {
	case end <= clockFrom:
		return strconv.FormatInt(s, 10) + " s"
	case end <= 3600:
		return strconv.FormatInt(s/60, 10) + ":" + twoDigits(s%60)
	}
	return strconv.FormatInt(s/3600, 10) + ":" + twoDigits(s/60%60) + ":" + twoDigits(s%60)
}

func twoDigits(n int64) string {
	if n < 10 {
		return "0" + strconv.FormatInt(n, 10)
	}
	return strconv.FormatInt(n, 10)
}

// clockUnit says how the labels of a time axis are to be read.
func clockUnit(end float64) string {
	switch {
	case end <= clockFrom:
		return "time since the start of load"
	case end <= 3600:
		return "time since the start of load, min:s"
	}
	return "time since the start of load, h:min:s"
}
