package harness_test

import (
	"testing"
	"time"

	"github.com/freshet-bench/freshet/harness/target"
	"github.com/freshet-bench/freshet/results"
)

// sparse is one event every two seconds, read by a fetch that is waiting at the
// broker for it: so nothing but the network is in its age.
const sparse = `
name: sparse
duration: 60s
warmup: 2s
drain: 20s
population: {users: 10, active: {of: clicks, gap: 20s, session: 1m}}
topics:
  raw.clicks: {partitions: 1}
sources:
  clicks: {topic: raw.clicks, rate: 0.5/s, arrivals: even, client: {linger: 0s}}
stages:
  ranking: {reads: raw.clicks, serves: user, objective: 1s, client: {fetch-wait: 30s}}
timeline:
  - {at: 20s, delay: {clients: all, by: 200ms}, for: 20s}
expect:
  - lost == 0
`

// TestADelayMovesTheAgesByItself: an event that a source sends, or a stage gets,
// over a path that is 200 ms longer is 200 ms older, neither more nor less.
func TestADelayMovesTheAgesByItself(t *testing.T) {
	for client, want := range map[string]time.Duration{
		"clicks": 200 * time.Millisecond, "ranking": 200 * time.Millisecond, "clicks, ranking": 400 * time.Millisecond, "all": 400 * time.Millisecond,
	} {
		t.Run(client, func(t *testing.T) {
			res := driveVirtual(t, load(t, sparse, "timeline.delay.clients=["+client+"]"), target.EmbeddedOptions{}, plain)
			const slack = 2 * time.Millisecond
			if before := partOf(t, res.Outcome, "ranking", "steady").Platform; before.P50 > slack {
				t.Errorf("else: %v", before)
			}
			during := partOf(t, res.Outcome, "ranking", "during delay").Platform
			if off := want/100 + slack; during.Count != 10 || during.P50 < want-off || during.Max > want+off {
				t.Errorf("during: %+v, want %v", during, want)
			}
			if lost := res.Outcome.Checks[0]; lost.Verdict != results.Pass {
				t.Errorf("lost: %s", lost.Shown)
			}
		})
	}
}

// TestALimitTakesTheTimeOfTheBytes: 64 KiB over 64 KiB/s take a second.
func TestALimitTakesTheTimeOfTheBytes(t *testing.T) {
	res := driveVirtual(t, load(t, sparse, "timeline[0]={at: 20s, limit: {clients: clicks, to: 64KiB/s}, for: 20s}",
		"sources.clicks.size=64KiB", "sources.clicks.client={linger: 0s, compression: none}", "stages.ranking.objective=10s"), target.EmbeddedOptions{}, plain)
	during := partOf(t, res.Outcome, "ranking", "during limit").Platform
	if during.P50 < 950*time.Millisecond || during.Max > 1100*time.Millisecond {
		t.Errorf("during: %+v, want about 1s", during)
	}
	if lost := res.Outcome.Checks[0]; lost.Verdict != results.Pass {
		t.Errorf("lost: %s", lost.Shown)
	}
}

// TestClientsThatAreCutOffCatchUp: what is due in a cut of 6 s is up to 6 s old and
// is not lost, whichever client it is.
func TestClientsThatAreCutOffCatchUp(t *testing.T) {
	for _, client := range []string{"clicks", "ranking"} {
		for _, from := range []string{"all", "leader of raw.clicks/0"} {
			t.Run(client+" from "+from, func(t *testing.T) {
				res := driveVirtual(t, load(t, sparse, "timeline[0]={at: 20.5s, cut: {clients: "+client+", from: "+from+"}, for: 6s}",
					"stages.ranking.client={fetch-wait: 500ms}"), target.EmbeddedOptions{}, plain)
				during := partOf(t, res.Outcome, "ranking", "during cut").Platform
				// The first event in it was due 4.5 s or more before its end.
				if during.Count != 3 || during.Max < 4400*time.Millisecond || during.Max > 20*time.Second {
					t.Errorf("during: %+v", during)
				}
				if lost := res.Outcome.Checks[0]; lost.Verdict != results.Pass {
					t.Errorf("lost: %s", lost.Shown)
				}
			})
		}
	}
}
