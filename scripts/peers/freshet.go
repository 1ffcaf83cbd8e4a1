package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"sync"

	"github.com/freshet-bench/freshet/harness"
	"github.com/freshet-bench/freshet/harness/target/external"
	"github.com/freshet-bench/freshet/results"
	"github.com/freshet-bench/freshet/scenarios"
)

// scenario is the same load with a reader; it makes a topic of its own. The timeline
// has no stall: it comes from outside, as for the others.
const scenario = `
name: peers
duration: %v
warmup: 0s
drain: 60s
population: {users: 100_000, active: {of: clicks, gap: 5s, session: 1m}}
topics:
  raw.clicks: {partitions: 6, replication: 1}
sources:
  clicks: {topic: raw.clicks, rate: %d/s, arrivals: even, size: %dB}
stages:
  reader: {reads: raw.clicks, objective: 1s}
`

func freshet() peer {
	return peer{
		name:     "Freshet",
		measures: "due to read (platform age)",
		version:  func(context.Context, load) (string, error) { return "this commit", nil },
		watch:    watchFreshet,
	}
}

func watchFreshet(ctx context.Context, l load, loading chan<- struct{}) (figures, string, error) {
	text := fmt.Sprintf(scenario, l.length, l.rate, recordBytes)
	sc, err := scenarios.Load("peers.yaml", scenarios.LoadOptions{ReadFile: func(string) ([]byte, error) { return []byte(text), nil }})
	if err != nil {
		return nil, "", err
	}
	tgt, err := external.New(external.Options{Bootstrap: []string{l.bootstrap}})
	if err != nil {
		return nil, "", err
	}
	dir, err := os.MkdirTemp("", "peers")
	if err != nil {
		return nil, "", err
	}
	defer os.RemoveAll(dir)
	begin := sync.OnceFunc(func() { close(loading) })
	res, err := harness.Run(ctx, sc, tgt, harness.Options{
		Out:     filepath.Join(dir, "record"),
		Observe: harness.Observer{Window: func(results.Window) { begin() }},
	})
	if err != nil {
		return nil, "", err
	}
	got, err := overall(res.Outcome)
	return got, "freshet run peers.yaml --target external --bootstrap " + l.bootstrap, err
}

// overall is the platform ages of the only stage over the whole run.
func overall(out *results.Outcome) (figures, error) {
	for _, part := range out.Stages[0].Parts {
		if q := part.Platform; part.Name == "overall" && q.Count > 0 {
			return figures{"p50": q.P50, "p95": q.P95, "p99": q.P99, "p99.9": q.P999, "maximum": q.Max}, nil
		}
	}
	return nil, fmt.Errorf("the run measured nothing: %s", out.Reason)
}
