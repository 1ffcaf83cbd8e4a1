package report

import (
	"fmt"
	"strings"
	"time"

	"github.com/freshet-bench/freshet/results"
	"github.com/freshet-bench/freshet/results/measure"
)

// storageSection is "Storage": where the target keeps records, what that means, and
// what it took.
type storageSection struct {
	Shown   bool
	Model   string
	Facts   []fact
	Limits  []string
	Tiers   []tierRow
	Objects []objectRow
	// Unmetered says why there is nothing about an object store that there is.
	Unmetered string
}

// tierRow is where a topic's records were at a moment.
type tierRow struct {
	When, Topic, Local, Remote, Share, LocalBytes, RemoteBytes string
	First                                                      bool
}

// objectRow is what was asked of the object store in a part of the run.
type objectRow struct{ Part, Requests, Rate, APIs, In, Out, Crossing string }

// modelWords are the storage models as people say them.
func modelWords(model string) string {
	switch model {
	case results.ModelSharedNothing:
		return "local disks (shared-nothing)"
	case results.ModelTiered:
		return "tiered: local disks, older segments in a remote store"
	case results.ModelShared:
		return "shared: records are in an object store"
	}
	return model
}

func (v *view) storage() storageSection {
	o := v.out.Storage
	if o == nil {
		return storageSection{}
	}
	s := storageSection{Shown: true, Model: modelWords(o.Model)}
	add := func(name, value string) {
		if value != "" {
			s.Facts = append(s.Facts, fact{name, sentenceCase(value)})
		}
	}
	for _, text := range o.Limits {
		s.Limits = append(s.Limits, sentenceCase(fullStop(text)))
	}
	add("Model", s.Model)
	add("Records are on", v.rec.Run.Target.Storage)
	add("Replication means", fullStop(o.Replication))
	add("Producers' linger", v.lingers())
	for _, at := range o.Tiers {
		s.Tiers = append(s.Tiers, tierRows(at)...)
	}
	for _, p := range o.Objects {
		s.Objects = append(s.Objects, newObjectRow(p, v.crossed(p.Name)))
	}
	if o.Model == results.ModelShared && len(o.Objects) == 0 {
		s.Unmetered = "Requests to the object store and their bytes were not measured."
	}
	return s
}

func tierRows(moment results.TiersAt) []tierRow {
	when := "before the load"
	if moment.At >= 0 {
		when = "after the load"
	}
	var rows []tierRow
	for i, t := range moment.Topics {
		r := tierRow{When: when, First: i == 0, Topic: t.Topic, Local: count(t.Local), Remote: count(t.Remote), Share: noSample, LocalBytes: "not measured", RemoteBytes: "not measured"}
		if remote, ok := t.RemoteShare(); ok {
			r.Share = quantity(remote, measure.Ratio)
		}
		if t.LocalBytes != nil {
			r.LocalBytes = bytesOf(*t.LocalBytes)
		}
		if t.RemoteBytes != nil {
			r.RemoteBytes = bytesOf(*t.RemoteBytes)
		}
		rows = append(rows, r)
	}
	return rows
}

// crossed is the bytes of clients that crossed zones in a part of the run.
func (v *view) crossed(part string) string {
	for _, p := range v.out.TrafficParts {
		if p.Name != part {
			continue
		}
		var crossing int64
		placed := false
		for _, c := range p.Cells {
			placed = placed || c.Placed()
			if c.Crosses() {
				crossing += c.Bytes()
			}
		}
		if placed {
			return bytesOf(crossing)
		}
	}
	return noSample
}

// apisShown is how many of the APIs a row names.
const apisShown = 4

func newObjectRow(p results.ObjectPart, crossing string) objectRow {
	r := objectRow{Part: p.Name, Requests: count(p.Total()), Rate: noSample, In: bytesOf(p.In), Out: bytesOf(p.Out), Crossing: crossing}
	if p.Length > 0 {
		r.Rate = quantity(float64(p.Total())/p.Length.Seconds(), measure.PerSec)
	}
	var apis []string
	for i, c := range p.Requests {
		if i == apisShown {
			apis = append(apis, "others")
			break
		}
		apis = append(apis, fmt.Sprintf("%s %s", c.API, count(c.Count)))
	}
	r.APIs = strings.Join(apis, ", ")
	return r
}

// lingers is how long each producer waits for a batch to fill: on shared storage it
// decides the latency, so a comparison wants the same on all sides.
func (v *view) lingers() string {
	var parts []string
	add := func(name string, linger *time.Duration) {
		if linger != nil {
			parts = append(parts, name+" "+span(*linger))
		}
	}
	for _, s := range v.rec.Plan.Sources {
		add(s.Name, s.Linger)
	}
	for _, s := range v.rec.Plan.Stages {
		add(s.Name, s.Linger)
	}
	return strings.Join(parts, ", ")
}

// readTiersText says from which tier an entry began to read; "" if that is not known.
func readTiersText(e results.EntryOutcome) string {
	var parts []string
	for _, t := range e.Tiers {
		remote, ok := t.RemoteShare()
		if !ok {
			continue
		}
		parts = append(parts, fmt.Sprintf("%s of %s records of %s (%s) were in the remote tier alone", count(t.Remote), count(t.Remote+t.Local), t.Topic, quantity(remote, measure.Ratio)))
	}
	if len(parts) == 0 {
		return ""
	}
	return "when it began, " + strings.Join(parts, "; ") + ": reading them was reading the remote tier"
}

// storageLine is the storage in a line or two; "" if nothing is known of it.
func (v *view) storageLine() string {
	o := v.out.Storage
	if o == nil {
		return ""
	}
	parts := []string{modelWords(o.Model)}
	for _, at := range o.Tiers {
		for _, r := range tierRows(at) {
			parts = append(parts, fmt.Sprintf("%s %s: %s of records in the remote tier alone; %s on disks, %s remote", r.Topic, r.When, r.Share, r.LocalBytes, r.RemoteBytes))
		}
	}
	for _, p := range o.Objects {
		if p.Name == partOverall {
			r := newObjectRow(p, v.crossed(p.Name))
			parts = append(parts, fmt.Sprintf("%s requests to the object store (%s), %s in, %s out", r.Requests, r.Rate, r.In, r.Out))
		}
	}
	return strings.Join(parts, " · ")
}
