package containers_test

import (
	"cmp"
	"os"
	"testing"

	"github.com/freshet-bench/freshet/harness"
	"github.com/freshet-bench/freshet/harness/target/containers"
	"github.com/freshet-bench/freshet/results"
)

// shared is a short run that writes, reads, replays and adds no broker.
const shared = `
name: shared-storage
duration: 40s
warmup: 5s
drain: 60s
zones: [a, b, c]
population: {users: 1000, active: {of: clicks, gap: 10s, session: 1m}}
topics:
  raw.clicks: {partitions: 3, replication: 3, min-isr: 2, history: {size: 8MiB, span: 1d}}
sources:
  clicks: {topic: raw.clicks, rate: 50/s, size: 512B, client: {linger: 50ms}}
stages:
  ranking: {reads: raw.clicks, serves: user, objective: 10s}
timeline:
  - {at: 10s, replay: {topic: raw.clicks, from: beginning, teams: 1, rate: max}}
expect:
  - lost == 0
  - duplicates == 0
  - out-of-order == 0
`

func TestARunOnSharedStorage(t *testing.T) {
	docker := needDocker(t)
	automq := cmp.Or(os.Getenv(containers.AutoMQVariable), containers.DefaultAutoMQImage)
	s3 := cmp.Or(os.Getenv(containers.S3Variable), containers.DefaultS3Image)
	for _, image := range []string{automq, s3} { // both are optional, and not pulled by a test
		if _, err := docker.ImageInspect(t.Context(), image); err != nil {
			t.Skipf("the image %s is not on this machine: pull it to run this", image)
		}
	}
	tgt := containers.New(containers.Options{Preset: containers.AutoMQ, Brokers: 1, Progress: func(line string) { t.Log(line) }})
	res := drive(t, tgt, shared, harness.Options{})
	holds(t, res.Outcome)
	storage := res.Outcome.Storage
	if storage == nil || storage.Model != results.ModelShared || len(storage.Objects) == 0 {
		t.Fatalf("storage: %+v", storage)
	}
	for _, p := range storage.Objects {
		if p.Name == "overall" && (p.Total() == 0 || p.In == 0) {
			t.Errorf("the object store was asked for nothing: %+v", p)
		}
	}
	for _, p := range res.Outcome.TrafficParts {
		if p.Replication != nil && len(p.Replication.Cells) > 0 {
			t.Errorf("replication is derived where there is none: %+v", p.Replication)
		}
	}
}
