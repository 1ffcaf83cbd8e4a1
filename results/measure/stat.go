package measure

import (
	"math"
	"strconv"
	"strings"
)

// Percentile returns N of a statistic "pN", 0 < N < 100, as p50, p99 or p99.9.
func Percentile(stat string) (n float64, ok bool) {
	digits, found := strings.CutPrefix(stat, "p")
	if !found || digits == "" || strings.Trim(digits, "0123456789.") != "" {
		return 0, false
	}
	n, err := strconv.ParseFloat(digits, 64)
	if err != nil || n <= 0 || n >= 100 {
		return 0, false
	}
	return n, true
}

// Floor is the least number of samples below which a statistic says nothing and
// the verdict is unknown: pN needs one sample beyond the percentile on average,
// so 1/(1-N/100) rounded up; the others need one.
func Floor(stat string) int64 {
	n, ok := Percentile(stat)
	if !ok {
		return 1
	}
	// Rounding first keeps p99.9 at 1000 despite the error of the division.
	return int64(math.Ceil(math.Round(1e6*100/(100-n)) / 1e6))
}

// UnitOf is the unit of a statistic of the measure: counts are records and rates
// are per second, whatever the measure's own unit; the rate of a ratio is the
// ratio itself. stat "" is the default.
func (m Measure) UnitOf(stat string) Unit {
	switch {
	case stat == "":
		stat = m.Default
	case stat == "rate" && m.Unit == Ratio:
		return Ratio
	}
	switch stat {
	case "count":
		return Records
	case "rate":
		return PerSec
	}
	return m.Unit
}

// Allows reports whether stat is one of the measure's statistics.
func (m Measure) Allows(stat string) bool {
	for _, s := range m.Stats {
		if s == stat {
			return true
		}
		if s == "p" {
			if _, ok := Percentile(stat); ok {
				return true
			}
		}
	}
	return false
}

// Takes reports whether the measure can be of a subject of the scope.
func (m Measure) Takes(s Scope) bool {
	for _, scope := range m.Scopes {
		if scope == s {
			return true
		}
	}
	return false
}

// isStat reports whether a word can only be a statistic, allowed or not.
func isStat(word string) bool {
	switch word {
	case "max", "mean", "count", "rate":
		return true
	}
	return len(word) > 1 && word[0] == 'p' && strings.Trim(word[1:], "0123456789.") == ""
}
