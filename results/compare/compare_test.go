package compare

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/freshet-bench/freshet/results"
)

func TestADifferenceIsCalled(t *testing.T) {
	dir := t.TempDir()
	a, b := folder(t, dir+"/a", 6, short(200*ms)), folder(t, dir+"/b", 6, short(220*ms))
	c := compared(t, Options{}, a, b)
	m := rowOf(t, c, "ranking.platform-age.p99")
	p := m.Pairs[0]
	if p.Verdict != IsHigher || p.Effect != "worse" || p.Relative == nil || *p.Relative < 0.08 || *p.Relative > 0.12 {
		t.Errorf("p99: %+v", p)
	}
	if m.Sides[0].N != 6 || m.Sides[0].Interval == nil || p.Interval == nil || *p.Adjusted < *p.P {
		t.Errorf("p99: %+v, %+v", m.Sides[0], p)
	}
	if s := c.Summary; !strings.Contains(s, "at ranking, 99 % of signals were usable within 2") || !strings.Contains(s, "6 runs a side") {
		t.Errorf("summary: %s", s)
	}
	if v := rowOf(t, c, "lost").Pairs[0].Verdict; v != TheSame {
		t.Errorf("lost: %s", v)
	}
	if v := rowOf(t, c, "ranking.platform-age.max").Pairs[0]; v.Verdict != NotTested || v.P != nil {
		t.Errorf("the maximum is shown only, but: %+v", v)
	}
	if len(c.Checks) != 1 || c.Checks[0].Sides[1].Pass != 6 || c.Checks[0].Sides[1].Verdict != results.Pass {
		t.Errorf("checks: %+v", c.Checks)
	}
}

func TestFewRunsCallNothing(t *testing.T) {
	dir := t.TempDir()
	for _, n := range []struct {
		runs     int
		verdict  Verdict
		interval bool
	}{{1, TooFew, false}, {3, TooFew, false}, {4, TooFew, false}, {6, IsHigher, true}} {
		at := filepath.Join(dir, string(rune('0'+n.runs)))
		c := compared(t, Options{}, folder(t, at+"/a", n.runs, short(200*ms)), folder(t, at+"/b", n.runs, short(260*ms)))
		m := rowOf(t, c, "ranking.platform-age.p99")
		if p := m.Pairs[0]; p.Verdict != n.verdict || (m.Sides[0].Interval != nil) != n.interval || (p.P != nil) != (n.runs >= MinTest) {
			t.Errorf("%d runs: %+v", n.runs, p)
		}
		said := slices.ContainsFunc(c.Notes, func(n Note) bool { return n.About == "" && strings.Contains(n.Text, "a side") })
		if said == n.interval {
			t.Errorf("%d runs: notes %+v", n.runs, c.Notes)
		}
	}
}

func TestWhatCannotBeComparedIsNamed(t *testing.T) {
	dir := t.TempDir()
	a, b := folder(t, dir+"/a", 4, short(200*ms)), folder(t, dir+"/b", 4, short(200*ms))
	killed := short(200 * ms)
	killed.unfinished = true
	killed.write(t, b+"/killed")
	other := short(200 * ms)
	other.scenario = "other"
	other.write(t, b+"/other")
	newer := short(200 * ms)
	newer.write(t, b+"/newer")
	rewrite(t, b+"/newer/run.json", `"definitions": 1`, `"definitions": 99`)
	older := short(200 * ms)
	older.write(t, b+"/older")
	rewrite(t, b+"/older/run.json", `"definitions": 1`, `"definitions": 0`)
	reshaped := short(200 * ms)
	reshaped.plan = func(p *results.Plan) { p.Stages = p.Stages[:2] }
	reshaped.write(t, b+"/reshaped")
	torn := short(200 * ms)
	torn.write(t, b+"/torn")
	truncate(t, b+"/torn/plan.json")
	damaged := short(200 * ms)
	damaged.write(t, b+"/damaged")
	truncate(t, b+"/damaged/ledger-0.jsonl")

	c := compared(t, Options{}, a, b)
	want := map[string]string{
		"killed": "cut short after", "other": "of the scenario other", "newer": "definitions 99", "older": "defined by version 0",
		"reshaped": "another shape", "torn": "plan.json", "damaged": "damaged",
	}
	for _, l := range c.LeftOut {
		name := filepath.Base(l.Folder)
		if what, known := want[name]; !known || !strings.Contains(l.Reason, what) || l.Side != "b" {
			t.Errorf("%+v, want %q", l, what)
		}
		delete(want, name)
	}
	if len(want) > 0 {
		t.Errorf("not named: %v", want)
	}
	if len(c.Sides[1].Runs) != 4 || rowOf(t, c, "ranking.platform-age.p99").Pairs[0].P == nil {
		t.Errorf("the rest is not compared: %+v", c.Sides[1].Runs)
	}
}

