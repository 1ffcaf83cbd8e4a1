package results

import (
	"fmt"
	"time"

	"github.com/freshet-bench/freshet/results/measure"
)

// Bounds of what a run can be trusted for.
const (
	slipFloor      = 5 * time.Millisecond // generator slip that is always allowed
	slipOfGoal     = 0.10                 // or this share of the tightest objective
	badWindowShare = 0.01                 // of the windows may break a bound
	badWindowsMin  = 2                    // but always this many,
	badWindowsMax  = 5                    // though never more than one in so many
	missingShare   = 0.02                 // of the load may have no window
	cpuBound       = 0.90                 // of the cores
	gcPauseBound   = 10 * time.Millisecond
)

// kindEmbedded is the kind of target that shares our process, so that its being
// slow is our limit and no result.
const kindEmbedded = "embedded"

// trust is the rows of "Can I trust this run". Those with Unknown set and OK not
// set make verdicts unknown.
func (a *Analysis) trust() []Trust {
	rows := []Trust{
		a.trustGenerator(), a.trustTarget(), a.trustCPU(), a.trustScheduling(), a.trustGC(), a.trustPolls(), a.trustTimer(),
		a.trustWindows(), a.trustSkew(), a.trustRange(), a.trustAudit(), a.trustRecords(),
	}
	if row, known := a.trustMachine(); known {
		rows = append(rows, row)
	}
	if c := a.rec.Run.Target.Caveat; c != "" {
		rows = append(rows, Trust{Name: "Target", Shown: a.rec.Run.Target.Name, OK: true, Note: c})
	}
	for _, p := range a.rec.Problems {
		rows = append(rows, Trust{Name: "Run record", Shown: "damaged", Note: p})
	}
	return rows
}

// slipBound is the slip that is allowed: 5 ms, or 10 % of the tightest objective if that is more.
func (a *Analysis) slipBound() time.Duration {
	var tightest time.Duration
	for _, s := range a.rec.Plan.Stages {
		if s.Objective > 0 && (tightest == 0 || s.Objective < tightest) {
			tightest = s.Objective
		}
	}
	return max(slipFloor, time.Duration(slipOfGoal*float64(tightest)))
}

// windowBound is a bound that few windows may break.
type windowBound struct {
	windows, broken int
	worst           float64
}

// overWindows applies a bound to the windows after the warmup that include accepts.
func (a *Analysis) overWindows(bound float64, include func(Window) bool, value func(Window) float64) windowBound {
	var b windowBound
	for _, w := range a.windows {
		if w.At < a.rec.Plan.Warmup || (include != nil && !include(w)) {
			continue
		}
		v := value(w)
		b.windows++
		b.worst = max(b.worst, v)
		if v > bound {
			b.broken++
		}
	}
	return b
}

func (b windowBound) allowed() int {
	return min(max(badWindowsMin, int(badWindowShare*float64(b.windows))), b.windows/badWindowsMax)
}

func (b windowBound) ok() bool { return b.broken <= b.allowed() }

// row makes a trust row of it.
func (b windowBound) row(name string, bound float64, u measure.Unit) Trust {
	return Trust{
		Name:  name,
		Shown: fmt.Sprintf("%s in the worst window; above the bound in %s", measure.FormatQuantity(b.worst, u), b.share(b.broken)),
		Bound: fmt.Sprintf("%s in all but %s windows", measure.FormatQuantity(bound, u), b.share(b.allowed())),
		OK:    b.ok(),
	}
}

// share writes n of the windows.
func (b windowBound) share(n int) string { return number(int64(n)) + " of " + number(int64(b.windows)) }

// delays is a row of a time that has a bound in each window. A break of it makes
// verdicts unknown if decides is set; broken is said of it, with the bound and the
// share of windows.
func (a *Analysis) delays(name string, bound time.Duration, decides bool, broken string, value func(Window) time.Duration) Trust {
	b := a.overWindows(bound.Seconds(), nil, func(w Window) float64 { return value(w).Seconds() })
	t := b.row(name, bound.Seconds(), measure.Seconds)
	t.Unknown = decides
	if !t.OK {
		t.Note = fmt.Sprintf(broken, measure.FormatDuration(bound), b.share(b.broken))
	}
	return a.watched(t)
}

// trustGenerator bounds how late this process sent events and asked for page views.
func (a *Analysis) trustGenerator() Trust {
	const broken = "this machine sent events late (generator slip p99.9 above %s in %s windows), so its times cannot be trusted; close other programs or use --scale"
	return a.delays("Generator slip, p99.9", a.slipBound(), true, broken, func(w Window) time.Duration {
		var worst time.Duration
		for _, s := range w.Sources {
			worst = max(worst, s.GeneratorP999)
		}
		for _, d := range w.Decisions {
			worst = max(worst, d.LateP999)
		}
		return worst
	})
}

// watched is a row of what windows tell, broken if too much of the load has none:
// what was not looked at cannot be trusted.
func (a *Analysis) watched(t Trust) Trust {
	if missing := a.unwatched(); missing != "" {
		t.OK, t.Unknown, t.Note = false, true, missing
		if len(a.windows) == 0 {
			t.Shown = "not recorded"
		}
	}
	return t
}

