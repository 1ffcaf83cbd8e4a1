package report

import (
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/freshet-bench/freshet/results"
	"github.com/freshet-bench/freshet/results/measure"
)

// noSample stands where a figure would be if there had been something to measure.
const noSample = "no sample"

// quantity writes v for people; NaN is "no sample".
func quantity(v float64, u measure.Unit) string {
	if math.IsNaN(v) {
		return noSample
	}
	return measure.FormatQuantity(v, u)
}

// span writes a duration for people.
func span(d time.Duration) string { return quantity(d.Seconds(), measure.Seconds) }

// count writes a number of records exactly.
func count(n int64) string { return quantity(float64(n), measure.Records) }

// bytesOf writes a number of bytes.
func bytesOf(n int64) string { return quantity(float64(n), measure.Bytes) }

// share writes part / whole as a percentage.
func share(part, whole int64) string {
	if whole == 0 {
		return noSample
	}
	return quantity(float64(part)/float64(whole), measure.Ratio)
}

// sampled is a quantile of q, or "no sample" if q is empty.
func sampled(q results.Quantiles, d time.Duration) string {
	if q.Count == 0 {
		return noSample
	}
	return span(d)
}

// at writes a moment of the run as the axes of plots do: "45.25 s" in the first
// minute, then "1:12.5" (minutes and seconds), "1:05:00" beyond an hour.
func at(t time.Duration) string {
	t = t.Round(10 * time.Millisecond)
	if t < time.Minute {
		return strconv.FormatFloat(t.Seconds(), 'f', -1, 64) + " s"
	}
	text := clock(t, max(t.Seconds(), clockFrom+1))
	if rest := t % time.Second; rest > 0 && t < time.Hour {
		text += strings.TrimPrefix(strconv.FormatFloat(rest.Seconds(), 'f', -1, 64), "0")
	}
	return text
}

// plural is "1 event", "2 events".
func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return count(int64(n)) + " " + noun + "s"
}

// sentenceCase capitalizes the first letter of a text.
func sentenceCase(s string) string {
	if s == "" {
		return s
	}
	r := []rune(s)
	return strings.ToUpper(string(r[0])) + string(r[1:])
}

// fullStop ends a text with a full stop.
func fullStop(s string) string {
	if s == "" || strings.HasSuffix(s, ".") || strings.HasSuffix(s, "!") || strings.HasSuffix(s, "?") {
		return s
	}
	return s + "."
}

// joined writes words as a sentence does: "a, b and c".
func joined(words []string) string {
	switch len(words) {
	case 0:
		return ""
	case 1:
		return words[0]
	}
	return strings.Join(words[:len(words)-1], ", ") + " and " + words[len(words)-1]
}

// joinedFew is joined of the first three words, and how many more there are.
func joinedFew(words []string) string {
	const few = 3
	if len(words) <= few+1 {
		return joined(words)
	}
	return strings.Join(words[:few], ", ") + " and " + count(int64(len(words)-few)) + " more"
}

var beforeUnit = regexp.MustCompile(`(\d) (%|(?:ns|µs|ms|s|min|h|d|k|M|[KMGT]iB|B)\b)`)

// noBreak is a blank at which no line is broken.
const noBreak = "\u00a0"

// unbroken keeps figures and their units on one line.
func unbroken(s string) string { return beforeUnit.ReplaceAllString(s, "$1"+noBreak+"$2") }

// small writes a small number as a word, as a sentence begins with one.
func small(n int) string {
	words := []string{"none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"}
	if n >= 0 && n < len(words) {
		return words[n]
	}
	return count(int64(n))
}
