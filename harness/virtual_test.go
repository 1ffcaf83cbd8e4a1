package harness_test

import (
	"context"
	"path/filepath"
	"runtime"
	"testing"
	"testing/synctest"

	"github.com/freshet-bench/freshet/harness"
	"github.com/freshet-bench/freshet/harness/pace"
	"github.com/freshet-bench/freshet/harness/target"
	"github.com/freshet-bench/freshet/results"
	"github.com/freshet-bench/freshet/scenarios"
)

// driveVirtual runs a scenario in virtual time over a virtual network: minutes in
// a moment, and no noise of the machine in any age. Options are made in the
// bubble, as their channels must belong to it.
func driveVirtual(t *testing.T, sc *scenarios.Scenario, eo target.EmbeddedOptions, options func(target.Target) harness.Options) *harness.Result {
	t.Helper()
	eo.Virtual = true
	return driveBubble(t, sc, func() (target.Target, harness.Options) {
		tgt := target.Embedded(eo)
		return tgt, options(tgt)
	})
}

// driveBubble is driveVirtual on a target of the test's own, which is made in the
// bubble too.
func driveBubble(t *testing.T, sc *scenarios.Scenario, prepare func() (target.Target, harness.Options)) *harness.Result {
	t.Helper()
	if testing.Short() {
		t.Skip("virtual time is slow under the race detector; the runs in real time are what it watches")
	}
	dir := filepath.Join(t.TempDir(), "run")
	var res *harness.Result
	synctest.Test(t, func(t *testing.T) {
		tgt, opt := prepare()
		opt.Out = dir
		if opt.Sleep == nil {
			opt.Sleep = pace.Timer
		}
		var err error
		res, err = harness.Run(context.Background(), sc, tgt, opt)
		if err != nil {
			t.Fatal(err)
		}
	})
	for _, e := range res.Record.Events {
		if e.Kind == results.Warning {
			t.Log("warning:", e.Text)
		}
	}
	return res
}

func plain(target.Target) harness.Options { return harness.Options{} }

// goldenHash is the hash of every event of the scenario chain: what a seed gives
// must not change from version to version, or runs cannot be compared.
const goldenHash = "cd4d52bf8b0a689e053c949162f16be78ffc244b82e4252c987b0f0ca640a86f"

func TestASeedGivesTheSameEventsAlways(t *testing.T) {
	hash := func(sets ...string) string {
		res := driveVirtual(t, load(t, chain, sets...), target.EmbeddedOptions{}, plain)
		if res.Outcome.Status != results.Completed {
			t.Fatalf("status %s", res.Outcome.Status)
		}
		return res.Outcome.Audit.Hash
	}
	first := hash()
	if first != goldenHash {
		t.Errorf("hash %s, want %s", first, goldenHash)
	}
	if again := hash(); again != first {
		t.Errorf("the same seed gave %s and %s", first, again)
	}
	before := runtime.GOMAXPROCS(1)
	single := hash()
	runtime.GOMAXPROCS(before)
	if single != first {
		t.Errorf("on one processor %s, else %s", single, first)
	}
	if other := hash("seed=2"); other == first {
		t.Error("another seed gave the same hash")
	}
	if other := hash("sources.clicks.size=401B"); other == first {
		t.Error("another payload gave the same hash")
	}
}
