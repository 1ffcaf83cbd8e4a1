package scenarios

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v4"

	"github.com/freshet-bench/freshet/results/measure"
)

// word reads a scalar's text; what is for the message: "a duration, as 500ms".
func word(d *decoder, n *yaml.Node, what string) (string, bool) {
	if n.Kind != yaml.ScalarNode {
		return "", d.fail(n, "", "expected %s%s", what, butGot(n))
	}
	if isNull(n) {
		return "", d.fail(n, "", "no value; expected %s", what)
	}
	return n.Value, true
}

// parsed is a scalar that a function reads and checks.
func parsed[T any](what string, parse func(string) (T, string), write func(T) string, schema schemaNode) codec[T] {
	return codec[T]{
		read: func(d *decoder, n *yaml.Node, _ string, v *T) bool {
			text, ok := word(d, n, what)
			if !ok {
				return false
			}
			value, message := parse(text)
			if message != "" {
				return d.fail(n, "", "%s", message)
			}
			*v = value
			return true
		},
		write: func(v T) *yaml.Node {
			if text := write(v); text != "" {
				return scalar(text)
			}
			return nil
		},
		schema: schema,
	}
}

// duration is a duration within [least, most]; 0 is written only if it is allowed.
func duration(least, most time.Duration) codec[time.Duration] {
	const what = "a duration, as 500ms or 90s"
	return parsed(what, func(s string) (time.Duration, string) {
		v, err := measure.ParseDuration(s)
		if err != nil {
			return 0, quantityMessage(s, measure.Seconds, what, err)
		}
		return v, outside(s, v < least, v > most, durationText(least), durationText(most))
	}, func(v time.Duration) string {
		if v < least {
			return ""
		}
		return durationText(v)
	}, quantitySchema("a duration"))
}

// size is a number of bytes within [least, most].
func size(least, most int64) codec[int64] {
	const what = "a size, as 512B, 4KiB or 2GiB"
	return parsed(what, func(s string) (int64, string) {
		v, err := measure.ParseBytes(s)
		if err != nil {
			return 0, quantityMessage(s, measure.Bytes, what, err)
		}
		return v, outside(s, v < least, v > most, bytesText(least), bytesText(most))
	}, bytesText, quantitySchema("a size"))
}

// rate is events or records per second, above 0 and at most maxRate.
func rate() codec[float64] {
	const what = "a rate, as 2000/s"
	return parsed(what, func(s string) (float64, string) {
		v, err := measure.ParseRate(s)
		switch {
		case err != nil:
			return 0, quantityMessage(s, measure.PerSec, what, err)
		case v <= 0:
			return 0, "a rate must be above 0"
		case v > maxRate:
			return 0, strconv.Quote(s) + " is above the highest rate that Freshet can plan, " + rateText(maxRate)
		}
		return v, ""
	}, func(v float64) string {
		if v <= 0 {
			return ""
		}
		return rateText(v)
	}, quantitySchema("a rate"))
}

// share is a ratio within [0, 1], or (0, 1] if it must be positive.
func share(positive bool) codec[float64] {
	const what = "a share, as 0.1% or 0.001"
	return parsed(what, func(s string) (float64, string) {
		v, err := measure.ParseRatio(s)
		switch {
		case err != nil:
			return 0, quantityMessage(s, measure.Ratio, what, err)
		case v > 1:
			return 0, strconv.Quote(s) + " is more than all; a share is at most 100%"
		case positive && v == 0:
			return 0, "a share of 0 does nothing; expected more than 0%"
		}
		return v, ""
	}, shareText, quantitySchema("a share"))
}

// factor is a positive multiple of at most most.
func factor(most float64) codec[float64] {
	const what = "a factor, as 20x"
	return parsed(what, func(s string) (float64, string) {
		v, err := measure.ParseFactor(s)
		switch {
		case err != nil:
			return 0, quantityMessage(s, measure.Factor, what, err)
		case v <= 0:
			return 0, "a factor must be above 0"
		case v > most:
			return 0, strconv.Quote(s) + " is too much; expected at most " + numberText(most) + "x"
		}
		return v, ""
	}, func(v float64) string { return numberText(v) + "x" }, quantitySchema("a factor"))
}

