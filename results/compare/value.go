package compare

import (
	"fmt"
	"math/bits"
	"time"

	"github.com/freshet-bench/freshet/results"
	"github.com/freshet-bench/freshet/results/measure"
)

// exactly is a value that is known exactly.
func exactly(v float64) Value { return Value{Value: &v} }

// lacking is no value, and why.
func lacking(format string, args ...any) Value {
	return Value{Reason: fmt.Sprintf(format, args...)}
}

// within is a value that is known to a resolution.
func within(v, resolution float64) Value { return Value{Value: &v, Resolution: resolution} }

// quantile is a statistic of a histogram of n samples, in a part of the run, as the
// run's clock and histograms resolve it.
func quantile(run Run, q results.Quantiles, stat, part string) Value {
	if floor := measure.Floor(stat); q.Count < floor {
		if q.Count == 0 {
			return lacking("no sample in %s", part)
		}
		return lacking("%d samples in %s, %s needs %d", q.Count, part, stat, floor)
	}
	d := map[string]time.Duration{"p50": q.P50, "p99": q.P99, "p99.9": q.P999, "max": q.Max, "mean": q.Mean}[stat]
	return run.timed(within(d.Seconds(), run.resolution(d).Seconds()))
}

// timed is a value that rests on the clock of the load: it is left out where the
// run's times cannot be trusted.
func (r Run) timed(v Value) Value {
	if v.Value != nil && r.Untrusted != "" {
		v.Reason = r.Untrusted
	}
	return v
}

// resolution is how far two ages of about d must be apart for the instrument to tell
// them from each other: the cell of the histogram, the step of the clock, and by how
// much half of the pauses that pace the load end late.
func (r Run) resolution(d time.Duration) time.Duration {
	out := cellWidth(d)
	if t := r.Record.Run.Machine.Timer; t != nil {
		out = max(out, t.Late, t.Step)
	}
	return out
}

// cellWidth is the width of the cell of the record's histograms that d is counted in:
// 1 us up to 2 ms, then 1/1024 to 1/2048 of the value.
func cellWidth(d time.Duration) time.Duration {
	const linear = 11 // bits of the values that have a cell each
	micros := uint64(max(d, 0) / time.Microsecond)
	return time.Microsecond << max(bits.Len64(micros)-linear, 0)
}

// gauged is a time that was read from samples a stretch apart.
func gauged(run Run, d, every time.Duration) Value {
	return run.timed(within(d.Seconds(), every.Seconds()))
}
