package scrape

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/freshet-bench/freshet/results"
)

var update = flag.Bool("update", false, "write the generated part of docs/usage.md")

const (
	usagePage = "../../docs/usage.md"
	pageBegin = "<!-- names: written by go test ./harness/scrape -run TestPageShowsTheNames -update -->\n"
	pageEnd   = "<!-- end of names -->"
)

func TestPageShowsTheNames(t *testing.T) {
	page, err := os.ReadFile(usagePage)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, begins := strings.Cut(string(page), pageBegin)
	shown, after, ends := strings.Cut(rest, pageEnd)
	if !begins || !ends {
		t.Fatalf("%s has no place for the names", usagePage)
	}
	want := namesTable()
	if *update {
		if err := os.WriteFile(usagePage, []byte(before+pageBegin+want+pageEnd+after), 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	if shown != want {
		t.Errorf("%s is not what the program looks for; run the test with -update", usagePage)
	}
}

func namesTable() string {
	var b strings.Builder
	b.WriteString("| quantity | what it is | names |\n|---|---|---|\n")
	for _, q := range results.UsageQuantities() {
		var names []string
		for _, n := range Names() {
			if n.Quantity != q.Name {
				continue
			}
			metric := n.Metric
			if n.Label != "" {
				metric += fmt.Sprintf(`{%s="%s"}`, n.Label, n.Value)
			}
			names = append(names, fmt.Sprintf("`%s` (%s)", metric, n.Product))
		}
		if len(names) == 0 {
			names = []string{"containers only"}
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s |\n", q.Name, q.Meaning, strings.Join(names, "<br>"))
	}
	return b.String()
}
