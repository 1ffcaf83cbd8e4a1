// Package gotest_test shows how a scenario runs in go test: copy it together with
// testdata/clicks.yaml, and put your own scenario there.
package gotest_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/freshet-bench/freshet/harness"
	"github.com/freshet-bench/freshet/harness/target"
	"github.com/freshet-bench/freshet/harness/target/containers"
	"github.com/freshet-bench/freshet/report"
	"github.com/freshet-bench/freshet/results"
	"github.com/freshet-bench/freshet/scenarios"
)

// On a cluster inside the test's process: some seconds, without Docker.
func TestClicksOnTheEmbeddedTarget(t *testing.T) {
	holds(t, "testdata/clicks.yaml", target.Embedded(target.EmbeddedOptions{}))
}

// On Apache Kafka in Docker: a broker of its own, gone after the test.
func TestClicksOnKafka(t *testing.T) {
	if testing.Short() {
		t.Skip("starts a container")
	}
	// The run removes its containers: testcontainers' reaper need not be pulled.
	t.Setenv("TESTCONTAINERS_RYUK_DISABLED", "true")
	holds(t, "testdata/clicks.yaml", containers.New(containers.Options{
		Brokers:  1,
		Env:      map[string]string{"KAFKA_HEAP_OPTS": "-Xmx512m"},
		Progress: func(line string) { t.Log(line) },
	}))
}

// holds runs a scenario on a target and fails the test unless every expectation
// holds. The record and the report are among the test's artifacts, which
// go test -artifacts keeps.
func holds(t *testing.T, file string, tgt target.Target) {
	t.Helper()
	scenario, err := scenarios.Load(file, scenarios.LoadOptions{})
	if err != nil {
		t.Fatal(err)
	}
	record := filepath.Join(t.ArtifactDir(), "record")
	result, err := harness.Run(t.Context(), scenario, tgt, harness.Options{Out: record})
	if result == nil {
		skipWithoutDocker(t, err)
		t.Fatal(err)
	}
	if err != nil {
		t.Error(err) // the run or the target failed; the report says how far it came
	}
	if result.Outcome.Verdict == results.Pass {
		return
	}
	// Unknown is no pass either: the run could not tell, and says why.
	t.Errorf("%s: verdict %s %s", scenario.Name, result.Outcome.Verdict, result.Outcome.Reason)
	for _, check := range result.Outcome.Checks {
		if check.Verdict != results.Pass {
			t.Errorf("%s: %s: measured %s; %s", check.Verdict, check.Text, check.Shown, check.Reason)
		}
	}
	writeReport(t, filepath.Join(record, "report.html"), result)
}

// skipWithoutDocker skips the test where there is no Docker, or no image and no
// way to pull it. Where it must not be skipped, as in CI, FRESHET_REQUIRE_DOCKER=1
// says so.
func skipWithoutDocker(t *testing.T, err error) {
	t.Helper()
	absent := errors.Is(err, containers.ErrNoDocker) || errors.Is(err, containers.ErrNoImage)
	if absent && os.Getenv("FRESHET_REQUIRE_DOCKER") != "1" {
		t.Skip(err)
	}
}

// writeReport writes the page that explains a verdict.
func writeReport(t *testing.T, path string, result *harness.Result) {
	t.Helper()
	page, err := os.Create(path)
	if err != nil {
		t.Error(err)
		return
	}
	if err := errors.Join(report.WriteHTML(page, result.Record, result.Outcome), page.Close()); err != nil {
		t.Error(err)
		return
	}
	t.Logf("report: %s (go test -artifacts keeps it)", path)
}
