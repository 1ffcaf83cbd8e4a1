//go:build unix

package profile_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/freshet-bench/freshet/harness"
	"github.com/freshet-bench/freshet/harness/target"
	"github.com/freshet-bench/freshet/harness/target/profile"
	"github.com/freshet-bench/freshet/results"
	"github.com/freshet-bench/freshet/scenarios"
)

const onExternal = `
name: by-hooks
duration: 3s
topics:
  raw.clicks: {partitions: 3, replication: 3}
sources:
  clicks: {topic: raw.clicks, rate: 50/s}
stages:
  ranking: {class: serving, reads: raw.clicks, objective: 20s}
timeline:
  - {at: 500ms, kill: {broker: leader of raw.clicks/0}, for: 500ms}
  - {after: kill, restart: {broker: controller}}
expect:
  - lost == 0
`

// A cluster that is there already, whose broker dies by its owner's commands: the
// hooks know it by what its metadata tells.
func TestRunOnAnExternalCluster(t *testing.T) {
	cluster := target.Embedded(target.EmbeddedOptions{InMemory: true})
	if err := cluster.Start(t.Context(), target.Needs{Brokers: 3}); err != nil {
		t.Fatal(err)
	}
	defer cluster.Close()
	dir := t.TempDir()
	file := filepath.Join(dir, "freshet.yaml")
	text := `lab:
  kind: external
  bootstrap: ["${LAB}"]
  storage: shared-nothing
  do:
    kill:    {run: echo kill $FRESHET_BROKER $FRESHET_TOPIC $FRESHET_PARTITION >> log, undo: echo back $FRESHET_BROKER >> log, until: in-sync, every: 20ms}
    restart: {run: echo restart $FRESHET_ARG_BROKER $FRESHET_BOOTSTRAP >> log, until: brokers = 3, every: 20ms}
`
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	res := run(t, file, "lab", strings.Join(cluster.Bootstrap(), ","))
	log, err := os.ReadFile(filepath.Join(dir, "log"))
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(string(log)), "\n")
	if len(lines) != 3 || !strings.HasPrefix(lines[0], "kill ") || !strings.HasSuffix(lines[0], "raw.clicks 0") ||
		!strings.HasPrefix(lines[1], "back ") || !strings.HasPrefix(lines[2], "restart controller ") || !strings.HasSuffix(lines[2], strings.Join(cluster.Bootstrap(), ",")) {
		t.Errorf("the hooks did %q", lines)
	}
	facts := res.Record.Run.Target
	if facts.Name != "lab" || facts.Kind != "external" || facts.StorageModel != "shared-nothing" || len(facts.Hooks) != 2 {
		t.Errorf("facts: %+v", facts)
	}
	observed := func(e results.Event) bool {
		return e.Kind == results.EntryEnd && e.Entry == "restart" && e.Text == "brokers = 3"
	}
	if !slices.ContainsFunc(res.Record.Events, observed) {
		t.Errorf("no end of restart, as observed, in %+v", res.Record.Events)
	}
	if res.Outcome.Verdict != results.Pass {
		t.Errorf("verdict %v: %+v", res.Outcome.Verdict, res.Outcome.Checks)
	}
}

// run runs the scenario on a profile, of which LAB is the one variable.
func run(t *testing.T, file, name, lab string) *harness.Result {
	t.Helper()
	profiles, err := profile.Load(file)
	if err != nil {
		t.Fatal(err)
	}
	tgt, err := profiles.Profile(name).Open(profile.Options{Env: func(name string) (string, bool) { return lab, name == "LAB" }})
	if err != nil {
		t.Fatal(err)
	}
	scenario := filepath.Join(t.TempDir(), "scenario.yaml")
	if err := os.WriteFile(scenario, []byte(onExternal), 0o600); err != nil {
		t.Fatal(err)
	}
	sc, err := scenarios.Load(scenario, scenarios.LoadOptions{})
	if err != nil {
		t.Fatal(err)
	}
	res, err := harness.Run(t.Context(), sc, tgt, harness.Options{Out: filepath.Join(t.TempDir(), "record")})
	if err != nil {
		t.Fatal(err)
	}
	return res
}
