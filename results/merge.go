package results

import (
	"cmp"
	"slices"
	"time"
)

// worstKept is how many of a stage's oldest signals a record keeps.
const worstKept = 100

// merge puts the files of all workers together: counters are added, gauges are
// the maximum, ledger lines of one key are united, histograms are added.
func (r *Record) merge() {
	slices.SortStableFunc(r.Events, byTime)
	r.Windows = mergeWindows(r.Windows)
	r.Worst = mergeWorst(r.Worst, r.Plan.Stages)
	slices.SortStableFunc(r.Traffic, func(a, b TrafficLine) int { return cmp.Compare(a.At, b.At) })
	slices.SortStableFunc(r.Usage, func(a, b UsageLine) int { return cmp.Compare(a.At, b.At) })
	r.Ages.seal()
}

// byTime orders events by time and leaves those before the load, whose times are
// measured from an epoch that was not known yet, in the order of the file.
func byTime(a, b Event) int {
	const before = -1
	return cmp.Compare(max(a.At, before), max(b.At, before))
}

// mergeWindows merges windows that begin at the same time.
func mergeWindows(windows []Window) []Window {
	slices.SortStableFunc(windows, func(a, b Window) int { return cmp.Compare(a.At, b.At) })
	out := windows[:0]
	for _, w := range windows {
		if n := len(out); n > 0 && out[n-1].At == w.At {
			out[n-1] = mergeWindow(out[n-1], w)
			continue
		}
		out = append(out, w)
	}
	return out
}

func mergeWindow(a, b Window) Window {
	a.Length = max(a.Length, b.Length)
	a.Sources = mergeMaps(a.Sources, b.Sources, mergeSource)
	a.Stages = mergeMaps(a.Stages, b.Stages, mergeStage)
	a.Decisions = mergeMaps(a.Decisions, b.Decisions, mergeDecision)
	a.Replays = mergeMaps(a.Replays, b.Replays, mergeTeams)
	a.Process = ProcessWindow{
		CPU:        max(a.Process.CPU, b.Process.CPU),
		RSS:        max(a.Process.RSS, b.Process.RSS),
		HeapLive:   max(a.Process.HeapLive, b.Process.HeapLive),
		GCPauseMax: max(a.Process.GCPauseMax, b.Process.GCPauseMax),
		Goroutines: max(a.Process.Goroutines, b.Process.Goroutines),
	}
	return a
}

func mergeMaps[V any](a, b map[string]V, merge func(V, V) V) map[string]V {
	if a == nil {
		return b
	}
	for k, v := range b {
		if old, ok := a[k]; ok {
			v = merge(old, v)
		}
		a[k] = v
	}
	return a
}

func mergeSource(a, b SourceWindow) SourceWindow {
	return SourceWindow{
		Due: a.Due + b.Due, Sent: a.Sent + b.Sent, Acked: a.Acked + b.Acked, Failed: a.Failed + b.Failed,
		Bytes: a.Bytes + b.Bytes, Unsent: a.Unsent + b.Unsent, InFlight: a.InFlight + b.InFlight,
		GeneratorP999: max(a.GeneratorP999, b.GeneratorP999), GeneratorMax: max(a.GeneratorMax, b.GeneratorMax),
		TargetP999: max(a.TargetP999, b.TargetP999), TargetMax: max(a.TargetMax, b.TargetMax),
	}
}

func mergeStage(a, b StageWindow) StageWindow {
	worst := a.Worst
	if len(b.Oldest) > 0 && (len(a.Oldest) == 0 || b.Oldest[len(b.Oldest)-1] > a.Oldest[len(a.Oldest)-1]) {
		worst = b.Worst
	}
	return StageWindow{
		Seen: a.Seen + b.Seen, Available: a.Available + b.Available,
		Redelivered: a.Redelivered + b.Redelivered, Reprocessed: a.Reprocessed + b.Reprocessed,
		OutOfOrder: a.OutOfOrder + b.OutOfOrder, Disorder: a.Disorder + b.Disorder, Damaged: a.Damaged + b.Damaged,
		Negative: a.Negative + b.Negative, OverRange: a.OverRange + b.OverRange,
		StaleWrites: a.StaleWrites + b.StaleWrites, Resurrected: a.Resurrected + b.Resurrected, Erased: a.Erased + b.Erased,
		Lag: max(a.Lag, b.Lag), Backlog: a.Backlog + b.Backlog, Members: a.Members + b.Members,
		Oldest: maxEach(a.Oldest, b.Oldest), Worst: worst,
		Partitions: append(a.Partitions, b.Partitions...),
	}
}

func maxEach(a, b []time.Duration) []time.Duration {
	if len(b) > len(a) {
		a, b = b, a
	}
	out := slices.Clone(a)
	for i, v := range b {
		out[i] = max(out[i], v)
	}
	return out
}

func mergeDecision(a, b DecisionWindow) DecisionWindow {
	return DecisionWindow{
		Asked: a.Asked + b.Asked, WithEvent: a.WithEvent + b.WithEvent, Missed: a.Missed + b.Missed,
		Unanswered: a.Unanswered + b.Unanswered, LateP999: max(a.LateP999, b.LateP999),
	}
}

// mergeTeams adds teams up by number.
func mergeTeams(a, b []TeamWindow) []TeamWindow {
	if len(b) > len(a) {
		a, b = b, a
	}
	out := slices.Clone(a)
	for i, t := range b {
		out[i].Read += t.Read
		out[i].Bytes += t.Bytes
		out[i].Remaining += t.Remaining
	}
	return out
}

// mergeWorst keeps the oldest signals of each stage, stages in the plan's order.
func mergeWorst(signals []Signal, stages []PlanStage) []Signal {
	order := map[string]int{}
	for i, s := range stages {
		order[s.Name] = i
	}
	slices.SortStableFunc(signals, func(a, b Signal) int {
		return cmp.Or(cmp.Compare(order[a.Stage], order[b.Stage]), cmp.Compare(a.Stage, b.Stage), cmp.Compare(b.Age, a.Age))
	})
	type event struct {
		stage, source string
		n             uint64
		copy          uint8
	}
	seen := map[event]bool{}
	kept := map[string]int{}
	out := signals[:0]
	for _, s := range signals {
		e := event{s.Stage, s.Source, s.N, s.Copy}
		if seen[e] || kept[s.Stage] == worstKept {
			continue
		}
		seen[e] = true
		kept[s.Stage]++
		out = append(out, s)
	}
	return slices.Clip(out)
}
