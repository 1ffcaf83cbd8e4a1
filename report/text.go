package report

import (
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/freshet-bench/freshet/results"
)

// TextOptions say how the terminal summary is laid out.
type TextOptions struct {
	// Color uses ANSI colours; verdicts stay readable without.
	Color bool
	// Width is the number of columns to wrap at; below 40 counts as 80.
	Width int
}

// WriteText writes the terminal summary of a run: the verdict in a sentence, the
// expectations, and the few figures that say how old signals got, what was missed
// and whether anything went wrong.
func WriteText(w io.Writer, rec *results.Record, out *results.Outcome, opt TextOptions) error {
	if opt.Width < 40 {
		opt.Width = 80
	}
	t := &textWriter{view: newView(rec, out), opt: opt}
	t.head()
	t.notices()
	t.checks()
	t.ages()
	t.gauges()
	t.decisions()
	t.faults()
	t.correctness()
	t.trust()
	t.warnings()
	if _, err := io.WriteString(w, t.b.String()); err != nil {
		return fmt.Errorf("writing the summary: %w", err)
	}
	return nil
}

// textWriter builds the summary.
type textWriter struct {
	view *view
	opt  TextOptions
	b    strings.Builder
}

func (t *textWriter) head() {
	v := t.view
	m := markOf(v.out.Verdict)
	t.line("%s  %s", t.paint(m.Class, m.Symbol+" "+strings.ToUpper(m.Word)), t.paint("bold", v.rec.Plan.Name))
	t.b.WriteByte('\n')
	t.paragraph(headline(v.rec, v.out))
}

func (t *textWriter) notices() {
	v := t.view
	if n, ok := statusNotice(v.rec, v.out); ok {
		t.b.WriteByte('\n')
		t.paragraph(strings.ToUpper(n.Title) + ". " + n.Text)
	}
	if c := v.rec.Run.Target.Caveat; c != "" {
		t.b.WriteByte('\n')
		t.paragraph("Note: " + fullStop(c))
	}
}

func (t *textWriter) checks() {
	if len(t.view.out.Checks) == 0 {
		return
	}
	g := grid{head: []string{"", "asked", "measured", "during"}, flexible: 1}
	for _, c := range t.view.out.Checks {
		m := markOf(c.Verdict)
		g.add(m.Class, m.Symbol+" "+strings.ToLower(m.Word), c.Text, or(c.Shown, noSample), c.During)
		for _, note := range nonEmpty(ownReason(t.view.out, c), changed(c)) {
			g.note(note)
		}
	}
	t.table("Expectations", g)
}

func changed(c results.Check) string {
	if c.Changed == "" {
		return ""
	}
	return "the run itself said: " + c.Changed
}

func (t *textWriter) ages() {
	v := t.view
	g := grid{head: []string{"", "", "p50", "p99", "p99.9", "max", "signals"}, right: 2, flexible: 0}
	for _, s := range v.out.Stages {
		for i, p := range s.Parts {
			name := s.Name
			if i > 0 {
				name = ""
			}
			q := p.Platform
			if q.Count == 0 {
				g.add("", name, p.Name, noSample)
				continue
			}
			g.add("", name, p.Name, span(q.P50), span(q.P99), span(q.P999), span(q.Max), count(q.Count))
		}
	}
	t.table("Platform age (available - due)", g)
}

func (t *textWriter) gauges() {
	g := grid{head: []string{"", "oldest unseen", "at t", "stale", "lag", "backlog"}, right: 1, flexible: 0}
	for _, r := range t.view.lagRows() {
		g.add("", r.Stage, r.Oldest, r.OldestAt, r.Old, r.Lag, r.Backlog)
	}
	t.table("Highest gauges", g)
}

func (t *textWriter) decisions() {
	g := grid{head: []string{"", "", "missed", "of", "share", "unanswered", "answer p99"}, right: 2, flexible: 0}
	for _, d := range t.view.out.Decisions {
		for i, p := range d.Parts {
			name := d.Name
			if i > 0 {
				name = ""
			}
			r := newDecisionRow(p)
			g.add("", name, r.Part, r.Missed, r.WithEvent, r.MissedShare, r.Unanswered, r.LatencyP99)
		}
	}
	t.table("Decisions (signal missed, of those with an event)", g)
}

