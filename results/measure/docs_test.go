package measure_test

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/freshet-bench/freshet/results/measure"
)

var update = flag.Bool("update", false, "write the generated parts of the docs")

const page = "../../docs/expectations.md"

// topology is what the examples of the page speak of.
func topology() measure.Topology {
	return measure.Topology{
		Stages: []measure.Stage{
			{Name: "features", Class: "serving", Objective: true},
			{Name: "ranking", Class: "serving", Objective: true},
			{Name: "analytics", Class: "analytics"},
		},
		Sources:   []measure.Source{{Name: "clicks", Class: "serving"}, {Name: "cdc", Class: "background"}},
		Decisions: []string{"page-view"},
		Topics:    []string{"raw.clicks", "features.user"},
		Entries:   []measure.Entry{{Name: "burst", Verb: "burst"}, {Name: "replay", Verb: "replay", Teams: 3}},
	}
}

func TestPageShowsTheCatalogue(t *testing.T) {
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	const begin, end = "<!-- catalogue -->\n", "<!-- end -->"
	before, rest, _ := strings.Cut(string(text), begin)
	shown, after, found := strings.Cut(rest, end)
	if !found {
		t.Fatalf("%s has no generated part between %q and %q", page, begin, end)
	}
	want := catalogueTable()
	if *update {
		if err := os.WriteFile(page, []byte(before+begin+want+end+after), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if shown != want {
		t.Errorf("the catalogue in %s is not the program's; run go test ./results/measure -update", page)
	}
}

func catalogueTable() string {
	var b strings.Builder
	b.WriteString("| measure | unit | of | statistics | what it is | how to read it |\n|---|---|---|---|---|---|\n")
	for _, m := range measure.Catalogue() {
		name := "`" + m.Name + "`"
		if m.Function {
			name = "`" + m.Name + "()`"
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s | %s |\n", name, m.Unit, scopeText(m), statText(m), m.Definition, m.Reading)
	}
	return b.String()
}

func scopeText(m measure.Measure) string {
	words := make([]string, len(m.Scopes))
	for i, s := range m.Scopes {
		words[i] = string(s)
	}
	return strings.Join(words, ", ")
}

func statText(m measure.Measure) string {
	words := make([]string, len(m.Stats))
	for i, s := range m.Stats {
		words[i] = s
		if s == "p" {
			words[i] = "pN"
		}
		if s == m.Default {
			words[i] += " (default)"
		}
	}
	return strings.Join(words, ", ")
}

func TestExamplesOfThePageHold(t *testing.T) {
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	_, rest, found := strings.Cut(string(text), "```expect\n")
	examples, _, _ := strings.Cut(rest, "```")
	if !found || examples == "" {
		t.Fatal("no examples on the page")
	}
	for _, line := range strings.Split(strings.TrimSpace(examples), "\n") {
		e, err := measure.Parse(line)
		if err != nil {
			t.Errorf("%s: %v", line, err)
			continue
		}
		if _, problems := e.Resolve(topology()); len(problems) > 0 {
			t.Errorf("%s: %v", line, problems)
		}
	}
}
