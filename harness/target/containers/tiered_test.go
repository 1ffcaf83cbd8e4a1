package containers_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/freshet-bench/freshet/harness"
	"github.com/freshet-bench/freshet/harness/target"
	"github.com/freshet-bench/freshet/harness/target/containers"
	"github.com/freshet-bench/freshet/results"
)

// readAgain is a replay of a history that is for the most part in the remote tier.
const readAgain = `
name: read-again
duration: 15s
warmup: 2s
drain: 60s
population: {users: 1000, active: {of: clicks, gap: 10s, session: 1m}}
topics:
  raw.clicks: {partitions: 1, replication: 1, history: {size: 12MiB, span: 1d}}
sources:
  clicks: {topic: raw.clicks, rate: 20/s, size: 512B, client: {compression: none}}
stages:
  ranking: {reads: raw.clicks, serves: user, objective: 10s}
timeline:
  - {at: 3s, replay: {topic: raw.clicks, from: beginning, teams: 1, rate: max}}
expect:
  - lost == 0
  - duplicates == 0
  - out-of-order == 0
`

func TestAReplayFromTheRemoteTier(t *testing.T) {
	needDocker(t)
	tgt := containers.New(containers.Options{Preset: containers.Tiered, Brokers: 1, Env: small, Progress: func(line string) { t.Log(line) }})
	res := drive(t, tgt, readAgain, harness.Options{})
	holds(t, res.Outcome)
	replay := res.Outcome.Entries[0]
	if !replay.Ended || len(replay.Tiers) != 1 || len(replay.Backfill) != 1 {
		t.Fatalf("the replay: %+v", replay)
	}
	// 12 segments' worth: one stays, one is written, and rounding takes its part.
	tiers := replay.Tiers[0]
	if remote, ok := tiers.RemoteShare(); !ok || remote < 0.6 || remote >= 1 {
		t.Errorf("%.2f of the records were in the remote tier: %+v", remote, tiers)
	}
	if got := replay.Backfill[0].Records; got != tiers.Remote+tiers.Local {
		t.Errorf("the team read %d records of %d", got, tiers.Remote+tiers.Local)
	}
	storage := res.Outcome.Storage
	if storage == nil || storage.Model != results.ModelTiered || len(storage.Tiers) != 2 || len(storage.Limits) == 0 {
		t.Fatalf("storage: %+v", storage)
	}
	for _, at := range storage.Tiers {
		got := at.Topics[0]
		if got.LocalBytes == nil || got.RemoteBytes == nil || *got.LocalBytes < 1<<19 || *got.RemoteBytes < 6<<20 {
			t.Errorf("bytes by tier: %+v", got)
		}
	}
	facts := res.Record.Run.Target
	if facts.Name != "tiered" || facts.Kind != "containers" || !slices.Contains(facts.Settings, "KAFKA_REMOTE_LOG_MANAGER_TASK_INTERVAL_MS=1000") {
		t.Errorf("target in the record: %+v", facts)
	}
}

func TestAnImageWithoutRemoteStorage(t *testing.T) {
	docker := needDocker(t)
	tgt := containers.New(containers.Options{Preset: containers.Tiered, Brokers: 1, Tier: containers.Tier{Path: "/no/such/place/*"}})
	err := tgt.Start(t.Context(), target.Needs{})
	if !errors.Is(err, containers.ErrNoTier) || !strings.Contains(err.Error(), "at /no/such/place/*: name another class path") || strings.Contains(err.Error(), "\n") {
		t.Errorf("error: %v", err)
	}
	if left := leftBehind(t, docker); len(left) > 0 {
		t.Errorf("left in Docker: %v", left)
	}
}
