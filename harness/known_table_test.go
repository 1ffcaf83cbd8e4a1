package harness_test

import (
	"flag"
	"fmt"
	"math"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/freshet-bench/freshet/results/measure"
)

var update = flag.Bool("update", false, "write the generated part of docs/truth.md")

const (
	truthPage  = "../docs/truth.md"
	truthBegin = "<!-- known answers: written by make truth UPDATE=-update -->\n"
	truthEnd   = "<!-- end of known answers -->"
	truthHead  = "| case | statistic | expected | reported | error |\n|---|---|---|---|---|\n"
)

// row is one statistic of one case. A slope is in seconds of age a second.
type row struct {
	name, stat         string
	expected, reported time.Duration
	// interval is how far chance alone may take it, for closed forms.
	interval time.Duration
}

// tolerance is 1 % of what is expected, or twice the undisturbed p99 if that is more.
func (r row) tolerance(undisturbed time.Duration) time.Duration {
	return max(r.expected.Abs()/100, 2*undisturbed, r.interval)
}

func (r row) holds(undisturbed time.Duration) bool {
	return (r.reported - r.expected).Abs() <= r.tolerance(undisturbed)
}

func (r row) String() string {
	return fmt.Sprintf("| %s | %s | %s | %s | %s |\n", r.name, r.stat, r.shown(r.expected), r.shown(r.reported), r.errorText())
}

func (r row) shown(d time.Duration) string {
	text := measure.FormatQuantity(d.Round(time.Microsecond).Seconds(), measure.Seconds)
	if r.interval > 0 && d == r.expected {
		text += " ± " + measure.FormatQuantity(r.interval.Round(time.Microsecond).Seconds(), measure.Seconds)
	}
	return text
}

func (r row) errorText() string {
	off := r.reported - r.expected
	if r.expected == 0 || r.expected < 10*time.Millisecond {
		return fmt.Sprintf("%+.2f ms", float64(off)/1e6)
	}
	return fmt.Sprintf("%+.2f ms, %+.2f %%", float64(off)/1e6, 100*float64(off)/float64(r.expected))
}

// compare holds the report of a case against its arithmetic, and the comparison
// itself against an error of 2 %.
func (r *knownRun) compare(undisturbed time.Duration) []row {
	r.t.Helper()
	want := r.expected()
	if got := r.reported().Count; got != int64(len(want)) {
		r.t.Errorf("%d events are reported, %d are in the schedule", got, len(want))
		return nil
	}
	rows := r.rows(want)
	for _, row := range rows {
		r.t.Log(strings.TrimSpace(row.String()))
		if !row.holds(undisturbed) {
			r.t.Errorf("%s: %v, expected %v within %v", row.stat, row.reported, row.expected, row.tolerance(undisturbed))
		}
	}
	r.compareWrong(rows, undisturbed)
	return rows
}

// compareWrong has every reported age be 2 % off: each statistic that is large
// enough for that to show has to fail.
func (r *knownRun) compareWrong(rows []row, undisturbed time.Duration) {
	r.t.Helper()
	failed := false
	for _, row := range rows {
		row.reported += row.reported / 50
		if row.holds(undisturbed) && row.interval == 0 && row.expected > 200*undisturbed {
			r.t.Errorf("%s: an error of 2 %% goes unnoticed", row.stat)
		}
		failed = failed || !row.holds(undisturbed)
	}
	if !failed {
		r.t.Error("an error of 2 % in every age goes unnoticed")
	}
}

// rows compares the statistics of the report with those of the computed ages.
func (r *knownRun) rows(inOrder []time.Duration) []row {
	r.t.Helper()
	got, want := r.reported(), slices.Sorted(slices.Values(inOrder))
	rows := []row{{stat: "mean", expected: mean(want), reported: got.Mean}}
	for _, q := range []struct {
		name     string
		share    float64
		reported time.Duration
	}{
		{"p50", 0.5, got.P50}, {"p90", 0.9, got.P90}, {"p95", 0.95, got.P95},
		{"p99", 0.99, got.P99}, {"p99.9", 0.999, got.P999}, {"maximum", 1, got.Max},
	} {
		rows = append(rows, row{stat: q.name, expected: quantile(want, q.share), reported: q.reported})
	}
	if !r.action { // the oldest signals are kept by platform age
		reported, expected := r.oldest()
		rows = append(rows, row{stat: "of the 100 oldest signals, the one most off", expected: expected, reported: reported})
	}
	if r.closed != nil {
		rows = append(rows, r.closed(r, inOrder)...)
	}
	for i := range rows {
		rows[i].name = r.name
	}
	return rows
}

func mean(d []time.Duration) time.Duration {
	var sum time.Duration
	for _, v := range d {
		sum += v
	}
	return sum / time.Duration(max(len(d), 1))
}

// quantile is that of ascending values, by the rank that histograms use.
func quantile(ascending []time.Duration, share float64) time.Duration {
	if len(ascending) == 0 {
		return 0
	}
	rank := int(math.Round(share * float64(len(ascending))))
	return ascending[min(max(rank, 1), len(ascending))-1]
}

// holdPage holds the page's table to what was just seen, or writes it.
func holdPage(t *testing.T, rows []row, all bool) {
	t.Helper()
	page, err := os.ReadFile(truthPage)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, ok := strings.Cut(string(page), truthBegin)
	table, after, ok2 := strings.Cut(rest, truthEnd)
	if !ok || !ok2 {
		t.Fatalf("%s has no place for the table", truthPage)
	}
	var text strings.Builder
	text.WriteString(truthHead)
	for _, r := range rows {
		text.WriteString(r.String())
	}
	if all {
		fmt.Print(text.String())
	}
	if *update {
		if !all {
			t.Fatalf("the page has all cases: set %s", allKnownAnswers)
		}
		if err := os.WriteFile(truthPage, []byte(before+truthBegin+text.String()+truthEnd+after), 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	lines := strings.SplitAfter(table, "\n")
	for _, r := range rows {
		if !slices.ContainsFunc(lines, r.agrees) {
			t.Errorf("%s does not have %s (run make truth UPDATE=-update)", truthPage, strings.TrimSpace(r.String()))
		}
	}
}

// readTruthPage is the lines of the page.
func readTruthPage(t *testing.T) []string {
	t.Helper()
	page, err := os.ReadFile(truthPage)
	if err != nil {
		t.Fatal(err)
	}
	return strings.SplitAfter(string(page), "\n")
}

// agrees reports whether a line of the page is this row's, and its expected value
// the same. What is reported may differ by the tolerance that the case has anyway.
func (r row) agrees(line string) bool {
	begin := fmt.Sprintf("| %s | %s | %s | ", r.name, r.stat, r.shown(r.expected))
	return strings.HasPrefix(line, begin) || strings.Contains(r.stat, "most off") && strings.HasPrefix(line, fmt.Sprintf("| %s | %s |", r.name, r.stat))
}
