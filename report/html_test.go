package report

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/freshet-bench/freshet/results"
)

// TestWriteSamples writes the fake run's report, and those of the odd runs, into
// the folder that FRESHET_SAMPLE_REPORTS names, to be looked at in a browser.
func TestWriteSamples(t *testing.T) {
	dir := os.Getenv("FRESHET_SAMPLE_REPORTS")
	if dir == "" {
		t.Skip("FRESHET_SAMPLE_REPORTS is not set")
	}
	samples := oddRuns()
	samples["report"] = func(*run) []string { return nil }
	samples["brokers"] = func(r *run) []string { *r = onContainers(t); return nil }
	for name, change := range samples {
		r := fakeRun(t)
		change(&r)
		file := filepath.Join(dir, strings.ReplaceAll(name, " ", "-")+".html")
		if err := os.WriteFile(file, render(t, r), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

func render(t testing.TB, r run) []byte {
	t.Helper()
	var buf bytes.Buffer
	if err := WriteHTML(&buf, r.rec, r.out); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

// element is a start tag of the page with its attributes.
type element struct {
	name string
	attr map[string]string
}

// elements parses the page as XML, which it also is, and so also finds tags that
// are not closed.
func elements(page []byte) ([]element, error) {
	d := xml.NewDecoder(bytes.NewReader(page))
	d.Entity = xml.HTMLEntity
	var list []element
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return list, nil
		}
		if err != nil {
			return nil, err
		}
		if start, ok := token.(xml.StartElement); ok {
			e := element{start.Name.Local, map[string]string{}}
			for _, a := range start.Attr {
				e.attr[a.Name.Local] = a.Value
			}
			list = append(list, e)
		}
	}
}

// checkPage returns what is wrong with the structure of a run's page.
func checkPage(page []byte) error {
	return checkSections(page, "verdict", "trust", "age", "decisions", "lag", "faults", "correctness", "traffic", "repeat")
}

// checkSections returns what is wrong with the structure of a page that is to have
// these sections, in this order.
func checkSections(page []byte, sections ...string) error {
	list, err := elements(page)
	if err != nil {
		return fmt.Errorf("not well formed: %w", err)
	}
	ids := map[string]bool{}
	for _, e := range list {
		for _, a := range []string{"src", "href", "action", "data", "poster", "srcset"} {
			v, ok := e.attr[a]
			if inside := a == "href" && e.attr["download"] != "" && strings.HasPrefix(v, "data:"); ok && !inside && !strings.HasPrefix(v, "#") {
				return fmt.Errorf("<%s> loads %q", e.name, v)
			}
		}
		if id := e.attr["id"]; id != "" {
			if ids[id] {
				return fmt.Errorf("the id %q is used twice", id)
			}
			ids[id] = true
		}
	}
	for _, e := range list {
		if ref, ok := strings.CutPrefix(e.attr["href"], "#"); ok && !ids[ref] {
			return fmt.Errorf("<%s> leads to %q, which is not there", e.name, ref)
		}
		for _, ref := range strings.Fields(e.attr["aria-labelledby"]) {
			if !ids[ref] {
				return fmt.Errorf("<%s> is labelled by %q, which is not there", e.name, ref)
			}
		}
		if strings.Contains(e.attr["class"], "plot") && (e.attr["role"] != "img" || e.attr["aria-labelledby"] == "") {
			return fmt.Errorf("a plot has no label")
		}
	}
	last := 0
	for _, id := range sections {
		i := bytes.Index(page, []byte(`id="`+id+`"`))
		if i < last {
			return fmt.Errorf("the section %q is missing or out of order", id)
		}
		last = i
	}
	return checkText(page)
}

// literals are colours outside the style sheet.
var literals = regexp.MustCompile(`(?:fill|stroke):#[0-9A-Fa-f]{3,6}`)

func checkText(page []byte) error {
	lower := bytes.ToLower(page)
	for what, texts := range map[string][]string{
		"a load":          {"url(", "@import", "http://", "https://"},
		"a broken figure": {"nan ", ">nan", "zgotmplz", "%!", "&lt;nil&gt;"},
	} {
		for _, text := range texts {
			if bytes.Contains(lower, []byte(text)) {
				return fmt.Errorf("%s: %q", what, text)
			}
		}
	}
	for what, pattern := range map[string]*regexp.Regexp{"a literal colour": literals, "a sentinel": sentinelPattern} {
		if m := pattern.Find(page); m != nil {
			return fmt.Errorf("%s: %q", what, m)
		}
	}
	return nil
}

func TestPage(t *testing.T) {
	page := render(t, fakeRun(t))
	if err := checkPage(page); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"Embedded target", "say nothing about a real broker", "not recovered by t = 1:30", "&lt;not markup&gt; &amp; &#34;quoted&#34;",
		"page-view", "9f2b6c1e0d7a", "objective 500 ms", "freshet run campaign-burst --seed 42",
	} {
		if !bytes.Contains(page, []byte(want)) {
			t.Errorf("the page does not say %q", want)
		}
	}
}

// TestCheckPage checks the checker: each of these damages has to be found.
func TestCheckPage(t *testing.T) {
	page := string(render(t, fakeRun(t)))
	for name, damage := range map[string][2]string{
		"open tag":     {"</main>", ""},
		"load":         {"<main>", `<main><img src="x.png" />`},
		"css load":     {"<style>", "<style>@import 'x';"},
		"sentinel":     {"<main>", `<main><p style="fill:#A70000"></p>`},
		"no section":   {`id="faults"`, `id="errors"`},
		"same id":      {`id="lag"`, `id="age"`},
		"no target":    {`href="#lag"`, `href="#leg"`},
		"no label":     {`aria-labelledby="age-0-wide-t age-0-wide-d"`, ""},
		"not a number": {"<main>", "<main>NaN"},
	} {
		damaged := strings.Replace(page, damage[0], damage[1], 1)
		if damaged == page {
			t.Errorf("%s: nothing was damaged", name)
		}
		if checkPage([]byte(damaged)) == nil {
			t.Errorf("%s was not found", name)
		}
	}
}

// TestOddRuns renders runs that lack something or have too much of it.
func TestOddRuns(t *testing.T) {
	for name, change := range oddRuns() {
		t.Run(name, func(t *testing.T) {
			r := fakeRun(t)
			want := change(&r)
			page := render(t, r)
			if err := checkPage(page); err != nil {
				t.Error(err)
			}
			var text bytes.Buffer
			if err := WriteText(&text, r.rec, r.out, TextOptions{}); err != nil {
				t.Error(err)
			}
			for _, w := range want {
				if !bytes.Contains(page, []byte(w)) {
					t.Errorf("the page does not say %q", w)
				}
				if flat := strings.Join(strings.Fields(text.String()), " "); !strings.Contains(strings.ToLower(flat), strings.ToLower(w)) {
					t.Errorf("the text does not say %q:\n%s", w, text.String())
				}
			}
		})
	}
}

// oddRuns change the fake run and return what both outputs then have to say.
func oddRuns() map[string]func(*run) []string {
	return map[string]func(*run) []string{
		"cut short": func(r *run) []string {
			r.rec.Stored, r.rec.Facts = nil, nil
			r.rec.Windows = r.rec.Windows[:41]
			r.rec.Events = r.rec.Events[:2]
			r.rec.Problems = []string{"windows-0.jsonl: line 42 is torn and was left out"}
			r.out.Status, r.out.Verdict, r.out.Loaded = results.CutShort, results.Unknown, 41*sec
			r.out.Settled, r.out.Audit, r.out.State = nil, nil, nil
			return []string{"This run was cut short", "killed or crashed at about t = 41 s", "line 42 is torn"}
		},
		"interrupted": func(r *run) []string {
			r.out.Status, r.out.Loaded = results.Stopped, 50*sec
			return []string{"This run was interrupted", "t = 50 s of 1:30"}
		},
		"failed": func(r *run) []string {
			r.out.Status, r.out.Failure, r.out.Verdict = results.Failed, "the broker <1> did not answer", results.Unknown
			r.rec.Windows, r.rec.Worst, r.out.Checks = nil, nil, nil
			return []string{"This run failed"}
		},
		"bare": func(r *run) []string {
			r.rec = &results.Record{Plan: results.Plan{Name: "bare"}}
			r.out = &results.Outcome{Status: results.CutShort, Verdict: results.Unknown}
			return []string{"This run was cut short"}
		},
		"no entries, no decisions": func(r *run) []string {
			r.rec.Plan.Decisions, r.out.Decisions, r.out.Entries, r.rec.Plan.Entries = nil, nil, nil, nil
			return nil
		},
		"no samples": func(r *run) []string {
			r.rec.Ages = nil
			for i := range r.out.Stages {
				for j := range r.out.Stages[i].Parts {
					r.out.Stages[i].Parts[j].Platform, r.out.Stages[i].Parts[j].Age = results.Quantiles{}, results.Quantiles{}
				}
			}
			return []string{"no sample", "Ranking saw no signal"}
		},
		"entries that never end": func(r *run) []string {
			for i := range r.out.Entries {
				r.out.Entries[i].Ended = false
			}
			r.out.Entries[2].Begun = false
			return []string{"did not begin before the run ended"}
		},
		"long names": func(r *run) []string {
			long := strings.Repeat("a-very-long-name-", 12)
			r.rec.Plan.Name = long
			r.rec.Plan.Stages[1].Name, r.out.Stages[1].Name, r.out.Entries[0].Name = long, long, long
			return nil
		},
		"markup everywhere": func(r *run) []string {
			evil := `</script><img src=x onerror=1>`
			r.rec.Plan.Name, r.rec.Plan.About, r.rec.Plan.Stages[0].Name = evil, evil, evil
			r.out.Entries[0].Name, r.out.Reason, r.out.Warnings = evil, evil, []string{evil}
			r.rec.Run.Target.Caveat, r.rec.Run.Command = evil, []string{evil}
			return nil
		},
	}
}

// TestManyStages holds the page of a long run with many stages under 2 MB.
func TestManyStages(t *testing.T) {
	r := fakeRun(t)
	stages := r.rec.Plan.Stages
	for i := len(stages); i < 14; i++ {
		plan, out := stages[i%3], r.out.Stages[i%3]
		plan.Name = fmt.Sprintf("%s-%d", plan.Name, i)
		out.Name = plan.Name
		r.rec.Plan.Stages = append(r.rec.Plan.Stages, plan)
		r.out.Stages = append(r.out.Stages, out)
	}
	r.rec.Plan.Duration, r.out.Loaded = 3*time.Hour, 3*time.Hour
	first := r.rec.Windows
	r.rec.Windows = nil
	for at := time.Duration(0); at < 3*time.Hour; at += 3 * sec {
		w := first[int(at/sec)%len(first)]
		w.At, w.Length = at, 3*sec
		named := w.Stages
		w.Stages = map[string]results.StageWindow{}
		for i, s := range r.rec.Plan.Stages {
			w.Stages[s.Name] = named[stages[i%3].Name]
		}
		r.rec.Windows = append(r.rec.Windows, w)
	}
	page := render(t, r)
	if err := checkPage(page); err != nil {
		t.Error(err)
	}
	if len(page) > 2<<20 {
		t.Errorf("the page has %d bytes", len(page))
	}
	t.Logf("%d bytes", len(page))
}

func TestDeterministic(t *testing.T) {
	if !bytes.Equal(render(t, fakeRun(t)), render(t, fakeRun(t))) {
		t.Error("the same run gives two different pages")
	}
}
