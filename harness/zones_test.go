package harness_test

import (
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/twmb/franz-go/pkg/kfake"
	"github.com/twmb/franz-go/pkg/kmsg"

	"github.com/freshet-bench/freshet/harness"
	"github.com/freshet-bench/freshet/harness/target"
	"github.com/freshet-bench/freshet/results"
)

// TestZonesChangeNothingButWhereEventsComeFrom runs the same traffic from one place,
// from three zones and from one of three.
func TestZonesChangeNothingButWhereEventsComeFrom(t *testing.T) {
	for name, c := range map[string]struct {
		sets []string
		from string
	}{
		"spread":    {[]string{"zones=[a, b, c]"}, "a b c"},
		"in one":    {[]string{"zones=[a, b, c]", "sources.clicks.zone=b"}, "b"},
		"one alone": {[]string{"zones=[a]"}, "a"},
		"none":      {nil, ""},
	} {
		t.Run(name, func(t *testing.T) {
			res := driveVirtual(t, load(t, chain, c.sets...), target.EmbeddedOptions{}, plain)
			if got := res.Outcome.Audit.Hash; got != goldenHash {
				t.Errorf("the events are others: hash %s", got)
			}
			for _, check := range res.Outcome.Checks {
				if check.Verdict != results.Pass {
					t.Errorf("%s: %s, %s %s", check.Text, check.Shown, check.Verdict, check.Reason)
				}
			}
			produced := map[string]int64{}
			for _, l := range res.Record.Traffic {
				if l.Role == "source/clicks" && l.API == "Produce" {
					produced[l.Zone] += l.Sent
				}
			}
			if got := strings.Join(slices.Sorted(maps.Keys(produced)), " "); got != c.from {
				t.Errorf("events came from %q, want %q", got, c.from)
			}
			tiled(t, res)
		})
	}
}

// tiled expects the stretches of the lines to cover the load without gap or overlap,
// and the parts of the run to have all that lies in them.
func tiled(t *testing.T, res *harness.Result) {
	t.Helper()
	var ends []results.TrafficLine
	var overall, counted int64
	for _, l := range res.Record.Traffic {
		if l.At < 0 {
			continue
		}
		if n := len(ends); n == 0 || ends[n-1].At != l.At {
			ends = append(ends, l)
		}
		if l.At-l.Length >= res.Record.Plan.Warmup && l.At <= res.Record.Plan.Duration {
			overall += l.Sent + l.Received
		}
	}
	for i, l := range ends {
		if i > 0 && l.At-l.Length != ends[i-1].At {
			t.Errorf("a stretch of %v until %v after one until %v", l.Length, l.At, ends[i-1].At)
		}
	}
	for _, p := range res.Outcome.TrafficParts {
		if p.Name == "overall" {
			counted = p.Bytes("")
		}
	}
	if counted != overall || overall == 0 {
		t.Errorf("%d bytes overall, the lines have %d", counted, overall)
	}
}

// TestVersionsOfASharedKeyStayInOrder compacts a topic whose keys users share: of
// each the last version has to survive, whichever zones its users are in.
func TestVersionsOfASharedKeyStayInOrder(t *testing.T) {
	var brokers *kfake.Cluster
	sc := load(t, `
name: shared-keys
duration: 5s
zones: [a, b, c]
population: {users: 500, tenants: {count: 20, skew: even}}
topics:
  settings: {partitions: 2, cleanup: compact}
sources:
  changes: {topic: settings, key: tenant, rate: 400/s, client: {linger: 50ms}}
stages:
  reader: {reads: settings}
expect: [lost == 0, out-of-order == 0]
`)
	res := driveVirtual(t, sc, target.EmbeddedOptions{Control: func(k *kfake.Cluster) { brokers = k }}, func(target.Target) harness.Options {
		return harness.Options{Observe: harness.Observer{Event: func(e results.Event) {
			if e.Kind == results.Phase && e.Text == results.PhaseAudit {
				brokers.Compact()
			}
		}}}
	})
	if s := settledTopic(t, res.Outcome, "settings"); s.Superseded == 0 {
		t.Errorf("nothing was compacted: %+v", s)
	}
	for _, check := range res.Outcome.Checks {
		if check.Verdict != results.Pass {
			t.Errorf("%s: %s, %s %s", check.Text, check.Shown, check.Verdict, check.Reason)
		}
	}
}

// TestConsumersSayWhereTheyStandUnlessTheyReadFromLeaders looks at the racks that
// brokers are told.
func TestConsumersSayWhereTheyStandUnlessTheyReadFromLeaders(t *testing.T) {
	for where, c := range map[string]struct {
		sets []string
		want string
	}{
		"closest":     {nil, "a b c"},
		"leader":      {[]string{"fetch-from=leader"}, ""},
		"leader once": {[]string{"stages.features.fetch-from=leader", "stages.ranking.zone=c"}, "c"},
	} {
		t.Run(where, func(t *testing.T) {
			var mu sync.Mutex
			racks := map[string]bool{}
			control := func(k *kfake.Cluster) {
				k.ControlKey(int16(kmsg.Fetch), func(req kmsg.Request) (kmsg.Response, error, bool) {
					k.KeepControl()
					mu.Lock()
					defer mu.Unlock()
					if rack := req.(*kmsg.FetchRequest).Rack; rack != "" {
						racks[rack] = true
					}
					return nil, nil, false
				})
			}
			sets := append([]string{"zones=[a, b, c]", "duration=3s", "stages.features.members=3", "stages.ranking.members=3"}, c.sets...)
			driveVirtual(t, load(t, chain, sets...), target.EmbeddedOptions{Control: control}, plain)
			mu.Lock()
			defer mu.Unlock()
			if got := strings.Join(slices.Sorted(maps.Keys(racks)), " "); got != c.want {
				t.Errorf("fetches came with racks %q, want %q", got, c.want)
			}
		})
	}
}

// TestAReplaysTrafficStandsAlone has nothing of a replay outside of it.
func TestAReplaysTrafficStandsAlone(t *testing.T) {
	again := "timeline: {at: 6s, name: again, replay: {topic: raw.clicks, from: beginning, teams: 2}}\n"
	sc := load(t, chain+again, "zones=[a, b, c]", "duration=12s", "topics[raw.clicks].history={size: 1MiB, span: 1h}")
	res := driveVirtual(t, sc, target.EmbeddedOptions{}, plain)
	replayed := map[string]int64{}
	for _, p := range res.Outcome.TrafficParts {
		replayed[p.Name] = p.Bytes(results.PathReplay)
		if p.Name == "steady" && p.Replication == nil {
			t.Error("nothing is derived of replication")
		}
	}
	if replayed["steady"] != 0 || replayed["during again"] < 2<<20 || replayed["overall"] < replayed["during again"] {
		t.Errorf("bytes of the replay: %v", replayed)
	}
}
