package report

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/freshet-bench/freshet/results"
	"github.com/freshet-bench/freshet/results/compare"
	"github.com/freshet-bench/freshet/results/measure"
)

func TestStorageSideBySide(t *testing.T) {
	c := shownComparison(t, 2, 1)
	if s := newCompared(c).stores(); s.Shown {
		t.Errorf("of sides that do not say where records are: %+v", s)
	}
	c.Storage = []compare.Storage{
		{Model: results.ModelSharedNothing, On: "a disk each", Replication: "copies", Limits: []string{"one machine"}},
		{Model: results.ModelTiered, On: "a disk each, and a store", Limits: []string{"one machine"}},
	}
	zero, share, bytesKept := 0.0, 0.721, float64(1<<20)
	one := func(v *float64) compare.Sample {
		return compare.Sample{N: 1, Values: []compare.Value{{Value: v}}, Median: &compare.Estimate{Value: *v}}
	}
	c.Measures = append(c.Measures,
		compare.Measure{ID: "remote-share(replay)", Section: compare.Storages, Name: "remote-share", Part: "replay", Entry: "replay", Unit: measure.Ratio,
			Sides: []compare.Sample{one(&zero), one(&share)}, Pairs: []compare.Pair{{Side: 1, Verdict: compare.NotTested, Absolute: &share}}},
		compare.Measure{ID: "disk-bytes", Section: compare.Storages, Name: "disk-bytes", Part: "after the load", Unit: measure.Bytes,
			Sides: []compare.Sample{{}, one(&bytesKept)}, Pairs: []compare.Pair{{Side: 1, Verdict: compare.NotTested}}},
	)
	s := newCompared(c).stores()
	row := func(rows []costItemRow, name string) []string {
		i := slices.IndexFunc(rows, func(r costItemRow) bool { return r.Name == name })
		if i < 0 {
			t.Fatalf("no row %q in %+v", name, rows)
		}
		return rows[i].Cells
	}
	for name, want := range map[string][]string{
		"Replication means": {"Copies", "–"},
		"Records are on":    {"A disk each", "A disk each, and a store"},
	} {
		if got := row(s.Facts, name); !slices.Equal(got, want) {
			t.Errorf("%s: %q", name, got)
		}
	}
	if got := row(s.Rows, "Read by replay from the remote tier alone"); !slices.Equal(got, []string{"0 %", "72.1 %"}) {
		t.Errorf("the replay read %q", got)
	}
	if got := row(s.Rows, "Topics with a history on brokers’ disks, all replicas, after the load"); !slices.Equal(got, []string{"–", "1 MiB"}) {
		t.Errorf("on disks: %q", got)
	}
	if len(s.Limits) != 1 || len(s.Limits[0].Sides) != 2 || !slices.Equal(s.Limits[0].Texts, []string{"One machine."}) {
		t.Errorf("limits: %+v", s.Limits)
	}
	var page, text bytes.Buffer
	if err := WriteComparisonHTML(&page, c, ComparisonSource{}); err != nil {
		t.Fatal(err)
	}
	if err := WriteComparisonMarkdown(&text, c, false); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`<a href="#storage">`, "<td class=\"key\">72.1 %</td>"} {
		if !strings.Contains(page.String(), want) {
			t.Errorf("the page lacks %s", want)
		}
	}
	// A share that was 0 rises by points and not by percents.
	if !strings.Contains(text.String(), "remote-share(replay)") || !strings.Contains(text.String(), "+72.1 points") {
		t.Errorf("the Markdown has no row of storage:\n%s", text.String())
	}
}
