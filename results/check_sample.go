package results

import (
	"fmt"
	"math"
	"time"

	hdr "github.com/HdrHistogram/hdrhistogram-go"

	"github.com/freshet-bench/freshet/results/measure"
)

// sampleCheck judges a measure that has a value per event: ages, slips, staleness
// and counts of events. Samples belong to the part of their due time.
type sampleCheck struct{ expectation }

var _ Checker = sampleCheck{}

// sampleTag is the tag of a sample measure in the histogram log.
func sampleTag(name string) string {
	switch name {
	case "age":
		return TagAge
	case "platform-age":
		return TagPlatform
	case "erase-age":
		return TagErase
	case "ack-age", "acked":
		return TagAck
	case "generator-slip", "sent": // every sent event has one generator slip
		return TagGenerator
	case "target-slip":
		return TagTargetSlip
	case "staleness":
		return TagStaleness
	case "latency":
		return TagLatency
	case "asked":
		return TagAsked
	}
	return ""
}

// Check evaluates the statistic for each subject.
func (c sampleCheck) Check(a *Analysis) Check {
	return c.overSubjects(a, c.find)
}

func (c sampleCheck) find(a *Analysis, subject string, in spans, part string) finding {
	tag := sampleTag(c.Measure) + subject
	h := a.rec.Ages.Hist(tag, in.covers)
	f := finding{subject: subject, samples: h.TotalCount()}
	n := f.samples
	if c.Measure == "sent" || c.Measure == "acked" {
		n = max(n, a.dueIn(subject, in)) // that none of them was accepted is a finding too
	}
	if floor := max(measure.Floor(c.Stat), c.samples); n < floor {
		return tooFew(subject, n, floor, c.Stat, part)
	}
	f.value = sampleStat(h, c.Stat, a.covered(tag, in))
	if math.IsNaN(f.value) {
		return unknown(subject, n, "no whole second in %s", part)
	}
	return c.judge(f)
}

// tooFew is the finding that there is not enough to judge by.
func tooFew(subject string, n, floor int64, stat, part string) finding {
	if n == 0 {
		return unknown(subject, 0, "no sample in %s", part)
	}
	what := stat
	if stat == "" {
		what = "the expectation"
	}
	return unknown(subject, n, "%s in %s, %s needs %s", counted(n, "sample", "samples"), part, what, number(floor))
}

// dueIn is how many events of a source were due in the windows inside the spans.
func (a *Analysis) dueIn(source string, in spans) int64 {
	var n int64
	for _, w := range a.windows {
		if in.covers(Slot{w.At, w.Length}) {
			n += w.Sources[source].Due
		}
	}
	return n
}

// covered is the time of the spans without the slots of a tag that lie partly in
// them, which count for no part.
func (a *Analysis) covered(tag string, in spans) time.Duration {
	d := in.length()
	a.rec.Ages.slots(tag, func(s Slot) {
		if !in.covers(s) {
			d -= in.overlap(s)
		}
	})
	return d
}

// sampleStat is a statistic of a histogram of microseconds, in seconds, or the
// count or the rate of its samples.
func sampleStat(h *hdr.Histogram, stat string, covered time.Duration) float64 {
	const toSeconds = 1e-6
	switch stat {
	case "count":
		return float64(h.TotalCount())
	case "rate":
		if covered <= 0 {
			return math.NaN()
		}
		return float64(h.TotalCount()) / covered.Seconds()
	case "max":
		return float64(h.Max()) * toSeconds
	case "mean":
		return h.Mean() * toSeconds
	}
	n, _ := measure.Percentile(stat)
	return float64(h.ValueAtPercentile(n)) * toSeconds
}

// shareCheck judges the shares of decisions: missed and unanswered, of those that
// had an event in their window.
type shareCheck struct{ expectation }

var _ Checker = shareCheck{}

// Check evaluates the share, or the number.
func (c shareCheck) Check(a *Analysis) Check {
	in, name, missing := a.part(c.Expectation)
	if missing != "" {
		return c.check(name, []finding{unknown(c.Subject, 0, "%s", missing)})
	}
	d := a.decisionPart(c.Subject, in)
	count := d.Missed
	if c.Measure == "unanswered" {
		count = d.Unanswered
	}
	if floor := max(1, c.samples); d.WithEvent < floor {
		return c.check(name, []finding{tooFew(c.Subject, d.WithEvent, floor, "", name)})
	}
	f := finding{subject: c.Subject, samples: d.WithEvent, value: float64(count)}
	of := measure.FormatQuantity(float64(d.WithEvent), measure.Records)
	if c.Stat != "count" {
		f.value = float64(count) / float64(d.WithEvent)
		f.shown = fmt.Sprintf("%s (%s of %s)", measure.FormatQuantity(f.value, measure.Ratio),
			measure.FormatQuantity(float64(count), measure.Records), of)
	} else {
		f.shown = measure.FormatQuantity(f.value, measure.Records) + " of " + of
	}
	return c.check(name, []finding{c.judge(f)})
}
