package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"
)

// docsFile reads a file of the repository.
func docsFile(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "..", name))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// workflow is what of a GitHub workflow has to be right.
type workflow struct {
	On   map[string]any
	Jobs map[string]struct {
		Runs    string `yaml:"runs-on"`
		Timeout int    `yaml:"timeout-minutes"`
		Steps   []struct{ Name, Uses, Run, If string }
	}
}

func TestWorkflowToCopy(t *testing.T) {
	var w workflow
	if err := yaml.Unmarshal([]byte(docsFile(t, "docs/examples/github-workflow.yml")), &w); err != nil {
		t.Fatal(err)
	}
	job := w.Jobs["freshness"]
	if len(w.On) == 0 || job.Runs == "" || job.Timeout == 0 {
		t.Errorf("%+v", w)
	}
	var commands []string
	for _, s := range job.Steps {
		if (s.Uses == "") == (s.Run == "") {
			t.Errorf("a step uses or runs something: %+v", s)
		}
		if s.Uses != "" && !regexp.MustCompile(`^[\w-]+/[\w-]+@v\d+$`).MatchString(s.Uses) {
			t.Errorf("an action without a version: %s", s.Uses)
		}
		commands = append(commands, s.Run)
	}
	flagsExist(t, commands)
}

func TestGitLabJobToCopy(t *testing.T) {
	var w map[string]struct {
		Script    []string
		Artifacts struct{ Reports struct{ Junit string } }
	}
	if err := yaml.Unmarshal([]byte(docsFile(t, "docs/examples/gitlab-ci.yml")), &w); err != nil {
		t.Fatal(err)
	}
	job := w["freshness"]
	if !strings.Contains(strings.Join(job.Script, "\n"), "--junit "+job.Artifacts.Reports.Junit) {
		t.Errorf("the report that is shown is not the one that is written: %+v", job)
	}
	flagsExist(t, job.Script)
}

// flagsExist checks that commands call freshet as it can be called.
func flagsExist(t *testing.T, commands []string) {
	t.Helper()
	calls := regexp.MustCompile(`bin/freshet (run|check)((?: [^ \n]+)*)`).FindAllStringSubmatch(strings.Join(commands, "\n"), -1)
	if len(calls) == 0 {
		t.Error("freshet is not called")
	}
	for _, call := range calls {
		command, _, err := newRootCommand(&program{}).Find(call[1:2])
		if err != nil {
			t.Fatal(err)
		}
		if err := command.ParseFlags(strings.Fields(call[2])); err != nil {
			t.Errorf("%s: %v", call[0], err)
		}
	}
}

// TestGoOfTheCIPageIsTheExamples holds the page's Go to the test that runs.
func TestGoOfTheCIPageIsTheExamples(t *testing.T) {
	example := docsFile(t, "examples/gotest/clicks_test.go")
	blocks := regexp.MustCompile("(?s)```go\n(.*?)```").FindAllStringSubmatch(docsFile(t, "docs/ci.md"), -1)
	for _, block := range blocks {
		if !strings.Contains(example, block[1]) {
			t.Errorf("examples/gotest has no\n%s", block[1])
		}
	}
	if len(blocks) == 0 {
		t.Error("the page has no Go: was it read?")
	}
}
