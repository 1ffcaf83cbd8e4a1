package report

import (
	"bytes"
	"errors"
	"html"
	"regexp"
	"strings"
	"testing"
	"unicode"

	"pgregory.net/rapid"

	"github.com/freshet-bench/freshet/results"
)

func markdown(t testing.TB, runs ...Finished) string {
	t.Helper()
	var buf bytes.Buffer
	if err := WriteMarkdown(&buf, runs...); err != nil {
		t.Fatal(err)
	}
	return buf.String()
}

func finished(r run) Finished {
	return Finished{Scenario: r.rec.Plan.Name, Record: r.rec, Outcome: r.out}
}

func TestMarkdownGolden(t *testing.T) {
	got := markdown(t, finished(fakeRun(t)))
	golden(t, "summary.md", []byte(got))
	if len(got) > 8<<10 {
		t.Errorf("%d bytes for a run of an ordinary size", len(got))
	}
}

func TestMarkdownSaysWhatTrafficTookAndCosts(t *testing.T) {
	r := inZones(t)
	got := markdown(t, finished(r))
	for _, want := range []string{
		"**Traffic** 1.23 KiB an event on the wire, 2.46x what was produced (steady); 33.3 % of the bytes cross zones",
		" USD a month for such a stream, modelled as shared-nothing at aws in us-east-1.\n",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("lacks %q:\n%s", want, got)
		}
	}
	r.rec.Traffic, r.out.TrafficParts = nil, nil
	if got := markdown(t, finished(r)); strings.Contains(got, "**Traffic**") || strings.Contains(got, "**Cost**") {
		t.Errorf("nothing was metered, but it says:\n%s", got)
	}
}

func TestMarkdownOfARunThatWasNotMade(t *testing.T) {
	got := markdown(t, Finished{Scenario: "quick", Err: errors.New("starting the target containers: no\nDocker <here>")}, Finished{Scenario: "later"})
	for _, want := range []string{"## ❌ Not run: quick\n", "**Starting the target containers: no Docker &lt;here&gt;.**\n", "## ❌ Not run: later\n"} {
		if !strings.Contains(got, want) {
			t.Errorf("lacks %q:\n%s", want, got)
		}
	}
}

// What a job may show is limited to 1 MiB, and a run may have any number of
// expectations, warnings and entries.
func TestMarkdownIsBounded(t *testing.T) {
	r := fakeRun(t)
	long := strings.Repeat("why | ", 10_000)
	for range 5_000 {
		r.out.Checks = append(r.out.Checks, results.Check{Text: "lost == 0", Verdict: results.Fail, Reason: long})
		r.out.Entries = append(r.out.Entries, r.out.Entries[0])
		r.out.Warnings = append(r.out.Warnings, long+strings.Repeat("!", len(r.out.Warnings)))
	}
	got := markdown(t, finished(r))
	if len(got) > 200<<10 {
		t.Errorf("%d bytes", len(got))
	}
	if !strings.Contains(got, "and 4,906 more, in the report |") {
		t.Error("does not say what it leaves out")
	}
}

// rendered is what Markdown shows of a text: its escapes undone.
func rendered(text string) string {
	return html.UnescapeString(regexp.MustCompile(`\\([^a-zA-Z0-9\s])`).ReplaceAllString(text, "$1"))
}

func TestMarkdownShowsATextAsItIs(t *testing.T) {
	for text, want := range map[string]string{
		"a|b":                       `a\|b`,
		"<script>alert(1)</script>": "&lt;script&gt;alert(1)&lt;/script&gt;",
		"![x](http://y) @team":      `!\[x\](http://y) &#64;team`,
		"two\nlines\tand `code`":    "two lines and \\`code\\`",
		"\x1b[31mred\x00":           "\uFFFD\\[31mred\uFFFD",
		"raw_clicks":                `raw\_clicks`,
	} {
		if got := escapeMarkdown(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.String().Draw(t, "text")
		want := strings.Map(func(r rune) rune {
			if r == ' ' || unicode.IsPrint(r) {
				return r
			}
			return unicode.ReplacementChar
		}, oneLine(text))
		escaped := escapeMarkdown(text)
		if got := rendered(escaped); got != want {
			t.Errorf("%q is shown as %q", text, got)
		}
		if bare := regexp.MustCompile(`(^|[^\\])(\\\\)*\|`); bare.MatchString(escaped) || strings.ContainsAny(escaped, "<>\n") {
			t.Errorf("%q: %q", text, escaped)
		}
	})
}

func TestMarkdownCode(t *testing.T) {
	for text, want := range map[string]string{
		"lost == 0": "`lost == 0`",
		"a|b":       "`a\\|b`",
		"`x":        "`` `x ``",
	} {
		if got := codeSpan(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
	if got := codeBlock("sh", "echo '```'"); got != "````sh\necho '```'\n````" {
		t.Errorf("%q", got)
	}
}
