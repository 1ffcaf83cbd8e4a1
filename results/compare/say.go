package compare

import (
	"fmt"
	"strings"

	"github.com/freshet-bench/freshet/results/measure"
)

// say is the difference of a side in a row in plain words: "at ranking, 99 % of signals
// were usable within 220 ms instead of 200 ms (+10 %)".
func (m Measure) say(n int) string {
	text := m.sentence(m.amount(n), m.amount(0))
	if d := m.Pairs[n-1].FormatRelative(); d != "" {
		text += " (" + d + ")"
	}
	return text
}

// amount is the median of a side.
func (m Measure) amount(side int) string {
	e := m.Sides[side].Median
	switch {
	case e == nil:
		return "no value"
	case e.Censored:
		return "more than " + measure.FormatQuantity(e.Value, m.Unit)
	}
	return e.Format(m.Unit)
}

// sentence says that a measure was one thing instead of another.
func (m Measure) sentence(is, was string) string {
	instead := is + " instead of " + was
	during := ""
	if strings.HasPrefix(m.Part, partDuring) {
		during = " " + m.Part
	}
	share := strings.TrimPrefix(m.Stat, "p") + " %"
	if m.Stat == "p50" {
		share = "half"
	}
	switch m.Name {
	case "platform-age":
		return fmt.Sprintf("at %s%s, %s of signals were usable within %s", m.Subject, during, share, instead)
	case "ack-age":
		return fmt.Sprintf("%s of the writes of %s were acknowledged within %s", share, m.Subject, instead)
	case "missed":
		return fmt.Sprintf("%s missed the user's last signal in %s of its decisions", m.Subject, instead)
	case "recovery":
		return fmt.Sprintf("%s took %s to recover from %s", m.Subject, instead, m.Entry)
	case "backfill":
		return fmt.Sprintf("%s took %s to be done", m.Entry, instead)
	case "moved-bytes":
		return fmt.Sprintf("brokers copied %s for %s", instead, m.Entry)
	case "bytes-per-event":
		return fmt.Sprintf("an event took %s on the wire", instead)
	case "cross-zone":
		return fmt.Sprintf("%s of the bytes crossed zones", instead)
	case "lost":
		return fmt.Sprintf("%s events were lost", instead)
	case "duplicates":
		return fmt.Sprintf("%s events were in the log twice", instead)
	case "imbalance":
		return fmt.Sprintf("the fullest partition of %s had %s its share", m.Subject, instead)
	case "out-of-order":
		return fmt.Sprintf("%s events reached %s out of order", instead, m.Subject)
	}
	return fmt.Sprintf("%s was %s", m.ID, instead)
}
