package scenarios

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

// quickly fails the test if what it does takes so long that it grows faster than
// its input: seconds are a busy machine's affair.
func quickly(t *testing.T, what string, do func()) {
	t.Helper()
	began := time.Now()
	do()
	if took := time.Since(began); took > time.Minute {
		t.Errorf("%s took %v", what, took)
	}
}

// diamond is a scenario whose paths double with each of its layers.
func diamond(layers int) string {
	var topics, stages strings.Builder
	before := "raw"
	for i := range layers {
		for _, side := range []string{"a", "b"} {
			fmt.Fprintf(&topics, "  t%d%s: {}\n", i, side)
			fmt.Fprintf(&stages, "  s%d%s: {reads: [%s], writes: t%d%s}\n", i, side, before, i, side)
		}
		before = fmt.Sprintf("t%da, t%db", i, i)
	}
	return "name: d\nduration: 10s\ntopics:\n  raw: {}\n" + topics.String() + "sources: {clicks: {topic: raw, rate: 5/s}}\nstages:\n" + stages.String() +
		"  last: {reads: [" + before + "], serves: user}\ndecisions: {pv: {asks: last, after: clicks, tolerance: 1s}}\n"
}

func TestDiamondOfStages(t *testing.T) {
	quickly(t, "a diamond", func() {
		if _, err := load(t, diamond(24)).Warnings(kindEmbedded); err != nil {
			t.Error(err)
		}
	})
}

func chain(stages int) string {
	var b strings.Builder
	b.WriteString("name: c\nduration: 10s\nsources: {clicks: {topic: t0, rate: 5/s}}\ntopics:\n")
	for i := range stages {
		fmt.Fprintf(&b, "  t%d: {}\n", i)
	}
	b.WriteString("stages:\n")
	for i := range stages {
		if i+1 < stages {
			fmt.Fprintf(&b, "  s%d: {reads: t%d, writes: t%d}\n", i, i, i+1)
			continue
		}
		fmt.Fprintf(&b, "  s%d: {reads: t%d, serves: user}\n", i, i)
	}
	return b.String()
}

func TestChainOfStages(t *testing.T) {
	quickly(t, "a chain", func() { load(t, chain(200)) })
}

// Each entry after another, and an expectation about each.
func TestChainOfEntries(t *testing.T) {
	var entries, expect strings.Builder
	for i := 1; i < 500; i++ {
		fmt.Fprintf(&entries, "  - {after: e%d, name: e%d, kill: {stage: r, members: 1}, for: 12s}\n", i-1, i)
		fmt.Fprintf(&expect, "  - recovery(e%d, r) < 1s\n", i)
	}
	quickly(t, "a chain of entries", func() {
		load(t, "name: c\nduration: 3h\ntopics: {raw: {}}\nsources: {clicks: {topic: raw, rate: 5/s}}\nstages: {r: {reads: raw, serves: user, objective: 1s}}\n"+
			"timeline:\n  - {at: 50s, name: e0, kill: {stage: r, members: 1}, for: 12s}\n"+entries.String()+"expect:\n"+expect.String())
	})
}

// numbered is n lines of a form with a number in it.
func numbered(n int, form string) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, form, i)
	}
	return b.String()
}

// Too many of a thing give one line, and nothing that refers to them another.
func TestTooMany(t *testing.T) {
	head, expect, _ := strings.Cut(small, "expect:")
	for want, text := range map[string]string{
		"201 topics; expected at most 200":                  strings.Replace(small, "topics:\n", "topics:\n"+numbered(199, "  t%d: {}\n"), 1),
		"201 sources; expected at most 200":                 strings.Replace(small, "sources:\n", "sources:\n"+numbered(200, "  s%d: {topic: raw.clicks, rate: 1/s}\n"), 1),
		"202 stages; expected at most 200":                  strings.Replace(small, "stages:\n", "stages:\n"+numbered(200, "  s%d: {reads: raw.clicks}\n"), 1),
		"201 decisions; expected at most 200":               strings.Replace(small, "decisions:\n", "decisions:\n"+numbered(200, "  d%d: {asks: ranking, after: clicks, tolerance: 1s}\n"), 1),
		"501 timeline entries; expected at most 500":        strings.Replace(small, "timeline:\n", "timeline:\n"+numbered(500, "  - {at: 50s, name: e%d, kill: {stage: ranking, members: 1}}\n"), 1),
		"60000 expectations; expected at most 1000":         head + "expect:\n" + numbered(60_000, "  - lst.%d\n"),
		"1002 expectations; expected at most 1000":          head + "expect:" + expect + numbered(1000, "  - lost == %d\n"),
		"101 zones; expected at most 100":                   "zones:\n" + numbered(101, "- z%d\n") + small,
		"an expectation of 999 bytes; expected at most 300": head + "expect: " + strings.Repeat("a", 999) + "\n",
	} {
		quickly(t, want, func() {
			if got := problems(t, text); len(got) != 1 || !strings.HasSuffix(got[0], want) {
				t.Errorf("%s: %q", want, got[:min(len(got), 5)])
			}
		})
	}
}

