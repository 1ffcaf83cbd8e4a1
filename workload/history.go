package workload

import (
	"math"
	"time"
)

// sizeSample is from how many values the number of a topic's history records is
// extrapolated where it is larger; meanSample is how many give a mean size.
const (
	sizeSample = 1 << 15
	meanSample = 1 << 11
)

// historyRecords returns how many records the history has: as many as it takes
// for their values to reach the wanted bytes. Past sizeSample records the rest is
// extrapolated from them.
func (w *Workload) historyRecords(src *source) float64 {
	want := src.Source.History.Bytes
	records, bytes := w.measure(src, FlagHistory, -src.Source.History.Span, sizeSample, want)
	if bytes >= want {
		return float64(records)
	}
	return math.Ceil(float64(records) * float64(want) / float64(max(bytes, 1)))
}

// measure adds up the values of a source's first events, as if they acted at a
// given time, up to a number of records or of bytes.
func (w *Workload) measure(src *source, f Flags, action time.Duration, most int, want int64) (records int, bytes int64) {
	var value []byte
	for records < most && bytes < want {
		ev := Event{N: uint64(records), Action: action, Due: action, Source: src.index, Flags: f}
		d := src.drawsOf(&ev)
		ev.User = w.actor(src, ev.N, d, action).user
		ev.Type = src.typeOf(ev.N, d)
		ev.Flags |= src.tombstone(d)
		value = w.AppendValue(value[:0], &ev)
		bytes += int64(len(value))
		records++
	}
	return records, bytes
}

// HistoryRecords returns how many records History(source) yields.
func (w *Workload) HistoryRecords(source int) uint64 {
	s := w.sources[source].history
	if len(s) == 0 {
		return 0
	}
	return uint64(math.Round(s[0].after))
}

// MeanSize returns the mean size in bytes of a source's values, tombstones in,
// over its first events.
func (w *Workload) MeanSize(source int) float64 {
	records, bytes := w.measure(&w.sources[source], 0, 0, meanSample, math.MaxInt64)
	return float64(bytes) / float64(records)
}
