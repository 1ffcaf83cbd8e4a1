package compare

import (
	"slices"
	"testing"

	"github.com/freshet-bench/freshet/results"
)

// A cluster that earlier runs warmed up is not one that was just started.
func TestWhetherAClusterWasKeptIsAFact(t *testing.T) {
	for _, c := range []struct {
		target results.Target
		want   string // "" = nothing is said
	}{
		{results.Target{Kind: "containers"}, "its own"},
		{results.Target{Kind: "containers", Reused: &results.Reused{Cluster: "c1"}}, "kept from an earlier run"},
		{results.Target{Kind: "embedded"}, ""},
	} {
		rec := &results.Record{Run: results.Run{Target: c.target}}
		got := ""
		if at := slices.IndexFunc(facts(rec), func(f fact) bool { return f.kind == OfTarget && f.what == "cluster" }); at >= 0 {
			got = facts(rec)[at].value
		}
		if got != c.want {
			t.Errorf("%+v: %q, expected %q", c.target, got, c.want)
		}
	}
}