func TestManyProblemsAreCounted(t *testing.T) {
	quickly(t, "60000 unknown keys", func() {
		got := problems(t, small+numbered(60_000, "k%d: 1\n"))
		if len(got) != maxPrinted+1 || got[maxPrinted] != "x.yaml: ... and 59950 more" {
			t.Errorf("%d lines, the last: %q", len(got), got[len(got)-1])
		}
	})
}

// A mistake gives its own line, and what follows from it none.
func TestMistakesHaveNoFollowers(t *testing.T) {
	twice := strings.Replace(small, "  ranking: {reads", "  features: {reads", 1)
	for name, c := range map[string]struct{ text, want string }{
		"serves unknown":        {strings.Replace(small, "serves: user", "serves: usr", 1), `serves: "usr" is unknown`},
		"serves misspelt":       {strings.Replace(small, "serves: user", "servs: user", 1), `unknown key "servs"`},
		"store of it":           {strings.NewReplacer("serves: user", "serves: usr", "ranking.platform-age.p99 < 500ms", "ranking.diverged == 0").Replace(small), `serves: "usr" is unknown`},
		"objective unreadable":  {strings.Replace(small, "user, objective: 500ms", "user, objective: 500", 1), `"500" has no unit`},
		"stage twice":           {twice, "features stands here a second time"},
		"source misspelt":       {strings.Replace(small, "sources:", "souces:", 1), `unknown key "souces"`},
		"stages misspelt":       {strings.Replace(small, "stages:", "stags:", 1), `unknown key "stags"`},
		"no sources":            {strings.Replace(small, "sources:\n  clicks: {topic: raw.clicks, rate: 100/s}\n", "", 1), "sources is missing"},
		"reads its own":         {strings.Replace(small, "reads: raw.clicks", "reads: features.user", 1), "a cycle of stages: features -> features"},
		"writes the raw topic":  {strings.Replace(small, "serves: user", "writes: raw.clicks", 1), "source clicks writes topic raw.clicks too"},
		"serves and writes":     {strings.Replace(small, "serves: user", "serves: user, writes: features.user", 1), "a stage either writes or serves"},
		"name not a name":       {strings.Replace(small, "  ranking: {reads", "  Ranking: {reads", 1), `"Ranking" is not a name`},
		"name with a space":     {strings.Replace(small, "  ranking: {reads", "  the ranking: {reads", 1), `"the ranking" is not a name`},
		"topic not known":       {strings.Replace(small, "topic: raw.clicks", "topic: raw.click", 1), `there is no topic "raw.click"`},
		"class of what is lost": {strings.Replace(twice, "ranking.platform-age.p99", "analytics.platform-age.p99", 1), "features stands here a second time"},
	} {
		if got := problems(t, c.text); len(got) != 1 || !strings.Contains(got[0], c.want) {
			t.Errorf("%s:\n%s\nwant one line with %q", name, strings.Join(got, "\n"), c.want)
		}
	}
}

func TestFiveMistakesOfAllKindsGiveFiveLines(t *testing.T) {
	got := problems(t, `name: t
duration: 20s
topics: {a: {}, b: {}}
sources: {s: {topic: aa, rate: 0/s}}
stages:
  f: {reads: a, writes: b, objective: 1s}
  r: {reads: b, serves: usr, objective: 1s}
decisions: {pv: {asks: r, after: s, tolerance: 2s}}
timeline: [{at: 5, slow: {stage: f, work: 1ms}, for: 2s}]
expect: [lst == 0]
`)
	if len(got) != 5 {
		t.Errorf("%s", strings.Join(got, "\n"))
	}
}