func TestNothingToCompare(t *testing.T) {
	dir := t.TempDir()
	a, b := folder(t, dir+"/a", 2, short(200*ms)), folder(t, dir+"/b", 1, made{scenario: "other", duration: 6 * sec, age: ms})
	sides, left, err := Open([]string{a, b})
	if err != nil {
		t.Fatal(err)
	}
	_, err = Compare(sides, Options{LeftOut: left})
	if !errors.Is(err, ErrNothing) || !strings.Contains(err.Error(), "001: it is of the scenario other") {
		t.Errorf("%v", err)
	}
	if _, err := Compare(nil, Options{}); !errors.Is(err, ErrNothing) {
		t.Errorf("no side: %v", err)
	}
}

func TestTheSameRunsGiveTheSameComparison(t *testing.T) {
	dir := t.TempDir()
	a, b := folder(t, dir+"/a", 6, short(200*ms)), folder(t, dir+"/b", 7, short(202*ms))
	document := func() string {
		text, err := json.Marshal(compared(t, Options{}, a, b))
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	if first, again := document(), document(); first != again {
		t.Error("two comparisons of the same runs differ")
	}
}

func rewrite(t *testing.T, path, old, with string) {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(text), old) {
		t.Fatalf("%s has no %s", path, old)
	}
	if err := os.WriteFile(path, []byte(strings.Replace(string(text), old, with, 1)), 0o644); err != nil {
		t.Fatal(err)
	}
}

// truncate cuts a file in half.
func truncate(t *testing.T, path string) {
	t.Helper()
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(path, info.Size()/2); err != nil {
		t.Fatal(err)
	}
}

// BenchmarkCompare opens, judges and compares two sides of ten runs of five minutes.
func BenchmarkCompare(b *testing.B) {
	dir := b.TempDir()
	m := made{duration: 300 * sec, age: 200 * ms}
	first := folder(b, dir+"/a", 10, m)
	m.age = 210 * ms
	other := folder(b, dir+"/b", 10, m)
	for b.Loop() {
		compared(b, Options{}, first, other)
	}
}

// Of many values only the first are told; the others count all the same.
func TestDifferencesLookBeyondWhatIsTold(t *testing.T) {
	side := func(seeds ...string) (s Side) {
		for _, seed := range seeds {
			s.Runs = append(s.Runs, Run{facts: []fact{{OfSeed, "seed", seed}}})
		}
		return s
	}
	first := side("1", "2", "3", "4", "5", "6")
	if got := differences([]Side{first, side("6", "5", "4", "3", "2", "1")}); len(got) != 0 {
		t.Errorf("the same seeds differ: %+v", got)
	}
	if got := differences([]Side{first, side("1", "2", "3", "4", "7", "8")}); len(got) != 1 {
		t.Errorf("other seeds do not differ: %+v", got)
	}
}

func TestTheSummaryNamesWhatFailedOnASide(t *testing.T) {
	dir := t.TempDir()
	var sides []string
	for i, age := range []time.Duration{200 * ms, 600 * ms, 700 * ms} {
		m := short(age)
		m.plan = func(p *results.Plan) {
			p.Expect = []results.PlanExpect{{Text: "ranking.platform-age.p99 < 100ms"}, {Text: "ranking.platform-age.p50 < 500ms"}, {Text: "lost == 0"}}
			if i == 2 { // has one that no other side has
				p.Expect = append(p.Expect, results.PlanExpect{Text: "ranking.platform-age.max < 650ms"})
			}
		}
		runs := []int{1, 1, 3}[i]
		sides = append(sides, folder(t, fmt.Sprintf("%s/%c", dir, 'a'+i), runs, m))
	}
	want := "b and c compared with a, 1 to 3 runs a side: no measure could be tested, so that no difference is called; the medians are shown. " +
		"Expectations that failed on some sides only: on b ranking.platform-age.p50 < 500ms; on c ranking.platform-age.p50 < 500ms (3 of 3 runs)."
	if got := compared(t, Options{}, sides...).Summary; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	// What fails on all sides alike is no difference between them.
	if got := compared(t, Options{}, sides[1:]...).Summary; strings.Contains(got, "Expectations") {
		t.Error(got)
	}
}
