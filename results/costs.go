package results

import (
	"fmt"
	"strings"
	"time"

	"github.com/freshet-bench/freshet/results/cost"
	"github.com/freshet-bench/freshet/results/measure"
)

// CostFacts is what a run shows of its workload's cost: what was metered, what the
// plan states, and assumptions for the rest, each marked. Without metered traffic
// the load is 0.
func CostFacts(rec *Record) cost.Facts {
	w := &costWorkload{rec: rec, facts: cost.Assume(), loaded: loadEnd(rec)}
	w.meter()
	w.load()
	w.fanOut()
	w.replays()
	w.topics()
	w.zones()
	return w.facts
}

// CostSetting is how the scenario wants its cost to be modelled; where it names no
// model, that of the target's storage, if its profile says which it is.
func CostSetting(rec *Record) cost.Setting {
	var s cost.Setting
	if rec.Plan.Cost != nil {
		s = *rec.Plan.Cost
	}
	if s.Model == "" {
		s.Model = map[string]string{
			"shared-nothing": "shared-nothing", "tiered": "tiered", "shared": "shared-storage",
		}[rec.Run.Target.StorageModel]
	}
	return s
}

// costWorkload collects the facts of a run.
type costWorkload struct {
	rec    *Record
	facts  cost.Facts
	loaded time.Duration
	// Bytes on the wire: produced, of which by sources, and fetched by class of
	// stages and by replays.
	produced, bySources, replayed float64
	fetched                       map[string]float64
}

// set notes a fact. What is out of bounds, as in a damaged record, stays assumed.
func (w *costWorkload) set(i cost.Input, v float64, o cost.Origin, format string, args ...any) {
	_ = w.facts.Set(i, v, o, fmt.Sprintf(format, args...))
}

// meter adds up what the clients metered.
func (w *costWorkload) meter() {
	w.fetched = map[string]float64{}
	for _, l := range w.rec.Traffic {
		kind, _, _ := strings.Cut(l.Role, "/")
		switch {
		case l.API == "Produce":
			w.produced += float64(l.Sent)
			if kind == "source" {
				w.bySources += float64(l.Sent)
			}
		case l.API == "Fetch" && kind == "stage":
			w.fetched[l.Class] += float64(l.Received)
		case l.API == "Fetch" && kind == "replay":
			w.replayed += float64(l.Received)
		}
	}
}

// load is the rate of bytes and events, and how far they were compressed.
func (w *costWorkload) load() {
	var acked, payload float64
	for _, win := range w.rec.Windows {
		for _, s := range win.Sources {
			acked += float64(s.Acked)
			payload += float64(s.Bytes)
		}
	}
	if w.loaded <= 0 {
		return
	}
	over := measure.FormatDuration(w.loaded) + " of load, bursts included"
	if w.produced > 0 {
		w.set(cost.Rate, w.produced/w.loaded.Seconds(), cost.Measured, "mean over %s", over)
	}
	if acked > 0 {
		w.set(cost.Events, acked/w.loaded.Seconds(), cost.Measured, "acknowledged, mean over %s", over)
	}
	if w.bySources > 0 && payload > 0 {
		w.set(cost.Compression, payload/w.bySources, cost.Measured, "of what the sources sent; requests and record headers count on the wire")
	}
}

// fanOut is what the stages fetched for a produced byte, by class.
func (w *costWorkload) fanOut() {
	if w.produced == 0 {
		return
	}
	for class, input := range map[string]cost.Input{
		"serving": cost.FanOutServing, "analytics": cost.FanOutAnalytics, "background": cost.FanOutBackground,
	} {
		if groups := w.groups(class); groups > 0 {
			w.set(input, w.fetched[class]/w.produced, cost.Measured, "bytes fetched by %s", counted(int64(groups), "group", "groups"))
			continue
		}
		w.set(input, 0, cost.Given, "no group of this class")
	}
}

func (w *costWorkload) groups(class string) int {
	n := 0
	for _, s := range w.rec.Plan.Stages {
		if s.Class == class {
			n++
		}
	}
	return n
}

// replays is how many teams replayed, and how much each, as time of production.
func (w *costWorkload) replays() {
	teams := 0
	for _, e := range w.rec.Plan.Entries {
		if e.Verb != "replay" {
			continue
		}
		most := 0
		for _, win := range w.rec.Windows {
			most = max(most, len(win.Replays[e.Name]))
		}
		teams += most
	}
	if teams == 0 || w.replayed == 0 || w.produced == 0 {
		return
	}
	rate := w.produced / w.loaded.Seconds()
	w.set(cost.ReplayTeams, float64(teams), cost.Measured, "teams that replayed in the run")
	w.set(cost.ReplaySpan, w.replayed/float64(teams)/rate, cost.Measured, "%s a team, at the rate of production", measure.FormatQuantity(w.replayed/float64(teams), measure.Bytes))
}

// topics is replication and retention, weighted by the bytes of each topic where
// the audit counted them.
func (w *costWorkload) topics() {
	weights := map[string]float64{}
	if f := w.rec.Facts; f != nil && f.Audit != nil {
		for _, t := range f.Audit.Topics {
			weights[t.Topic] = float64(t.Bytes)
		}
	}
	var replication, retention, all, kept float64
	for _, t := range w.rec.Plan.Topics {
		weight := max(weights[t.Name], 1)
		all += weight
		replication += weight * float64(t.Replication)
		if t.Retention > 0 {
			kept += weight
			retention += weight * t.Retention.Seconds()
		}
	}
	if all > 0 {
		w.set(cost.Replication, replication/all, cost.Given, "of the topics, by bytes")
	}
	if kept > 0 {
		w.set(cost.Retention, retention/kept, cost.Given, "of the topics that have one, by bytes")
	}
}
