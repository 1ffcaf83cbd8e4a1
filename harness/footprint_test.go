package harness

import (
	"slices"
	"strings"
	"testing"

	"github.com/freshet-bench/freshet/harness/target"
	"github.com/freshet-bench/freshet/harness/target/external"
	"github.com/freshet-bench/freshet/scenarios"
)

const footprintScenario = `
name: footprint
duration: 10s
warmup: 1s
population: {users: 1000, active: {of: clicks, gap: 10s, session: 1m}}
topics:
  raw.clicks:    {partitions: 2, replication: 1}
  features.user: {partitions: 3, replication: 1}
sources:
  clicks: {topic: raw.clicks, rate: 100/s, arrivals: even, size: 200B, client: {compression: zstd}}
stages:
  features: {reads: raw.clicks, writes: features.user, emits: 50%, group: {protocol: consumer}}
  ranking:  {reads: features.user, serves: user, group: {static: true}}
`

// TestNeedsSayWhatARunWillMake is what the preflight of an external cluster rests
// on.
func TestNeedsSayWhatARunWillMake(t *testing.T) {
	sc, err := scenarios.Load("footprint.yaml", scenarios.LoadOptions{ReadFile: func(string) ([]byte, error) { return []byte(footprintScenario), nil }})
	if err != nil {
		t.Fatal(err)
	}
	r, err := newRun(sc, &external.Target{}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	needs := r.needs()
	if !strings.HasPrefix(needs.Prefix, external.Prefix) || len(needs.Topics) != 2 || needs.Topics[1].Name != needs.Prefix+"features.user" || needs.Topics[1].Partitions != 3 {
		t.Errorf("prefix %s, topics %+v", needs.Prefix, needs.Topics)
	}
	if want := []string{needs.Prefix + "features", needs.Prefix + "ranking"}; !slices.Equal(needs.Groups, want) {
		t.Errorf("groups %v", needs.Groups)
	}
	if needs.Records < 1490 || needs.Records > 1510 { // 100/s for 10 s, and half of them again
		t.Errorf("%d records", needs.Records)
	}
	if want := int64(1500 * (200 + 160)); needs.DiskBytes < want*99/100 || needs.DiskBytes > want*101/100 {
		t.Errorf("%d bytes, want about %d: values, and the log's overhead", needs.DiskBytes, want)
	}
	if want := (target.Uses{Idempotent: true, ConsumerGroups: true, StaticMembers: true, Zstd: true}); needs.Uses != want {
		t.Errorf("uses %+v", needs.Uses)
	}
}
