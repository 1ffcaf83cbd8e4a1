package report

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/freshet-bench/freshet/results"
	"github.com/freshet-bench/freshet/results/compare"
)

// fakeComparison compares runs of the fake run with some that took longer by a factor.
func fakeComparison(t *testing.T, runs int, factors ...float64) *compare.Comparison {
	t.Helper()
	var sides []compare.Side
	for i, factor := range factors {
		s := compare.Side{Name: []string{"kafka", "tiered", "shared"}[i]}
		for n := range runs {
			s.Runs = append(s.Runs, slower(t, factor*(1+0.004*float64(n)), fmt.Sprintf("%s-%d", s.Name, n+1), i))
		}
		sides = append(sides, s)
	}
	left := []compare.LeftOut{{Side: "tiered", Folder: "runs/tiered/007", Reason: "it was cut short after 12 s of 1 min 30 s"}}
	gate, err := compare.ParseGate("ranking.platform-age.p99 > +10%")
	if err != nil {
		t.Fatal(err)
	}
	c, err := compare.Compare(sides, compare.Options{LeftOut: left, Gates: []compare.Gate{gate}})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// slower is the fake run with other ages and recoveries. The last side's replay was
// not done by the end.
func slower(t *testing.T, factor float64, name string, side int) compare.Run {
	t.Helper()
	r := fakeRun(t)
	by := func(d time.Duration) time.Duration { return time.Duration(float64(d) * factor) }
	times := func(q *results.Quantiles) { q.P50, q.P99, q.P999, q.Max = by(q.P50), by(q.P99), by(q.P999), by(q.Max) }
	for i := range r.out.Stages {
		for j := range r.out.Stages[i].Parts {
			times(&r.out.Stages[i].Parts[j].Platform)
			times(&r.out.Stages[i].Parts[j].Age)
		}
	}
	r.out.Entries = slices.Clone(r.out.Entries)
	for i, e := range r.out.Entries {
		e.Recovery, e.Backfill = slices.Clone(e.Recovery), slices.Clone(e.Backfill)
		for j := range e.Recovery {
			e.Recovery[j].FromBegin = by(e.Recovery[j].FromBegin)
		}
		for j := range e.Backfill {
			e.Backfill[j].Censored = side == 2
			if side == 2 {
				e.Backfill[j].Took = 90 * sec
			}
		}
		r.out.Entries[i] = e
	}
	r.rec.Dir, r.rec.Run.ID, r.rec.Run.Target.Name = "runs/"+name, name, strings.Split(name, "-")[0]
	r.out.Trust = nil
	return compare.NewRun(r.rec, r.out)
}

func comparisonText(t *testing.T, c *compare.Comparison, opt ComparisonOptions) string {
	t.Helper()
	var b bytes.Buffer
	if err := WriteComparison(&b, c, opt); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestComparisonGolden(t *testing.T) {
	c := fakeComparison(t, 6, 1, 1.1)
	golden(t, "comparison.txt", []byte(comparisonText(t, c, ComparisonOptions{TextOptions: TextOptions{Width: 100}})))
	var md bytes.Buffer
	if err := WriteComparisonMarkdown(&md, c, false); err != nil {
		t.Fatal(err)
	}
	golden(t, "comparison.md", md.Bytes())
}

func TestComparisonOfThree(t *testing.T) {
	c := fakeComparison(t, 7, 1, 1, 1.5)
	text := comparisonText(t, c, ComparisonOptions{TextOptions: TextOptions{Width: 160}, All: true})
	for _, want := range []string{"shared compared with kafka", "> 1 min 30 s", "at least", "ranking.platform-age.max"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
	for line := range strings.Lines(comparisonText(t, c, ComparisonOptions{TextOptions: TextOptions{Width: 100}})) {
		if strings.HasSuffix(strings.TrimSuffix(line, "\n"), " ") {
			t.Errorf("a line ends in blanks: %q", line)
		}
	}
}

// TestComparisonColour: nothing is said by colour alone.
func TestComparisonColour(t *testing.T) {
	c := fakeComparison(t, 6, 1, 1.1)
	plain := comparisonText(t, c, ComparisonOptions{TextOptions: TextOptions{Width: 100}})
	coloured := comparisonText(t, c, ComparisonOptions{TextOptions: TextOptions{Width: 100, Color: true}})
	if !strings.Contains(coloured, "\x1b[31m") || strings.Contains(plain, "\x1b") || !strings.Contains(plain, "worse") {
		t.Error("colours are where they should not be, or not where they should")
	}
}

func TestComparisonCSV(t *testing.T) {
	c := fakeComparison(t, 6, 1, 1.1)
	var b bytes.Buffer
	if err := WriteComparisonCSV(&b, c); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(&b).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if len(rows) != 1+2*len(c.Measures) {
		t.Fatalf("%d rows of %d measures", len(rows), len(c.Measures))
	}
	column := func(name string) int { return slices.Index(rows[0], name) }
	for _, row := range rows[1:] {
		if row[column("measure")] != "ranking.platform-age.p99" || row[column("side")] != "tiered" {
			continue
		}
		if row[column("verdict")] != "higher" || row[column("effect")] != "worse" || row[column("n")] != "6" || len(strings.Fields(row[column("values")])) != 6 {
			t.Errorf("%q", row)
		}
		return
	}
	t.Error("no row of ranking's p99")
}

func TestComparisonJSON(t *testing.T) {
	c := fakeComparison(t, 6, 1, 1.1)
	var b bytes.Buffer
	if err := WriteComparisonJSON(&b, c); err != nil {
		t.Fatal(err)
	}
	var back compare.Comparison
	if err := json.Unmarshal(b.Bytes(), &back); err != nil {
		t.Fatal(err)
	}
	m, ok := back.Measure("ranking.platform-age.p99")
	if !ok || m.Pairs[0].Verdict != compare.IsHigher || len(back.LeftOut) != 1 || back.Gates[0].Text == "" {
		t.Errorf("%+v", m)
	}
}

func TestWithoutPValuesThereIsNoColumnOfThem(t *testing.T) {
	for _, known := range []bool{true, false} {
		c := shownComparison(t, 2, 1)
		for _, m := range c.Measures {
			for i := range m.Pairs {
				if !known {
					m.Pairs[i].Adjusted = nil
				}
			}
		}
		var b bytes.Buffer
		if err := WriteComparisonMarkdown(&b, c, false); err != nil {
			t.Fatal(err)
		}
		if has := strings.Contains(b.String(), "difference | p |"); has != known {
			t.Errorf("p-values known: %t, column: %t\n%s", known, has, b.String())
		}
	}
}
