package live

import (
	"fmt"
	"strings"
	"time"
	"unicode"

	"github.com/freshet-bench/freshet/results"
	"github.com/freshet-bench/freshet/results/measure"
)

// rate is n events in a window, per second.
func rate(n int64, window time.Duration) string {
	if window <= 0 {
		return "-"
	}
	return measure.FormatQuantity(float64(n)/window.Seconds(), measure.PerSec)
}

func duration(d time.Duration) string { return measure.FormatDuration(d) }

func count(n int64) string { return measure.FormatQuantity(float64(n), measure.Records) }

// sampled is a quantile, or a dash if there was no sample.
func sampled(q results.Quantiles, d time.Duration) string {
	if q.Count == 0 {
		return "-"
	}
	return duration(d)
}

func share(part, whole int64) string {
	if whole == 0 {
		return "-"
	}
	return measure.FormatQuantity(float64(part)/float64(whole), measure.Ratio)
}

// moment is a time of the run as charts have it, "1:12" (minutes and seconds) or
// "1:05:00"; what is before the load has none.
func moment(t time.Duration) string {
	s := int64(t / time.Second)
	switch {
	case t < 0:
		return ""
	case s < 3600:
		return fmt.Sprintf("%d:%02d", s/60, s%60)
	}
	return fmt.Sprintf("%d:%02d:%02d", s/3600, s/60%60, s%60)
}

// length is a length of time in whole seconds: "13 s", "1:12" from a minute on.
func length(t time.Duration) string {
	if t = t.Truncate(time.Second); t < time.Minute {
		return fmt.Sprintf("%d s", t/time.Second)
	}
	return moment(t)
}

// sentence is an event in words; ok is false for events that are only data, and
// for the changes of assignment that every start and end brings about.
func sentence(s *state, e results.Event) (text string, ok bool) {
	switch e.Kind {
	case results.EntryBegin:
		return e.Entry + " begins" + summary(s.plan, e.Entry), true
	case results.EntryEnd:
		if e.Text != "" {
			return e.Entry + " ended: " + e.Text, true
		}
		return e.Entry + " ended", true
	case results.MovedBytes:
		return e.Entry + ": " + e.Text, true
	case results.Info:
		if e.Entry == "" { // before the load, how far it is
			return e.Text, e.At < 0 && s.phase == results.PhaseHistory
		}
		return e.Entry + ": " + e.Text, true
	case results.Tiers:
		if e.Entry == "" {
			return e.Text, true
		}
		return e.Entry + " reads " + e.Text, true
	case results.Phase:
		return "phase: " + e.Text, true
	case results.Warning:
		return "warning: " + e.Text, true
	case results.Failure:
		return "FAILED: " + e.Text, true
	case results.Rebalance:
		return fmt.Sprintf("%s rebalanced: %s", e.Stage, e.Text), e.At >= 0 && s.underLoad()
	case results.Interrupted:
		return "interrupted: draining and verifying; once more stops at once", true
	case results.Progress:
		return progress(e), true
	case results.Abort:
		return e.Text, true
	}
	return "", false
}

func progress(e results.Event) string {
	who := e.Stage
	if e.Team > 0 {
		who = fmt.Sprintf("team %d", e.Team)
	}
	text := strings.TrimSpace(e.Entry + ": " + who + " is done")
	if e.Count > 0 {
		text += " after " + count(e.Count) + " records"
	}
	return text
}

func summary(plan results.Plan, entry string) string {
	for _, p := range plan.Entries {
		if p.Name == entry && p.Summary != "" {
			return ": " + p.Summary
		}
	}
	return ""
}

// printable replaces what could move the cursor, for texts that come from
// elsewhere: a broker's error may hold anything.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return ' '
	}, s)
}

// fit cuts or pads a text to exactly n columns.
func fit(s string, n int) string {
	r := []rune(s)
	switch {
	case n <= 0:
		return ""
	case len(r) > n:
		return string(r[:n-1]) + "…"
	}
	return s + strings.Repeat(" ", n-len(r))
}

// right pads a text on the left to n columns.
func right(s string, n int) string {
	r := []rune(s)
	if len(r) >= n {
		return fit(s, n)
	}
	return strings.Repeat(" ", n-len(r)) + s
}
