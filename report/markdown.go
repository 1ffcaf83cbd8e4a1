package report

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/freshet-bench/freshet/results"
)

// WriteMarkdown writes runs as GitHub's and GitLab's Markdown, for a job's summary
// or a comment: of each the verdict, the expectations, how old signals got at each
// stage, the faults and the recovery from them, what it took on the wire and would
// cost a month, whether the run can be trusted, and how to run it again. A run takes a few KB, and never more than some 150 KB:
// of a very long table the first rows are written, and how many there are.
func WriteMarkdown(w io.Writer, runs ...Finished) error {
	var b strings.Builder
	for _, r := range runs {
		m := markdownWriter{b: &b}
		m.run(r)
	}
	if _, err := io.WriteString(w, b.String()); err != nil {
		return fmt.Errorf("writing the Markdown summary: %w", err)
	}
	return nil
}

// markdownWriter builds the summary of one run.
type markdownWriter struct{ b *strings.Builder }

// emoji are the verdicts for a page on which colour is what one looks for; the
// word always stands beside.
func emoji(v results.Verdict) string {
	switch v {
	case results.Pass:
		return "✅"
	case results.Fail:
		return "❌"
	}
	return "❔"
}

func (m *markdownWriter) run(f Finished) {
	trouble := f.trouble()
	verdict := emoji(f.verdict()) + " " + markOf(f.verdict()).Word
	if f.Err != nil || f.Outcome == nil {
		verdict = "❌ Not run"
		if f.judged() {
			verdict = "❌ Failed"
		}
	}
	m.line("## %s: %s\n", verdict, escapeMarkdown(f.Scenario))
	if trouble != "" {
		m.line("**%s**\n", escapeMarkdown(fullStop(sentenceCase(trouble))))
	}
	if !f.judged() {
		return
	}
	v := newView(f.Record, f.Outcome)
	m.line("%s\n", escapeMarkdown(headline(f.Record, f.Outcome)))
	m.caveat(f.Record.Run.Target)
	m.table("Expectations", v.expectationGrid())
	m.table(v.ageGrid())
	m.table(v.decisionGrid())
	m.table(v.faultGrid())
	m.list(v.entryFacts())
	m.sentences(v)
	m.again(f.Record)
}

func (m *markdownWriter) caveat(t results.Target) {
	if t.Caveat != "" {
		m.line("> **%s target:** %s\n", escapeMarkdown(sentenceCase(or(t.Name, "this"))), escapeMarkdown(fullStop(t.Caveat)))
	}
}

// expectationGrid is the expectations; why one did not hold stands in its row.
func (v *view) expectationGrid() grid {
	g := grid{head: []string{"", "asked", "measured", "during"}}
	for _, c := range v.out.Checks {
		measured := or(c.Shown, noSample)
		for _, note := range nonEmpty(ownReason(v.out, c), changed(c)) {
			measured += "; " + note
		}
		g.add("", emoji(c.Verdict)+" "+string(c.Verdict), c.Text, measured, c.During)
	}
	return g
}

// sentences are traffic and its cost, correctness, trust and the warnings.
func (m *markdownWriter) sentences(v *view) {
	for _, s := range []struct{ name, text string }{{"Traffic", v.trafficLine()}, {"Cost", costSentence(v.rec)}} {
		if s.text != "" {
			m.line("**%s** %s\n", s.name, escapeMarkdown(fullStop(sentenceCase(s.text))))
		}
	}
	mark, sentence := correctnessSentence(v.out)
	m.line("**Correctness** %s %s\n", mark.Symbol, escapeMarkdown(sentence))
	trust := v.trust()
	m.line("**Trust** %s %s\n", trust.Mark.Symbol, escapeMarkdown(trust.Sentence))
	var list []string
	for _, r := range trust.Rows {
		if r.Mark.Class != "pass" {
			list = append(list, strings.Join(nonEmpty(r.Mark.Symbol+" "+r.Name+": "+r.Shown, r.Note), "; "))
		}
	}
	for _, w := range collapsed(append(append([]string{}, v.out.Warnings...), v.rec.Problems...)) {
		list = append(list, "! "+w)
	}
	m.list(list)
}

func (m *markdownWriter) list(items []string) {
	for i, item := range items {
		if i == mostRows {
			m.line("- and %s more, in the report", count(int64(len(items)-i)))
			break
		}
		m.line("- %s", escapeMarkdown(clipped(item)))
	}
	if len(items) > 0 {
		m.line("")
	}
}

// again is how to run it again, and what ran.
func (m *markdownWriter) again(rec *results.Record) {
	if len(rec.Run.Command) > 0 {
		m.line("Run it again:\n\n%s\n", codeBlock("sh", shellLine(rec.Run.Command)))
	}
	var words []string
	for _, f := range runFacts(rec.Run) {
		if slices.Contains([]string{"Run", "Seed", "Freshet", "Target", "Generator"}, f.Name) {
			words = append(words, strings.ToLower(f.Name)+" "+escapeMarkdown(clipped(f.Value)))
		}
	}
	m.line("<sub>%s</sub>\n", strings.Join(words, " · "))
}

func (m *markdownWriter) line(format string, args ...any) {
	fmt.Fprintf(m.b, format+"\n", args...)
}