// count is a whole number within [least, most].
func count[T ~int | ~int16 | ~int32 | ~int64 | ~uint64](least, most int64) codec[T] {
	const what = "a whole number"
	return parsed(what, func(s string) (T, string) {
		v, err := strconv.ParseInt(strings.ReplaceAll(s, "_", ""), 10, 64)
		if err != nil {
			return 0, strconv.Quote(s) + " is not a whole number from " + strconv.FormatInt(least, 10) + " to " + strconv.FormatInt(most, 10)
		}
		return T(v), outside(s, v < least, v > most, strconv.FormatInt(least, 10), strconv.FormatInt(most, 10))
	}, func(v T) string {
		return strconv.FormatInt(int64(v), 10)
	}, schemaNode{"type": "integer", "minimum": least, "maximum": most})
}

// seedValue is any unsigned 64 bit number.
func seedValue() codec[uint64] {
	const what = "a whole number from 0 to 18446744073709551615"
	return parsed(what, func(s string) (uint64, string) {
		v, err := strconv.ParseUint(strings.ReplaceAll(s, "_", ""), 10, 64)
		if err != nil {
			return 0, strconv.Quote(s) + " is not " + what
		}
		return v, ""
	}, func(v uint64) string { return strconv.FormatUint(v, 10) }, schemaNode{"type": "integer", "minimum": 0, "title": "a whole number"})
}

// oneOf is one of a few words. planned are words of the design that are refused by
// name.
func oneOf(field string, words, planned []string) codec[string] {
	what := orList(words)
	c := parsed(what, func(s string) (string, string) { return s, "" }, func(v string) string { return v }, schemaNode{"enum": anys(words)})
	c.read = func(d *decoder, n *yaml.Node, _ string, v *string) bool {
		text, ok := word(d, n, what)
		switch {
		case !ok:
			return false
		case slices.Contains(words, text):
			*v = text
			return true
		case slices.Contains(planned, text):
			return d.fail(n, "", "%s: %s is not built yet; expected %s", field, text, what)
		}
		return d.fail(n, measure.Nearest(text, words), "%s: %q is unknown; expected %s", field, text, what)
	}
	return c
}

// text is a text of one or several lines, written as one.
func text(most int) codec[string] {
	return parsed("a text", func(s string) (string, string) {
		s = oneLine(s)
		if len(s) > most {
			return "", "longer than " + strconv.Itoa(most) + " bytes"
		}
		return s, ""
	}, func(v string) string { return v }, schemaNode{"type": "string", "title": "a text"})
}

// name is a reference to a name, checked later.
func name(what string) codec[string] {
	return parsed(what, func(s string) (string, string) { return s, "" }, func(v string) string { return v }, schemaNode{"type": "string", "title": what})
}

// yesNo is true or false.
func yesNo() codec[bool] {
	return parsed("true or false", func(s string) (bool, string) {
		switch s {
		case "true", "false":
			return s == "true", ""
		}
		return false, strconv.Quote(s) + " is neither true nor false"
	}, strconv.FormatBool, schemaNode{"type": "boolean"})
}

// quantityMessage says what is wrong with a written quantity: the wrong unit, or
// none that there is.
func quantityMessage(s string, want measure.Unit, what string, err error) string {
	value, unit, parseErr := measure.ParseQuantity(s)
	switch {
	case parseErr == nil && unit == measure.None && unit != want:
		return strconv.Quote(s) + " has no unit; expected " + what
	case parseErr == nil && unit != want:
		return strconv.Quote(s) + " is in " + string(unit) + "; expected " + what
	case parseErr == nil && math.IsInf(value, 0):
		return strconv.Quote(s) + " is out of range"
	case strings.HasPrefix(s, "-"):
		return strconv.Quote(s) + " is negative; expected " + what
	case parseErr != nil && want != measure.Seconds:
		return parseErr.Error() + suffixUnless(parseErr.Error(), "; expected "+what)
	}
	return err.Error()
}

func suffixUnless(message, suffix string) string {
	if strings.Contains(message, "expected") || strings.HasSuffix(message, "?") {
		return ""
	}
	return suffix
}

func outside(s string, below, above bool, least, most string) string {
	switch {
	case below:
		return strconv.Quote(s) + " is too little; expected at least " + least
	case above:
		return strconv.Quote(s) + " is too much; expected at most " + most
	}
	return ""
}

func anys(words []string) []any {
	list := make([]any, len(words))
	for i, w := range words {
		list[i] = w
	}
	return list
}
