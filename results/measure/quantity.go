package measure

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

// ParseQuantity reads a written quantity: a number and a unit without a space,
// as 500ms, 1m30s, 8d, 512B, 2GiB, 2000/s, 10MiB/s, 0.1%, 20x or 1_000_000. The
// value is in the base unit of the Unit returned (seconds, bytes, a ratio of 0..1
// for a percentage); a number without a unit has Unit None. Quantities are never
// negative.
func ParseQuantity(s string) (float64, Unit, error) {
	digits, unit := splitNumber(s)
	if digits == "" {
		return 0, None, fmt.Errorf("%q is not a quantity; expected a number and a unit, as 500ms, 512B, 2000/s, 0.1%% or 20x", s)
	}
	if _, ok := timeUnits[timeUnit(unit)]; ok {
		d, err := ParseDuration(s)
		return d.Seconds(), Seconds, err
	}
	n, err := parseNumber(digits)
	if err != nil {
		return 0, None, err
	}
	switch unit {
	case "":
		return n, None, nil
	case "%":
		return n / 100, Ratio, nil
	case "x":
		return n, Factor, nil
	case "/s":
		return n, PerSec, nil
	}
	size, perSecond := strings.CutSuffix(unit, "/s")
	factor, ok := byteUnits[size]
	switch {
	case !ok:
		return 0, None, unknownUnit(s, unit)
	case perSecond:
		return n * factor, BytesSec, nil
	default:
		return n * factor, Bytes, nil
	}
}

// ParseDuration reads a duration, as 500ms, 90s, 1m30s, 1h or 8d (24 hours). It
// is never negative and below 290 years.
func ParseDuration(s string) (time.Duration, error) {
	total, rest := time.Duration(0), s
	if s == "0" {
		return 0, nil
	}
	for first := true; rest != "" || first; first = false {
		digits, tail := splitNumber(rest)
		unit := timeUnit(tail)
		scale, ok := timeUnits[unit]
		if digits == "" || !ok {
			return 0, fmt.Errorf("%q is not a duration; expected a number and ns, us, ms, s, m, h or d, as 500ms or 90s", s)
		}
		part, err := scaled(digits, scale)
		if err != nil || total+part < total {
			return 0, fmt.Errorf("%q is too long for a duration", s)
		}
		total += part
		rest = tail[len(unit):]
	}
	return total, nil
}

// ParseBytes reads a size, as 512B, 4KiB, 10MB or 2GiB, rounded to whole bytes.
func ParseBytes(s string) (int64, error) {
	v, err := parseAs(s, Bytes, "a size, as 512B, 4KiB or 2GiB")
	if err != nil {
		return 0, err
	}
	if v >= math.MaxInt64 {
		return 0, fmt.Errorf("%q is too large for a size", s)
	}
	return int64(math.Round(v)), nil
}

// ParseRate reads a rate, as 2000/s, in events per second.
func ParseRate(s string) (float64, error) {
	return parseAs(s, PerSec, "a rate, as 2000/s")
}

// ParseRatio reads a share, as 0.1% or 0.001, as a ratio. It checks no bounds.
func ParseRatio(s string) (float64, error) {
	return parseAs(s, Ratio, "a share, as 0.1% or 0.001")
}

// ParseFactor reads a factor, as 20x or 20.
func ParseFactor(s string) (float64, error) {
	return parseAs(s, Factor, "a factor, as 20x")
}

func parseAs(s string, want Unit, expected string) (float64, error) {
	v, unit, err := ParseQuantity(s)
	if err == nil && unit == want {
		return v, nil
	}
	if err == nil && unit == None && (want == Ratio || want == Factor) {
		return v, nil
	}
	return 0, fmt.Errorf("%q is not %s", s, expected)
}

// byteUnits are the sizes that may be written: binary and decimal multiples.
var byteUnits = map[string]float64{
	"B":  1,
	"KB": 1e3, "kB": 1e3, "MB": 1e6, "GB": 1e9, "TB": 1e12,
	"KiB": 1 << 10, "MiB": 1 << 20, "GiB": 1 << 30, "TiB": 1 << 40,
}

var timeUnits = map[string]time.Duration{
	"ns": time.Nanosecond,
	"us": time.Microsecond, "µs": time.Microsecond, "μs": time.Microsecond,
	"ms": time.Millisecond, "s": time.Second, "m": time.Minute, "h": time.Hour,
	"d": 24 * time.Hour,
}

// timeUnit returns the unit that s starts with, up to the next number.
func timeUnit(s string) string {
	if end := strings.IndexAny(s, "0123456789"); end >= 0 {
		return s[:end]
	}
	return s
}

// splitNumber splits "12.5ms" into "12.5" and "ms". The number is digits with
// underscores between them, a fraction and an exponent; "" if there is none.
func splitNumber(s string) (number, unit string) {
	end := digitsEnd(s, 0)
	if end == 0 {
		return "", s
	}
	if end < len(s) && s[end] == '.' {
		if fraction := digitsEnd(s, end+1); fraction > end+1 {
			end = fraction
		}
	}
	if end < len(s) && (s[end] == 'e' || s[end] == 'E') {
		from := end + 1
		if from < len(s) && (s[from] == '+' || s[from] == '-') {
			from++
		}
		if exponent := digitsEnd(s, from); exponent > from {
			end = exponent
		}
	}
	return s[:end], s[end:]
}

func digitsEnd(s string, from int) int {
	i := from
	for i < len(s) && (s[i] >= '0' && s[i] <= '9' || s[i] == '_' && i > from) {
		i++
	}
	return i
}

func parseNumber(digits string) (float64, error) {
	n, err := strconv.ParseFloat(strings.ReplaceAll(digits, "_", ""), 64)
	if err != nil {
		return 0, fmt.Errorf("%s is out of range", digits)
	}
	return n, nil
}

// scaled multiplies without the rounding of floats where the number is whole, and
// rounds to the nanosecond where it is not.
func scaled(digits string, scale time.Duration) (time.Duration, error) {
	digits = strings.ReplaceAll(digits, "_", "")
	if whole, err := strconv.ParseInt(digits, 10, 64); err == nil {
		if whole > math.MaxInt64/int64(scale) {
			return 0, errTooLong
		}
		return time.Duration(whole) * scale, nil
	}
	n, err := strconv.ParseFloat(digits, 64)
	if err != nil || n*float64(scale) >= math.MaxInt64 {
		return 0, errTooLong
	}
	return time.Duration(math.Round(n * float64(scale))), nil
}

var errTooLong = errors.New("too long")

func unknownUnit(s, unit string) error {
	words := []string{"ns", "us", "ms", "s", "m", "h", "d", "B", "KiB", "MiB", "GiB", "TiB", "KB", "MB", "GB", "TB", "/s", "MiB/s", "%", "x"}
	if near := Nearest(unit, words); near != "" {
		return fmt.Errorf("%q has the unknown unit %q; did you mean %q?", s, unit, near)
	}
	return fmt.Errorf("%q has the unknown unit %q; expected a time (ms, s, m, h, d), a size (B, KiB, MiB, GiB), /s, %% or x", s, unit)
}