// trustTarget bounds the target's slip where the target is part of this process,
// outside the entries that cause it.
func (a *Analysis) trustTarget() Trust {
	bound := a.slipBound().Seconds()
	embedded := a.rec.Run.Target.Kind == kindEmbedded
	outside := func(w Window) bool { return !embedded || !a.delayed(w) }
	b := a.overWindows(bound, outside, func(w Window) float64 {
		var worst time.Duration
		for _, s := range w.Sources {
			worst = max(worst, s.TargetP999)
		}
		return worst.Seconds()
	})
	t := b.row("Target slip, p99.9", bound, measure.Seconds)
	if !embedded {
		t.OK, t.Bound = true, "none: back pressure of a real target is a result"
		return t
	}
	t.Unknown = true
	if !t.OK {
		t.Note = fmt.Sprintf("target slip on the embedded target: p99.9 above %s in %s windows; it cannot take this rate here",
			measure.FormatQuantity(bound, measure.Seconds), b.share(b.broken))
	}
	return a.watched(t)
}

// delayed reports whether a window overlaps an entry that explains target slip,
// its recovery included.
func (a *Analysis) delayed(w Window) bool {
	for _, e := range a.entries {
		d := e.disturbed()
		if e.begun && e.plan.Delays && w.At < d.end && w.At+w.Length > d.begin {
			return true
		}
	}
	return false
}

func (a *Analysis) trustCPU() Trust {
	cores := float64(max(a.rec.Run.Machine.Cores, 1))
	b := a.overWindows(cpuBound, nil, func(w Window) float64 { return w.Process.CPU / cores })
	t := b.row("CPU of this process", cpuBound, measure.Ratio)
	// The embedded target is part of the process: its slip says it better.
	t.Unknown = a.rec.Run.Target.Kind != kindEmbedded
	if !t.OK {
		t.Note = fmt.Sprintf("CPU of this process: above %s of its cores in %s windows",
			measure.FormatQuantity(cpuBound, measure.Ratio), b.share(b.broken))
	}
	return a.watched(t)
}

// trustWindows counts what is missing of the windows of the load.
func (a *Analysis) trustWindows() Trust {
	missing := a.missingWindows()
	whole := func(d time.Duration) string { return number(int64(d.Round(time.Second) / time.Second)) }
	t := Trust{Name: "Windows", Bound: "all of the load", OK: len(a.windows) > 0 && missing < WindowLength,
		Shown: fmt.Sprintf("%s of %s seconds recorded", whole(a.loadEnd-missing), whole(a.loadEnd))}
	if !t.OK {
		t.Note = clock(missing) + " of the load have no window"
	}
	return t
}

// missingWindows is how much of the load no window covers.
func (a *Analysis) missingWindows() time.Duration {
	var covered []span
	for _, w := range a.windows {
		covered = append(covered, span{w.At, w.At + w.Length})
	}
	return makeSpans(span{0, a.loadEnd}).without(covered...).length()
}

// unwatched says that too much of the load has no window for what windows tell
// to be known; "" if it has.
func (a *Analysis) unwatched() string {
	missing := a.missingWindows()
	switch {
	case len(a.windows) == 0:
		return "no second of the load was recorded, so slip is not known"
	case missing >= WindowLength && missing.Seconds() > missingShare*a.loadEnd.Seconds():
		return fmt.Sprintf("%s of the %s of load were not recorded, so slip is not known", clock(missing), clock(a.loadEnd))
	}
	return ""
}

func (a *Analysis) trustRange() Trust {
	n := a.sumStages(func(s StageWindow) int64 { return s.OverRange })
	return Trust{Name: "Ages in range", Shown: counted(n, "age", "ages") + " above " + measure.FormatDuration(HighestAge),
		Bound: "none; they are counted at the top", OK: n == 0}
}

func (a *Analysis) trustAudit() Trust {
	t := Trust{Name: "Audit", Bound: "every topic read to its end"}
	if a.rec.Facts == nil || a.rec.Facts.Audit == nil {
		t.Shown, t.Note = "not reached", "what was lost is not known"
		return t
	}
	var done, records int64
	for _, topic := range a.rec.Facts.Audit.Topics {
		records += topic.Records
		if topic.Done {
			done++
		}
	}
	total := int64(len(a.rec.Facts.Audit.Topics))
	t.OK = a.rec.Facts.Audit.Done && done == total
	t.Shown = fmt.Sprintf("%s of %s topics, %s records", number(done), number(total), number(records))
	return t
}

// trustRecords counts records that are not ours or do not hold.
func (a *Analysis) trustRecords() Trust {
	var foreign int64
	damaged := a.sumStages(func(s StageWindow) int64 { return s.Damaged })
	if a.rec.Facts != nil && a.rec.Facts.Audit != nil {
		var inLog int64
		for _, t := range a.rec.Facts.Audit.Topics {
			foreign += t.Foreign
			inLog += t.Damaged
		}
		damaged = max(damaged, inLog)
	}
	return Trust{Name: "Records", Shown: fmt.Sprintf("%s foreign, %s damaged", number(foreign), number(damaged)), Bound: "none", OK: foreign+damaged == 0}
}

// sumStages adds up a counter over all stages and windows.
func (a *Analysis) sumStages(value func(StageWindow) int64) int64 {
	var n int64
	for _, w := range a.rec.Windows {
		for _, s := range w.Stages {
			n += value(s)
		}
	}
	return n
}

func counted(n int64, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return number(n) + " " + many
}

// number writes a count for people, as 2,786,707.
func number(n int64) string { return measure.FormatQuantity(float64(n), measure.Records) }
