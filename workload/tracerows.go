package workload

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"
)

// rows are a trace as read: times since the first row, ascending, and counts.
type rows struct {
	first  int64 // nanoseconds since 1970
	at     []time.Duration
	counts []float64
	single bool // one event a row
}

func readRows(r io.Reader, name string) (*rows, error) {
	l, err := newLines(r, name, traceForm, 4096)
	if err != nil {
		return nil, err
	}
	t := &rows{}
	header := false
	for {
		more, err := l.next()
		if err != nil {
			return nil, err
		}
		if !more {
			break
		}
		if len(t.at) == 0 && !header && isHeader(l.text) {
			header = true
			continue
		}
		if err := t.add(l); err != nil {
			return nil, err
		}
	}
	if len(t.at) < 2 {
		return nil, fmt.Errorf("%s: %d rows; expected %s, at least two", name, len(t.at), traceForm)
	}
	return t, nil
}

// isHeader reports whether a line names columns: it does not begin as a timestamp
// would.
func isHeader(line []byte) bool {
	first, _, _ := bytes.Cut(line, []byte(","))
	first = unquote(first)
	return len(first) == 0 || !strings.ContainsRune("0123456789+-.", rune(first[0]))
}

// unquote takes off spaces and one pair of double quotes.
func unquote(s []byte) []byte {
	s = bytes.TrimSpace(s)
	if len(s) >= 2 && s[0] == '"' && s[len(s)-1] == '"' {
		return s[1 : len(s)-1]
	}
	return s
}

// add reads the current line.
func (t *rows) add(l *lines) error {
	stamp, value, two := bytes.Cut(l.text, []byte(","))
	stamp, column := unquote(stamp), len(stamp)+2
	nanos, ok := parseTimestamp(string(stamp))
	if !ok {
		return l.wrong(1, "timestamp %.40q; expected %s", stamp, timestampForms)
	}
	if len(t.at) == 0 {
		t.first, t.single = nanos, !two
	}
	at := time.Duration(nanos - t.first)
	last := time.Duration(-1)
	if len(t.at) > 0 {
		last = t.at[len(t.at)-1]
	}
	switch {
	case two && t.single:
		return l.wrong(column, "a second column; expected a timestamp alone, as in the first row")
	case !two && !t.single:
		return l.wrong(column-1, "no count; expected a timestamp, a comma and a count")
	case at < last:
		return l.wrong(1, "timestamp %.40q goes back; expected rows that ascend", stamp)
	case at == last && two:
		return l.wrong(1, "timestamp %.40q repeats; expected one row a bin", stamp)
	case at == last:
		t.counts[len(t.counts)-1]++
		return nil
	}
	count := 1.0
	if two {
		var ok bool
		if count, ok = parseCount(unquote(value)); !ok {
			return l.wrong(column, "count %.40q; expected a number from 0 to 10^15", unquote(value))
		}
	}
	t.at, t.counts = append(t.at, at), append(t.counts, count)
	return nil
}

func parseCount(s []byte) (float64, bool) {
	v, err := strconv.ParseFloat(string(s), 64)
	return v, err == nil && v >= 0 && v <= 1e15
}

// step is the usual distance of two rows, the median.
func (t *rows) step() time.Duration {
	gaps := make([]time.Duration, 0, len(t.at)-1)
	for i := 1; i < len(t.at); i++ {
		gaps = append(gaps, t.at[i]-t.at[i-1])
	}
	slices.Sort(gaps)
	return gaps[len(gaps)/2]
}

// bins spreads each row up to the next: a count at most for the usual distance, a
// single event over all of it.
func (t *rows) bins() []bin {
	step := t.step()
	all := make([]bin, len(t.at))
	for i, at := range t.at {
		end := at + step
		if i+1 < len(t.at) && (t.single || t.at[i+1] < end) {
			end = t.at[i+1]
		}
		all[i] = bin{at, end, t.counts[i]}
	}
	return all
}
