package report

import (
	"testing"
	"time"

	"github.com/freshet-bench/freshet/results"
)

func TestFactsAboutAnEntry(t *testing.T) {
	const sec = time.Second
	entry := results.EntryOutcome{
		Name: "replace", Begun: true, Begin: 30 * sec, Ended: true, End: 43 * sec, Until: "every replica was in sync",
		Moved: &results.Moved{Copied: 24 << 20, Network: &results.NetworkBytes{Received: 32 << 20, Sent: 31 << 20, Over: 17 * sec}},
		Rebalance: []results.EntryRebalance{
			{Stage: "features", Partitions: 4, Took: 6 * sec, Total: 6 * sec, Spells: 1},
			{Stage: "ranking", Partitions: 1, Took: 6 * sec, Total: 7 * sec, Spells: 2, Open: true},
			{Stage: "audit", Partitions: 2, Took: 9 * sec, Total: 8 * sec, Spells: 1, Open: true},
		},
	}
	v := &view{out: &results.Outcome{Entries: []results.EntryOutcome{entry, {Name: "quiet", Begun: true, Ended: true}}}}
	want := []string{
		"replace: 30 s to 43 s (13 s), when every replica was in sync",
		"replace: 24 MiB of replicas copied between brokers; their network interfaces took in 32 MiB and sent 31 MiB in 17 s, clients included",
		"replace: features: up to 4 partitions without a member for 6 s; all had one 6 s after the begin",
		"replace: ranking: up to 1 partition without a member; all had one 6 s after the begin; 7 s in all, in 2 spells, the last not over",
		"replace: audit: up to 2 partitions without a member, for longer than 8 s",
	}
	got := v.entryFacts()
	if len(got) != len(want) {
		t.Fatalf("%d facts: %q", len(got), got)
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("got  %q\nwant %q", got[i], want[i])
		}
	}
}

func TestIsolationIsShownWhereThereIsAQuietBefore(t *testing.T) {
	short := results.Isolation{Stage: "ranking", Reason: "0.1 s of quiet before second, isolation needs 30 s", During: results.Quantiles{Count: 500, P99: time.Second}}
	if rows := isolationRows([]results.Isolation{short, short}); len(rows) != 0 {
		t.Errorf("without a sample before: %+v", rows)
	}
	quiet := short
	quiet.Before = results.Quantiles{Count: 900, P99: 100 * time.Millisecond}
	if rows := isolationRows([]results.Isolation{short, quiet}); len(rows) != 2 || rows[0].Before != noSample || rows[1].Before != "100 ms" {
		t.Errorf("with one: %+v", rows)
	}
}

// What was not judged, as another entry began inside, is not called healthy.
func TestRecoveryOfAnEntryWithAnotherInside(t *testing.T) {
	const sec = time.Second
	replay := results.EntryOutcome{Name: "replay", Begun: true, Begin: 30 * sec, Ended: true, End: 70 * sec}
	kill := results.EntryOutcome{Name: "kill", Begun: true, Begin: 36 * sec, Ended: true, End: 56 * sec}
	v := &view{out: &results.Outcome{Entries: []results.EntryOutcome{replay, kill}}}
	endless := replay
	endless.Ended, endless.End = false, 0
	healthy := results.Recovery{Stage: "ranking", Horizon: 36 * sec}
	back := results.Recovery{Stage: "ranking", Horizon: 36 * sec, Violated: true, At: 33 * sec, FromBegin: 3 * sec}
	lost := results.Recovery{Stage: "ranking", Horizon: 36 * sec, Violated: true, Censored: true, At: 36 * sec, FromBegin: 6 * sec}
	for _, c := range []struct {
		entry       results.EntryOutcome
		recovery    results.Recovery
		class, want string
	}{
		{replay, healthy, "plain", "within its objective until kill began, 6 s in; not judged after that"},
		{endless, healthy, "plain", "within its objective until kill began, 6 s in; not judged after that"},
		{replay, back, "plain", "3 s after the begin, before the end; judged until kill began, 6 s in"},
		{replay, lost, "fail", "not recovered by t = 36 s: longer than 6 s"},
		{kill, results.Recovery{Stage: "ranking", Horizon: 120 * sec}, "pass", "stayed within its objective"},
		{results.EntryOutcome{Name: "burst", Begun: true, Begin: 10 * sec, Ended: true, End: 20 * sec}, results.Recovery{Horizon: 30 * sec}, "pass", "stayed within its objective"},
	} {
		row := v.recoveryRow(c.entry, c.recovery, 90*sec)
		if row.Text != c.want || row.Class != c.class {
			t.Errorf("%s: %s %q, want %s %q", c.entry.Name, row.Class, row.Text, c.class, c.want)
		}
	}
}