func (t *textWriter) faults() {
	g := grid{head: []string{"", "", "recovery", "peak", "stale"}, flexible: 2}
	for _, e := range t.view.out.Entries {
		if !e.Begun {
			g.add("", e.Name, "", t.view.entryWhen(e), "", "")
			continue
		}
		name := e.Name
		for _, r := range e.Recovery {
			row := newRecoveryRow(e, r, max(r.Horizon-e.Begin, 1))
			g.add("", name, r.Stage, row.Text, row.Peak, row.Stale)
			name = ""
		}
		for _, f := range e.Backfill {
			row := newBackfillRow(f)
			text := row.Took + " for " + row.Records + " records"
			if f.Censored {
				text = "not done after " + row.Took
			}
			g.add("", name, "team "+row.Team, text, "", "")
			name = ""
		}
	}
	t.table("Timeline", g)
}

func (t *textWriter) correctness() {
	m, sentence := correctnessSentence(t.view.out)
	t.b.WriteByte('\n')
	t.titled("Correctness", m, sentence)
	for _, s := range t.view.out.Settled {
		if note := settledNote(s); note != "" {
			t.paragraph(s.Topic + s.Stage + ": " + note)
		}
	}
	if a := t.view.out.Audit; a != nil && a.Hash != "" {
		t.line("  Workload hash %s", a.Hash)
	}
}

func (t *textWriter) trust() {
	s := t.view.trust()
	t.b.WriteByte('\n')
	t.titled("Trust", s.Mark, s.Sentence)
	for _, r := range s.Rows {
		if r.Mark.Class != "pass" {
			note := r.Note
			if note == t.view.out.Reason {
				note = "" // the headline says so
			}
			t.paragraph(strings.Join(nonEmpty(r.Mark.Symbol+" "+r.Name+": "+r.Shown, "bound: "+r.Bound, note), "; "))
		}
	}
}

func (t *textWriter) warnings() {
	list := append(append([]string{}, t.view.out.Warnings...), t.view.rec.Problems...)
	if len(list) == 0 {
		return
	}
	t.b.WriteByte('\n')
	t.line("%s", t.paint("bold", "Warnings"))
	for _, w := range list {
		t.paragraph("! " + w)
	}
}

// line writes a line; a line of the summary never ends in blanks.
func (t *textWriter) line(format string, args ...any) {
	t.b.WriteString(strings.TrimRight(fmt.Sprintf(format, args...), " "))
	t.b.WriteByte('\n')
}

// titled writes a title and a marked sentence beside it.
func (t *textWriter) titled(title string, m mark, sentence string) {
	const indent = 15
	for i, l := range wrap(sentence, t.opt.Width-indent) {
		if i == 0 {
			t.line("%s%s%s %s", t.paint("bold", title), strings.Repeat(" ", indent-2-len(title)), t.paint(m.Class, m.Symbol), l)
			continue
		}
		t.line("%s%s", strings.Repeat(" ", indent), l)
	}
}

// paragraph wraps a text at the width, indented by two.
func (t *textWriter) paragraph(text string) {
	hang := ""
	for _, l := range wrap(text, t.opt.Width-4) {
		t.line("  %s%s", hang, l)
		if strings.HasPrefix(text, "! ") || strings.HasPrefix(text, "? ") {
			hang = "  "
		}
	}
}

// paint colours a text, if colours are wanted.
func (t *textWriter) paint(class, text string) string {
	code := map[string]string{"pass": "32", "fail": "31", "unknown": "33", "bold": "1", "dim": "2"}[class]
	if !t.opt.Color || code == "" {
		return text
	}
	return "\x1b[" + code + "m" + text + "\x1b[0m"
}

// wrap breaks a text at blanks into lines of at most width columns; a word that
// is longer stands alone.
func wrap(text string, width int) []string {
	var lines []string
	line := ""
	for _, word := range strings.Fields(text) {
		switch {
		case line == "":
			line = word
		case utf8.RuneCountInString(line)+1+utf8.RuneCountInString(word) <= width:
			line += " " + word
		default:
			lines = append(lines, line)
			line = word
		}
	}
	if line != "" {
		lines = append(lines, line)
	}
	return lines
}
