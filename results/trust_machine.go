package results

import (
	"fmt"
	"time"

	"github.com/freshet-bench/freshet/results/measure"
)

// crowdedShare is how much of the run may be above cpuBound of a machine's cores
// that the brokers share with the load, before ages are mostly waiting for a CPU.
const crowdedShare = 0.20

// trustMachine bounds the CPU of a machine that the brokers share with this
// process. Breaking it is no reason to doubt counts, and to be short of cores is
// what a container run on a small machine is: so it warns, and decides nothing.
func (a *Analysis) trustMachine() (row Trust, known bool) {
	cores := float64(a.rec.Run.Target.SharedCores)
	if cores <= 0 {
		return Trust{}, false
	}
	var b windowBound
	for _, p := range SumUsage(a.rec.UsageSeries(), UsedCPU) {
		own, ok := a.ownCPU(p.Begin, p.End)
		if p.Begin < a.rec.Plan.Warmup || p.End > a.loadEnd || !ok {
			continue
		}
		b.windows++
		used := (p.Value + own) / cores
		b.worst = max(b.worst, used)
		if used > cpuBound {
			b.broken++
		}
	}
	if b.windows == 0 {
		return Trust{}, false
	}
	allowed := int(crowdedShare * float64(b.windows))
	row = Trust{
		Name:  "CPU of the machine",
		Shown: fmt.Sprintf("brokers and this process used up to %s of its %s; above the bound in %s samples", share(b.worst), counted(int64(cores), "core", "cores"), b.share(b.broken)),
		Bound: fmt.Sprintf("%s in all but %s samples", share(cpuBound), b.share(allowed)),
		OK:    b.broken <= allowed,
	}
	if !row.OK {
		row.Note = "brokers and load competed for the same cores, so ages include waiting for a CPU: trust counts and recovery, not latency"
	}
	return row, true
}

func share(v float64) string { return measure.FormatQuantity(v, measure.Ratio) }

// ownCPU is the cores that this process used over a stretch, from the windows that
// overlap it.
func (a *Analysis) ownCPU(begin, end time.Duration) (cores float64, known bool) {
	var covered time.Duration
	for _, w := range a.windows {
		if d := min(end, w.At+w.Length) - max(begin, w.At); d > 0 {
			cores += w.Process.CPU * d.Seconds()
			covered += d
		}
	}
	if covered <= 0 {
		return 0, false
	}
	return cores / covered.Seconds(), true
}
