package harness

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kerr"

	"github.com/freshet-bench/freshet/harness/pace"
	"github.com/freshet-bench/freshet/results"
	"github.com/freshet-bench/freshet/scenarios"
)

const displacing = `
name: displacing
duration: 60s
topics: {raw.clicks: {partitions: 1, replication: 3}, features.user: {partitions: 1, replication: 3}}
sources: {clicks: {topic: raw.clicks, rate: 10/s}}
stages:
  features: {reads: raw.clicks, writes: features.user, members: 2}
  ranking:  {reads: features.user}
timeline:
  - {at: 10s, freeze: {stage: features, members: 1}, for: 5s}
  - {at: 20s, kill: {stage: features, members: 1}, for: 5s}
  - {at: 30s, cut: {clients: [ranking], from: broker 1}, for: 5s}
  - {at: 40s, stall: {brokers: all}, for: 5s}
  - {at: 50s, slow: {stage: features, work: 1ms}, for: 5s}
`

func displacingScenario(t *testing.T) *scenarios.Scenario {
	t.Helper()
	sc, err := scenarios.Load("displacing.yaml", scenarios.LoadOptions{ReadFile: func(string) ([]byte, error) { return []byte(displacing), nil }})
	if err != nil {
		t.Fatal(err)
	}
	return sc
}

func TestWhatCostsMembersTheirPlaces(t *testing.T) {
	sc := displacingScenario(t)
	want := map[string]string{"freeze": "features", "kill": "features", "cut": "ranking", "stall": "features ranking", "slow": ""}
	for i := range sc.Timeline {
		e := &sc.Timeline[i]
		var got []string
		for _, stage := range []string{"features", "ranking"} {
			if displaces(sc, e, stage) {
				got = append(got, stage)
			}
		}
		if strings.Join(got, " ") != want[e.Name] {
			t.Errorf("%s displaces members of %q, want %q", e.Name, got, want[e.Name])
		}
	}
}

// A commit that a group refuses is the entry's if the entry is why, and else a
// warning.
func TestARefusedCommitIsTheEntrys(t *testing.T) {
	sc := displacingScenario(t)
	refused := fmt.Errorf("commit: %w", kerr.UnknownMemberID)
	for name, c := range map[string]struct {
		begun bool
		left  time.Duration // before now; 0 = in effect
		stage string
		err   error
		want  string // the kind of event
	}{
		"frozen":                     {true, 0, "features", refused, results.Info},
		"thawed a moment ago":        {true, time.Second, "features", refused, results.Info},
		"thawed long ago":            {true, time.Hour, "features", refused, results.Warning},
		"not yet frozen":             {false, 0, "features", refused, results.Warning},
		"another stage's member":     {true, 0, "ranking", refused, results.Warning},
		"refused for another reason": {true, 0, "features", kerr.GroupAuthorizationFailed, results.Warning},
		"no answer":                  {true, 0, "features", errors.New("no answer"), results.Warning},
	} {
		t.Run(name, func(t *testing.T) {
			rec, err := results.Create(filepath.Join(t.TempDir(), "record"), results.Run{Format: results.Format}, results.Plan{}, nil)
			if err != nil {
				t.Fatal(err)
			}
			defer rec.Close()
			r := &run{sc: sc, rec: rec, guard: newGuard(), clock: pace.NewClock(), notes: map[string]int{}, told: map[string]bool{}}
			r.clock.StartIn(-2 * time.Hour)
			e := &entry{run: r, spec: &sc.Timeline[0]}
			e.begun.Store(c.begun)
			if c.left > 0 {
				e.left.Store(int64(r.clock.Now() - c.left))
			}
			r.entries = append(r.entries, e)
			var got []results.Event
			r.observe.to.Event = func(e results.Event) { got = append(got, e) }
			r.noteCommit(c.stage, c.err)
			r.noteCommit(c.stage, c.err)
			if len(got) != 1 || got[0].Kind != c.want || (got[0].Entry == "freeze") != (c.want == results.Info) {
				t.Errorf("events %+v", got)
			}
		})
	}
}
