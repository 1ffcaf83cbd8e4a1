package report

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"html"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/freshet-bench/freshet/results"
	"github.com/freshet-bench/freshet/results/compare"
)

func renderComparison(t testing.TB, c *compare.Comparison) []byte {
	t.Helper()
	var buf bytes.Buffer
	if err := WriteComparisonHTML(&buf, c, ComparisonSource{Command: []string{"freshet", "compare", "runs/200ms", "runs/220ms"}}); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

// checkComparison returns what is wrong with the structure of a comparison's page.
func checkComparison(page []byte) error {
	return checkSections(page, "differs", "summary", "verdicts", "measures", "overtime", "recovery", "decisions", "traffic", "cost", "runs")
}

func TestComparisonPage(t *testing.T) {
	page := renderComparison(t, shownComparison(t, 2, 6))
	if err := checkComparison(page); err != nil {
		t.Fatal(err)
	}
	text := html.UnescapeString(string(page))
	for _, want := range []string{
		"campaign-burst: work-200ms against work-220ms", "stages.ranking.work", "The second side is 20 ms older", "These are fakes.",
		"higher, worse", "+10 %", "+20 ms", "ranking.platform-age.p99", "0 in every run: <code>lost</code>",
		"1 unknown, 5 passed", "freshet compare runs/200ms runs/220ms", "runs/220ms/006", "Recovery of ranking", "6 of 6 runs longer than 18 s", "crosses",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	for _, id := range []string{"over-1-p99-wide-t", "over-1-p50-narrow-t", "curve-1-0-wide-t", "missed-0-wide-t"} {
		if !bytes.Contains(page, []byte(`id="`+id+`"`)) {
			t.Errorf("the plot %s is missing", id)
		}
	}
}

// TestCheckComparison checks the checker: each of these damages has to be found.
func TestCheckComparison(t *testing.T) {
	page := string(renderComparison(t, shownComparison(t, 2, 4)))
	for name, damage := range map[string][2]string{
		"open tag":     {"</main>", ""},
		"load":         {"<main>", `<main><a href="compare.json" download="x">x</a>`},
		"no download":  {` download="comparison.csv"`, ""},
		"no section":   {`id="recovery"`, `id="errors"`},
		"same id":      {`id="runs"`, `id="cost"`},
		"no target":    {`href="#cost"`, `href="#costs"`},
		"web":          {"<main>", "<main>https://example.org"},
		"not a number": {"<main>", "<main>NaN"},
	} {
		damaged := strings.Replace(page, damage[0], damage[1], 1)
		if damaged == page {
			t.Errorf("%s: nothing was damaged", name)
		}
		if checkComparison([]byte(damaged)) == nil {
			t.Errorf("%s was not found", name)
		}
	}
}

// TestDownloads holds what the page has inside to what is written to standard output.
func TestDownloads(t *testing.T) {
	c := shownComparison(t, 2, 4)
	list, err := elements(renderComparison(t, c))
	if err != nil {
		t.Fatal(err)
	}
	inside := map[string][]byte{}
	for _, e := range list {
		if name := e.attr["download"]; name != "" {
			_, data, _ := strings.Cut(e.attr["href"], ";base64,")
			if inside[name], err = base64.StdEncoding.DecodeString(data); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
	var asJSON, asCSV bytes.Buffer
	if err := WriteComparisonJSON(&asJSON, c); err != nil {
		t.Fatal(err)
	}
	if err := WriteComparisonCSV(&asCSV, c); err != nil {
		t.Fatal(err)
	}
	if !json.Valid(inside["comparison.json"]) || !bytes.Equal(inside["comparison.json"], asJSON.Bytes()) {
		t.Error("comparison.json is not what --format json writes")
	}
	if !bytes.Equal(inside["comparison.csv"], asCSV.Bytes()) {
		t.Error("comparison.csv is not what --format csv writes")
	}
}

// TestOddComparisons renders comparisons that lack something or have too much of it.
func TestOddComparisons(t *testing.T) {
	for name, odd := range oddComparisons() {
		t.Run(name, func(t *testing.T) {
			c := shownComparison(t, odd.sides, odd.runs)
			odd.change(c)
			page := renderComparison(t, c)
			if err := checkComparison(page); err != nil {
				t.Error(err)
			}
			text := html.UnescapeString(string(page))
			for _, want := range odd.want {
				if !strings.Contains(text, want) {
					t.Errorf("the page does not say %q", want)
				}
			}
			for _, unwanted := range odd.not {
				if bytes.Contains(page, []byte(unwanted)) {
					t.Errorf("the page says %q", unwanted)
				}
			}
		})
	}
}

type oddComparison struct {
	sides, runs int
	change      func(*compare.Comparison)
	want, not   []string
}

func oddComparisons() map[string]oddComparison {
	return map[string]oddComparison{
		"one run a side": {2, 1, func(c *compare.Comparison) {
			for i := range c.Measures {
				p := &c.Measures[i].Pairs[0]
				p.Verdict, p.P, p.Adjusted, p.Effect, p.Interval = compare.TooFew, nil, nil, "", nil
			}
		}, []string{"too few runs", "The statistics call no difference"}, []string{"higher, worse"}},
		"five sides": {5, 2, func(*compare.Comparison) {}, []string{"work-200ms, work-220ms, work-240ms, work-260ms and work-280ms", `class="lane side-5"`, "12 3"}, nil},
		"left out": {2, 2, func(c *compare.Comparison) {
			c.LeftOut = []compare.LeftOut{{Side: "work-220ms", Folder: "runs/220ms/007", Reason: "it was cut short after 12 s of 90 s"}}
			c.Notes = []compare.Note{{Text: "left out of work-220ms: runs/220ms/007: it was cut short after 12 s of 90 s"}}
		}, []string{"Left out.", "It was cut short after 12 s of 90 s."}, []string{"Left out of work-220ms: runs"}},
		"untrusted": {2, 4, func(c *compare.Comparison) {
			for i := range c.Measures[0].Sides[1].Values {
				c.Measures[0].Sides[1].Values[i].Reason = "the generator was late"
			}
			c.Sides[1].Runs[0].Untrusted = "the generator was late"
		}, []string{`class="dot open"`, "The generator was late."}, nil},
		"censored": {2, 4, func(c *compare.Comparison) {
			s := &c.Measures[0].Sides[1]
			s.Values[0].Censored, s.Median.Censored = true, true
			c.Measures[0].Pairs[0].Bound = compare.AtLeast
		}, []string{"> 220 ms", "at least +20 ms", "M-3,-4L4,0L-3,4z"}, nil},
		"gates": {2, 4, func(c *compare.Comparison) {
			c.Gates = []compare.GateResult{{Gate: compare.Gate{Text: "ranking.age.p99 > +10%"}, Side: 1, Verdict: results.Fail, Reason: "it is"}}
		}, []string{"Asked to fail on", "ranking.age.p99 > +10%", "It is."}, nil},
		"nothing known": {2, 1, func(c *compare.Comparison) {
			for i := range c.Sides {
				c.Sides[i].Runs[0].Record = &results.Record{Plan: results.Plan{Name: "bare"}}
				c.Sides[i].Runs[0].Outcome = &results.Outcome{Verdict: results.Unknown}
			}
			*c = compare.Comparison{Scenario: "bare", Sides: c.Sides}
		}, []string{"Nothing that the records know of", "The sides have no measure in common", "The scenario has no decisions", "No side has a bill"}, nil},
		"entries at other times": {2, 2, func(c *compare.Comparison) {
			for k := range c.Sides[1].Runs {
				out := *c.Sides[1].Runs[k].Outcome
				out.Entries = slices.Clone(out.Entries)
				out.Entries[2].Begin += 4 * sec
				out.Entries[2].End += 4 * sec
				c.Sides[1].Runs[k].Outcome = &out
			}
		}, []string{"burst, kill and replay each begin at one place"}, nil},
		"markup everywhere": {2, 2, func(c *compare.Comparison) {
			evil := `</script><img src=x onerror=1>`
			c.Scenario, c.About, c.Summary, c.Sides[1].Name, c.Sides[1].Source = evil, evil, evil, evil, evil
			c.Notes[0].Text, c.Differences[0].What, c.Measures[0].ID, c.Sides[0].Runs[0].Folder = evil, evil, evil, evil
			c.Checks[0].Text, c.Entries[0].Name, c.Entries[0].Verb = evil, evil, evil
		}, nil, []string{"<img"}},
	}
}

// TestComparisonWeight holds the page of many sides and runs under 3 MB.
func TestComparisonWeight(t *testing.T) {
	c := shownComparison(t, 5, 20)
	for i := range 60 {
		m := fakeMeasure("ranking.platform-age.p50", compare.Faults, i%2 == 0, 5, 20)
		c.Measures = append(c.Measures, m)
	}
	page := renderComparison(t, c)
	if len(page) > 3_000_000 {
		t.Errorf("the page has %d bytes", len(page))
	}
	t.Logf("%d bytes", len(page))
}

func TestComparisonDeterministic(t *testing.T) {
	if !bytes.Equal(renderComparison(t, shownComparison(t, 3, 2)), renderComparison(t, shownComparison(t, 3, 2))) {
		t.Error("the same comparison gives two different pages")
	}
}

// TestWriteSampleComparisons writes the fake comparisons into the folder that
// FRESHET_SAMPLE_REPORTS names, to be looked at in a browser.
func TestWriteSampleComparisons(t *testing.T) {
	dir := os.Getenv("FRESHET_SAMPLE_REPORTS")
	if dir == "" {
		t.Skip("FRESHET_SAMPLE_REPORTS is not set")
	}
	for name, odd := range oddComparisons() {
		c := shownComparison(t, odd.sides, odd.runs)
		odd.change(c)
		file := filepath.Join(dir, "compare-"+strings.ReplaceAll(name, " ", "-")+".html")
		if err := os.WriteFile(file, renderComparison(t, c), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}
