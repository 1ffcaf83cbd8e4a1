package workload

import (
	"math"
	"strconv"
	"strings"
	"time"
)

// timestampForms says what parseTimestamp takes, for messages.
const timestampForms = "a timestamp (2006-01-02 15:04:05, RFC 3339, Unix seconds or milliseconds)"

// parseTimestamp returns nanoseconds since 1970. Timestamps without a zone are
// UTC; numbers from 10^11 on are milliseconds.
func parseTimestamp(s string) (int64, bool) {
	if v, err := strconv.ParseFloat(s, 64); err == nil {
		return unixNanos(s, v)
	}
	for _, layout := range []string{time.DateTime, time.RFC3339, "2006-01-02T15:04:05", time.DateOnly} {
		if t, err := time.Parse(layout, s); err == nil {
			if t.Year() < 1700 || t.Year() > 2200 { // outside, nanoseconds overflow
				return 0, false
			}
			return t.UnixNano(), true
		}
	}
	return 0, false
}

func unixNanos(s string, v float64) (int64, bool) {
	scale := int64(time.Second)
	if v >= 1e11 {
		scale = int64(time.Millisecond)
	}
	if !(v >= 0 && v < 7e18/float64(scale)) {
		return 0, false
	}
	if whole, err := strconv.ParseInt(s, 10, 64); err == nil {
		return whole * scale, true
	}
	return int64(math.Round(v * float64(scale))), true
}

// parseOffset reads a distance in time: like time.ParseDuration, and days before
// it ("13d", "1d12h").
func parseOffset(s string) (time.Duration, bool) {
	days, rest, found := strings.Cut(s, "d")
	if !found {
		days, rest = "0", s
	}
	d, err := strconv.ParseFloat(days, 64)
	if err != nil || !(d >= 0 && d < 36500) {
		return 0, false
	}
	total := time.Duration(d * 24 * float64(time.Hour))
	if rest == "" {
		return total, found
	}
	more, err := time.ParseDuration(rest)
	if err != nil || more < 0 || more > 36500*24*time.Hour {
		return 0, false
	}
	return total + more, true
}
