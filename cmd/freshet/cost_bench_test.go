package main

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/freshet-bench/freshet/results"
	"github.com/freshet-bench/freshet/scenarios"
)

// BenchmarkCost does all that freshet cost does for a run of each shipped scenario,
// which is to take less than a second. The records are made up, of the size that a
// whole run leaves.
func BenchmarkCost(b *testing.B) {
	for _, info := range scenarios.Shipped() {
		b.Run(info.Name, func(b *testing.B) {
			if !info.Ready(os.Getenv) {
				b.Skip("needs trace files")
			}
			sc, err := scenarios.Load(info.Name, scenarios.LoadOptions{Env: os.Getenv, Scale: 1})
			if err != nil {
				b.Fatal(err)
			}
			dir := filepath.Join(b.TempDir(), "run")
			writeMetered(b, dir, sc)
			for b.Loop() {
				if code := run(context.Background(), []string{"cost", dir}, io.Discard, os.Stderr); code != exitOK {
					b.Fatalf("exit code %d", code)
				}
			}
		})
	}
}

// writeMetered writes the record of a run of the scenario: a window a second, and
// what every client sent to every broker in it.
func writeMetered(b *testing.B, dir string, sc *scenarios.Scenario) {
	b.Helper()
	must := func(err error) {
		if err != nil {
			b.Fatal(err)
		}
	}
	about := results.Run{Format: results.Format, Definitions: results.Definitions, Scenario: sc.Name}
	w, err := results.Create(dir, about, meteredPlan(sc), sc.Resolved)
	must(err)
	for at := time.Duration(0); at < sc.Duration; at += time.Second {
		must(w.Window(meteredWindow(sc, at)))
		must(w.Traffic(meteredLines(sc, at+time.Second)))
	}
	must(w.Event(results.Event{At: sc.Duration, Kind: results.Phase, Text: results.PhaseDrain}))
	must(w.Close())
}

func meteredPlan(sc *scenarios.Scenario) results.Plan {
	p := results.Plan{Name: sc.Name, Duration: sc.Duration, Warmup: sc.Warmup, Zones: sc.Zones, FetchFrom: sc.FetchFrom}
	for _, t := range sc.Topics {
		p.Topics = append(p.Topics, results.PlanTopic{Name: t.Name, Partitions: t.Partitions, Replication: t.Replication, Retention: t.Retention})
	}
	for _, s := range sc.Sources {
		p.Sources = append(p.Sources, results.PlanSource{Name: s.Name, Topic: s.Topic})
	}
	for _, s := range sc.Stages {
		p.Stages = append(p.Stages, results.PlanStage{Name: s.Name, Class: s.Class, Reads: s.Reads, Writes: s.Writes, FetchFrom: s.FetchFrom})
	}
	return p
}

func meteredWindow(sc *scenarios.Scenario, at time.Duration) results.Window {
	w := results.Window{
		At: at, Length: time.Second, Phase: results.PhaseLoad,
		Sources: map[string]results.SourceWindow{}, Stages: map[string]results.StageWindow{},
	}
	for _, s := range sc.Sources {
		w.Sources[s.Name] = results.SourceWindow{Due: 1000, Sent: 1000, Acked: 1000, Bytes: 512_000}
	}
	for _, s := range sc.Stages {
		st := results.StageWindow{Seen: 1000, Available: 1000, Oldest: make([]time.Duration, time.Second/results.GaugeEvery)}
		for _, topic := range s.Reads {
			for p := range int32(12) {
				st.Partitions = append(st.Partitions, results.PartitionGauge{Topic: topic, Partition: p, Lag: 12 * time.Millisecond})
			}
		}
		w.Stages[s.Name] = st
	}
	return w
}

// meteredLines are those of a second that ends at a time.
func meteredLines(sc *scenarios.Scenario, end time.Duration) []results.TrafficLine {
	zones := sc.Zones
	if len(zones) == 0 {
		zones = []string{""}
	}
	var out []results.TrafficLine
	add := func(role, class, api string) {
		for _, zone := range zones {
			for broker := range int32(3) {
				out = append(out, results.TrafficLine{
					At: end, Length: time.Second, Role: role, Class: class, Zone: zone, Broker: broker,
					BrokerZone: zones[int(broker)%len(zones)], API: api, Requests: 40, Sent: 60_000, Received: 80_000,
				})
			}
		}
	}
	for _, s := range sc.Sources {
		add("source/"+s.Name, s.Class, "Produce")
	}
	for _, s := range sc.Stages {
		for _, api := range []string{"Fetch", "Heartbeat", "OffsetCommit"} {
			add("stage/"+s.Name, s.Class, api)
		}
	}
	return out
}
