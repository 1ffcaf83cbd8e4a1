package results

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/freshet-bench/freshet/results/measure"
)

var update = flag.Bool("update", false, "write the generated part of docs/measures.md")

const (
	measuresPage = "../docs/measures.md"
	pageBegin    = "<!-- catalogue: written by go test ./results -run TestMeasuresPage -update -->\n"
	pageEnd      = "<!-- end of catalogue -->"
)

// The page and the program define measures in the same words.
func TestMeasuresPage(t *testing.T) {
	page, err := os.ReadFile(measuresPage)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, ok := strings.Cut(string(page), pageBegin)
	old, after, ok2 := strings.Cut(rest, pageEnd)
	if !ok || !ok2 {
		t.Fatalf("%s has no place for the catalogue", measuresPage)
	}
	want := catalogueTables()
	if *update {
		if err := os.WriteFile(measuresPage, []byte(before+pageBegin+want+pageEnd+after), 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	if old != want {
		t.Errorf("%s is not what the catalogue says; run the test with -update", measuresPage)
	}
}

func catalogueTables() string {
	var b strings.Builder
	for _, kind := range []struct {
		kind measure.Kind
		head string
	}{
		{measure.Sample, "**Samples**: a value for each event or decision. Take a qualifier."},
		{measure.Gauge, "**Gauges**: read at intervals. Take a qualifier."},
		{measure.Ledger, "**Ledger**: established after the run, over all of it. Take no qualifier."},
		{measure.Derived, "**Functions**: name their timeline entry, or what of the modelled cost they are about. Take no qualifier."},
	} {
		fmt.Fprintf(&b, "\n%s\n\n| measure | of | unit | statistics | definition | how to read it |\n|---|---|---|---|---|---|\n", kind.head)
		for _, m := range measure.Catalogue() {
			if m.Kind == kind.kind {
				fmt.Fprintf(&b, "| `%s` | %s | %s | %s | %s | %s |\n", m.Name, scopeList(m), orDash(string(m.Unit)), statList(m), cellText(m.Definition), cellText(m.Reading))
			}
		}
	}
	b.WriteByte('\n')
	return b.String()
}

func scopeList(m measure.Measure) string {
	var out []string
	for _, s := range m.Scopes {
		out = append(out, string(s))
	}
	return strings.Join(out, ", ")
}

func statList(m measure.Measure) string {
	var out []string
	for _, s := range m.Stats {
		switch {
		case s == "p":
			s = "pN"
		case s == m.Default:
			s += " (default)"
		}
		out = append(out, s)
	}
	return orDash(strings.Join(out, ", "))
}

func orDash(s string) string {
	if s == "" {
		return "–"
	}
	return s
}

func cellText(s string) string { return strings.ReplaceAll(s, "|", "\\|") }
