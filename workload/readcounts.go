package workload

import (
	"fmt"
	"io"
	"math"
	"time"
)

// CurveOptions choose and scale a part of a trace.
type CurveOptions struct {
	// From and To bound the part, From inclusive: timestamps as in the file, or
	// offsets from its first row such as "13d" or "12h30m". "" = begin and end.
	From, To string
	// Speed is how many seconds of the trace pass in one of the run; 0 = 1. The
	// counts stay, so the rate rises by as much.
	Speed float64
	// Mean, if above 0, scales the counts so that the part has this many events
	// per second of the run on average.
	Mean float64
}

const traceForm = "a CSV trace: a timestamp and a count a line, or a timestamp a line"

// ReadCounts reads a trace in CSV: rows of a timestamp and the count of events
// from then to the next row (or for the usual distance of two rows, where the next
// is further), or rows of one event's timestamp alone. A first line that has no
// timestamp is a header. Rows ascend. The name is for messages, which are
// name:line:column: what is wrong; what was expected.
func ReadCounts(r io.Reader, name string, opt CurveOptions) (*Curve, error) {
	rows, err := readRows(r, name)
	if err != nil {
		return nil, err
	}
	from, to, err := opt.window(name, rows)
	if err != nil {
		return nil, err
	}
	speed := opt.Speed
	if speed == 0 {
		speed = 1
	}
	if !(speed > 0 && speed <= 1e9) {
		return nil, fmt.Errorf("%s: speed is %gx; expected more than 0, at most 10^9", name, speed)
	}
	c := &Curve{length: time.Duration(math.Round(float64(to-from) / speed))}
	for _, b := range rows.bins() {
		if b.end > from && b.begin < to {
			c.add(b.clip(from, to), from, speed)
		}
	}
	if err := c.scaleTo(opt.Mean, name); err != nil {
		return nil, err
	}
	return c, nil
}

// add appends a bin of the trace's time; one that is too short for the run's
// clock joins the one before.
func (c *Curve) add(b bin, from time.Duration, speed float64) {
	begin := time.Duration(math.Round(float64(b.begin-from) / speed))
	end := time.Duration(math.Round(float64(b.end-from) / speed))
	switch {
	case end > begin:
		c.bins = append(c.bins, bin{begin, end, b.count})
	case len(c.bins) > 0:
		c.bins[len(c.bins)-1].count += b.count
	}
}

// scaleTo brings the mean rate to mean, if that is not 0.
func (c *Curve) scaleTo(mean float64, name string) error {
	total := c.Total()
	if !(total > 0) || c.length <= 0 {
		return fmt.Errorf("%s: the chosen part has no events; expected at least one (see from and to)", name)
	}
	if mean == 0 {
		return nil
	}
	if !(mean > 0 && mean <= MaxRate) {
		return fmt.Errorf("%s: mean is %g/s; expected more than 0, at most %d/s", name, mean, MaxRate)
	}
	*c = *c.Scale(mean * c.length.Seconds() / total)
	return nil
}

// window returns the wanted part as times since the first row.
func (o *CurveOptions) window(name string, t *rows) (from, to time.Duration, err error) {
	last := t.at[len(t.at)-1] + t.step()
	if from, err = t.bound(name, "from", o.From, 0); err != nil {
		return 0, 0, err
	}
	if to, err = t.bound(name, "to", o.To, last); err != nil {
		return 0, 0, err
	}
	if to = min(to, last); from >= to {
		return 0, 0, fmt.Errorf("%s: from %q to %q holds nothing; the trace runs from %s to %s", name, o.From, o.To,
			time.Unix(0, t.first).UTC().Format(time.DateTime), time.Unix(0, t.first).Add(last).UTC().Format(time.DateTime))
	}
	return from, to, nil
}

// bound reads an offset from the first row, or a timestamp.
func (t *rows) bound(name, what, text string, otherwise time.Duration) (time.Duration, error) {
	if text == "" {
		return otherwise, nil
	}
	if d, ok := parseOffset(text); ok {
		return d, nil
	}
	if at, ok := parseTimestamp(text); ok {
		return max(time.Duration(at-t.first), 0), nil
	}
	return 0, fmt.Errorf("%s: %s is %.40q; expected %s or an offset such as 13d or 12h30m", name, what, text, timestampForms)
}
