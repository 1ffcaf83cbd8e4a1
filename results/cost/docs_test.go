package cost

import (
	"cmp"
	"flag"
	"fmt"
	"math"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/freshet-bench/freshet/results/measure"
)

var update = flag.Bool("update", false, "write the generated part of docs/cost.md")

const page = "../../docs/cost.md"

// part cuts the text between a begin and the next end mark out of the page.
func part(t *testing.T, text, begin string) (before, body, after string) {
	t.Helper()
	before, rest, found := strings.Cut(text, begin)
	body, after, ended := strings.Cut(rest, "<!-- end -->")
	if !found || !ended {
		t.Fatalf("%s has no part that begins with %q", page, begin)
	}
	return before, body, after
}

func TestPageShowsTheInputs(t *testing.T) {
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	const begin = "<!-- inputs -->\n"
	before, body, after := part(t, string(text), begin)
	var want strings.Builder
	want.WriteString("| input | if nothing is known | what it is |\n|---|---|---|\n")
	for _, i := range Inputs() {
		s := i.Spec()
		fmt.Fprintf(&want, "| `%s` | %s | %s |\n", s.Name, cmp.Or(s.Derived, s.Format(s.Default)), s.About)
	}
	switch {
	case body == want.String():
	case *update:
		if err := os.WriteFile(page, []byte(before+begin+want.String()+"<!-- end -->"+after), 0o644); err != nil {
			t.Fatal(err)
		}
	default:
		t.Errorf("the inputs in %s are not the program's; run go test ./results/cost -update", page)
	}
}

// TestWorkedExampleOfThePage holds the example to the program, cent by cent.
func TestWorkedExampleOfThePage(t *testing.T) {
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	_, body, _ := part(t, string(text), "<!-- worked example: ")
	at, table, _ := strings.Cut(body, " -->\n")
	m, _ := FindModel("shared-nothing")
	b, err := m.Bill(facts(t, at), Shipped(), Place{Provider: "aws"})
	if err != nil {
		t.Fatal(err)
	}
	sum := 0.0
	for _, line := range strings.Split(strings.TrimSpace(table), "\n")[2:] {
		cells := strings.Split(line, "|")
		item, written := strings.TrimSpace(cells[1]), strings.TrimSpace(cells[3])
		said, err := strconv.ParseFloat(written, 64)
		if err != nil {
			t.Fatalf("%s: %v", line, err)
		}
		got := b.Of(item)
		if item == measure.CostTotal {
			got = b.Total
		} else {
			sum += got
		}
		if math.Abs(got-said) > 0.005 {
			t.Errorf("%s is %.2f by the program and %s by hand", item, got, written)
		}
	}
	if math.Abs(sum-b.Total) > 1e-6 {
		t.Errorf("the lines of the page come to %.2f of %.2f", sum, b.Total)
	}
}