// Of the cycles of a knot one is told; two knots are two mistakes.
func TestTwoCycles(t *testing.T) {
	got := problems(t, `name: rings
duration: 10s
topics: {raw: {}, a: {}, b: {}, c: {}, d: {}}
sources: {clicks: {topic: raw, rate: 5/s}}
stages:
  s1: {reads: [raw, b, c], writes: a}
  s2: {reads: a, writes: b}
  s3: {reads: [a, b], writes: c}
  s4: {reads: [raw, d], writes: d}
`)
	want := []string{"x.yaml:6:36: a cycle of stages: s1 -> s2 -> s1", "x.yaml:9:33: a cycle of stages: s4 -> s4"}
	if !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestExpectationsThatAreDecided(t *testing.T) {
	const first = "ranking.platform-age.p99 < 500ms"
	for expectation, want := range map[string]string{
		"lost >= 0":                          `"lost >= 0" cannot fail: lost is never below 0`,
		"lost < 0":                           `"lost < 0" can never hold: lost is never below 0`,
		"lost == 0.5":                        `"lost == 0.5" can never hold: lost is a whole number`,
		"lost != 0.5":                        `"lost != 0.5" cannot fail: lost is a whole number`,
		"page-view.missed < 200%":            `"page-view.missed < 200%" cannot fail: missed is at most 100%`,
		"page-view.missed <= 100%":           `"page-view.missed <= 100%" cannot fail`,
		"page-view.missed > 100%":            `"page-view.missed > 100%" can never hold`,
		"clicks.sent.rate >= 0/s":            `"clicks.sent.rate >= 0/s" cannot fail: sent is never below 0`,
		"background.age.p99 < 1s":            "no stage is of the class background",
		"analytics.sent > 5":                 "no source is of the class analytics",
		"ranking.resurrected == 0":           "no deletion reaches ranking, so resurrected would have nothing to judge",
		"ranking.age.p99 >= 0s during burst": `"ranking.age.p99 >= 0s during burst" cannot fail`,
	} {
		if got := problems(t, strings.Replace(small, first, expectation, 1)); len(got) != 1 || !strings.HasPrefix(got[0], "x.yaml:17:5: "+want) {
			t.Errorf("%s: %q, want %q", expectation, got, want)
		}
	}
	for _, fine := range []string{"lost <= 0", "lost > 0", "lost != 0", "lost < 0.5", "page-view.missed < 100%", "page-view.missed >= 100%", "page-view.missed.count < 200", "serving.age.mean == 0.5s", "ranking.backlog.mean == 0.5"} {
		load(t, strings.Replace(small, first, fine, 1))
	}
}

// Whatever is written where: a message stays a line that can be read.
func TestLongAndOddTextsAreShortened(t *testing.T) {
	for _, odd := range []string{strings.Repeat("x", 5000), strings.Repeat("9", 5000), strings.Repeat("a b ", 1500), `\e[31mred\a`, strings.Repeat("\u202e", 500)} {
		quoted := `"` + odd + `"`
		for _, old := range []string{"small\n", "raw.clicks:", "page-view:", "ranking:", "100/s", "user", "members:", "60s", "1ms", "raw.clicks,", "burst:", "{source: clicks", "4x", "2s}", "ranking.platform-age.p99 < 500ms"} {
			with := quoted + strings.TrimLeft(old, "abcdefghijklmnopqrstuvwxyz-.0123456789 {</")
			if strings.HasPrefix(old, "{") {
				with = "{source: " + quoted
			}
			for _, line := range problems(t, strings.Replace(small, old, with, 1)) {
				if utf8.RuneCountInString(line) > 450 || strings.ContainsFunc(line, unprintable) {
					t.Errorf("%s: %q", old, line)
				}
			}
		}
		if _, err := tryLoad(small, sets("sources.clicks."+odd+"=1", odd, "topics."+odd+".partitions=3")); err != nil {
			for _, line := range strings.Split(err.Error(), "\n") {
				if utf8.RuneCountInString(line) > 450 {
					t.Errorf("%q", line)
				}
			}
		}
	}
}

func TestEchoKeepsBothEnds(t *testing.T) {
	got := tidy(`there is no stage "` + strings.Repeat("a", 200) + `-end"`)
	if !strings.HasSuffix(got, `aaa-end"`) || !strings.Contains(got, `"aaa`) || len(got) > 90 {
		t.Errorf("%q", got)
	}
	if got := tidy("a\tb\x1b[31m"); got != `a\tb\x1b[31m` {
		t.Errorf("%q", got)
	}
}
