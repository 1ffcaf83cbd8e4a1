package results

import (
	"bytes"
	"fmt"
	"strconv"
	"time"
)

// hlogHeader opens an ages file: the standard HdrHistogram log, version 1.3, read
// by every HdrHistogram tool. Base and start are 0, since times are offsets from t = 0.
const hlogHeader = `#[Histogram log format version 1.3]
#[freshet ages: values in microseconds, by second of due time; lines with the same tag and start add up]
#[StartTime: 0 (seconds since epoch), t = 0 is the start of load]
#[BaseTime: 0 (seconds since epoch)]
"StartTimestamp","Interval_Length","Interval_Max","Interval_Compressed_Histogram"
`

// appendHlog appends the line of one slot: start and length in seconds, the
// maximum in milliseconds.
func appendHlog(dst []byte, enc *histEncoder, tag string, s Slot, c *cells) ([]byte, error) {
	dst = append(dst, "Tag="...)
	dst = append(dst, tag...)
	dst = append(dst, ',')
	dst = appendSeconds(dst, s.Start)
	dst = append(dst, ',')
	dst = appendSeconds(dst, s.Length)
	dst = append(dst, ',')
	dst = strconv.AppendFloat(dst, float64(c.max())/1000, 'f', 3, 64)
	dst = append(dst, ',')
	dst, err := enc.append(dst, c)
	if err != nil {
		return dst, fmt.Errorf("encoding the histogram of %s: %w", tag, err)
	}
	return append(dst, '\n'), nil
}

// appendSeconds writes a duration in seconds without loss, down to the nanosecond.
func appendSeconds(dst []byte, d time.Duration) []byte {
	if d < 0 {
		dst = append(dst, '-')
		d = -d
	}
	return fmt.Appendf(dst, "%d.%09d", d/time.Second, d%time.Second)
}

// hlogLine is one parsed interval line.
type hlogLine struct {
	tag  string
	slot Slot
	hist *sparseHist
}

// parseHlog reads one line. ok is false for comments, the legend and blank lines.
func parseHlog(line []byte, dec *histDecoder) (l hlogLine, ok bool, err error) {
	line = bytes.TrimRight(line, "\r\n")
	if len(line) == 0 || line[0] == '#' || line[0] == '"' {
		return l, false, nil
	}
	rest, tagged := bytes.CutPrefix(line, []byte("Tag="))
	if !tagged {
		return l, false, fmt.Errorf("an interval line has no Tag=")
	}
	f := bytes.SplitN(rest, []byte(","), 5)
	if len(f) != 5 {
		return l, false, fmt.Errorf("an interval line has %d fields, not 5", len(f))
	}
	l.tag = string(f[0])
	if l.slot.Start, err = parseSeconds(f[1]); err != nil {
		return l, false, fmt.Errorf("start: %w", err)
	}
	if l.slot.Length, err = parseSeconds(f[2]); err != nil {
		return l, false, fmt.Errorf("length: %w", err)
	}
	if l.slot.Length <= 0 {
		return l, false, fmt.Errorf("length %v is not positive", l.slot.Length)
	}
	l.hist, err = dec.decode(f[4])
	return l, err == nil, err
}

// maxOffset bounds the times that a record may carry: 100 days.
const maxOffset = 100 * 24 * time.Hour

// parseSeconds reads decimal seconds exactly, to the nanosecond.
func parseSeconds(b []byte) (time.Duration, error) {
	s := string(b)
	f, err := strconv.ParseFloat(s, 64)
	if err != nil || !(f > -maxOffset.Seconds() && f < maxOffset.Seconds()) {
		return 0, fmt.Errorf("%.40q is not a time in seconds", s)
	}
	// ParseDuration is exact where the float is not; it refuses exponents.
	d, err := time.ParseDuration(s + "s")
	if err != nil {
		return 0, fmt.Errorf("%.40q is not a time in seconds", s)
	}
	return d, nil
}
