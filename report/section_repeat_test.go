package report

import (
	"testing"
	"time"

	"github.com/freshet-bench/freshet/results"
)

// A cluster of an earlier run is no new one, and the report says so.
func TestTheReportTellsOfAReusedCluster(t *testing.T) {
	started := time.Date(2026, 1, 2, 3, 0, 0, 0, time.UTC)
	run := results.Run{Created: started.Add(3*time.Minute + 400*time.Millisecond)}
	if got := reuseWords(run); got != "" {
		t.Errorf("a cluster of the run's own: %q", got)
	}
	run.Target.Reused = &results.Reused{Cluster: "8dbc7700", Started: started}
	if got, want := reuseWords(run), "8dbc7700, reused: started 3 min before this run"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}
