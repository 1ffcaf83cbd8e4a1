package main

import (
	"strings"
	"testing"
	"time"

	"github.com/freshet-bench/freshet/results/series"
)

// A series whose command held a secret does not have it, and must not go on with what
// stands in its place.
func TestASeriesDoesNotGoOnWithoutItsSecrets(t *testing.T) {
	dir := t.TempDir()
	file := series.New("quick", 1, 2, []series.Side{{Target: "tiered"}}, time.Now())
	file.Command = []string{"run", "quick", "--target", "tiered", "--broker-env", "KAFKA_RSM_CONFIG_SECRET_KEY=(not-recorded)"}
	if err := file.Write(dir); err != nil {
		t.Fatal(err)
	}
	flags := manyFlags{resume: dir}
	_, err := flags.resumed(newRunCommand(&program{}))
	if err == nil || !strings.Contains(err.Error(), "KAFKA_RSM_CONFIG_SECRET_KEY") || !strings.Contains(err.Error(), "name the scenario and all flags again") {
		t.Errorf("%v", err)
	}
}
