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
	t.table(t.view.ageGrid())
	t.table(t.view.gaugeGrid())
	t.table(t.view.decisionGrid())
	t.table(t.view.faultGrid())
	for _, fact := range t.view.entryFacts() {
		t.paragraph(fact)
	}
	t.correctness()
	t.oneLine("Storage", t.view.storageLine())
	t.oneLine("Traffic", t.view.trafficLine())
	t.oneLine("Brokers", usedLine(t.view.out.Usage))
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
	if target := v.rec.Run.Target; target.Caveat != "" {
		t.b.WriteByte('\n')
		t.paragraph(sentenceCase(or(target.Name, "this")) + " target: " + fullStop(target.Caveat))
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
		for _, note := range t.checkNotes(c) {
			g.note(note)
		}
	}
	if g.needs(g.shown(t.opt.Width)) > t.opt.Width {
		t.narrowChecks()
		return
	}
	t.table("Expectations", g)
}

// narrowChecks gives each expectation a line of its own, with what was measured
// below it.
func (t *textWriter) narrowChecks() {
	t.b.WriteByte('\n')
	t.line("%s", t.paint("bold", "Expectations"))
	const marked, indent = 11, "             "
	for _, c := range t.view.out.Checks {
		m := markOf(c.Verdict)
		word := m.Symbol + " " + strings.ToLower(m.Word)
		lead := "  " + t.paint(m.Class, word) + strings.Repeat(" ", max(marked-utf8.RuneCountInString(word), 1))
		for _, l := range wrap(c.Text, t.opt.Width-len(indent)) {
			t.line("%s%s", lead, l)
			lead = indent
		}
		below := append([]string{strings.Join(nonEmpty(or(c.Shown, noSample), c.During), ", ")}, t.checkNotes(c)...)
		for _, text := range below {
			for _, l := range wrap(text, t.opt.Width-len(indent)) {
				t.line("%s%s", indent, t.paint("dim", l))
			}
		}
	}
}

// checkNotes are what is to be said below an expectation.
func (t *textWriter) checkNotes(c results.Check) []string {
	return nonEmpty(ownReason(t.view.out, c), changed(c))
}

func changed(c results.Check) string {
	if c.Changed == "" {
		return ""
	}
	return "the run itself said: " + c.Changed
}

func (v *view) ageGrid() (title string, g grid) {
	late := sourcesLate(v.rec)
	title = "Platform age (available - due)"
	g = grid{head: []string{"", "", "p50", "p99", "p99.9", "max", "signals"}, right: 2, drop: []int{5, 4, 6}}
	if late {
		title = "Platform age (available - due), and age since the action"
		g.head = append(g.head[:6:6], "age p50", "age p99", "signals")
		g.drop = []int{5, 4, 8, 6, 2}
	}
	overlap := false
	for _, s := range v.out.Stages {
		overlap = overlap || overlapping(&s)
		for i, p := range s.Parts {
			name := s.Name
			if i > 0 {
				name = ""
			}
			g.add("", ageCells(name, p, late)...)
		}
	}
	if overlap {
		g.foot = overlapNote
	}
	return title, g
}

func ageCells(name string, p results.Part, late bool) []string {
	q := p.Platform
	if q.Count == 0 {
		return []string{name, p.Name, noSample}
	}
	cells := []string{name, p.Name, span(q.P50), span(q.P99), span(q.P999), span(q.Max)}
	if late {
		cells = append(cells, sampled(p.Age, p.Age.P50), sampled(p.Age, p.Age.P99))
	}
	return append(cells, count(q.Count))
}

func (v *view) gaugeGrid() (title string, g grid) {
	g = grid{head: []string{"", "oldest unseen", "at t", "stale", "lag", "backlog"}, right: 1, drop: []int{5, 2}}
	for _, r := range v.lagRows() {
		g.add("", r.Stage, r.Oldest, r.OldestAt, r.Old, r.Lag, r.Backlog)
	}
	return "Highest gauges", g
}

func (v *view) decisionGrid() (title string, g grid) {
	g = grid{head: []string{"", "", "missed", "of", "share", "unanswered", "answer p99"}, right: 2, drop: []int{6, 5}}
	for _, d := range v.out.Decisions {
		for i, p := range d.Parts {
			name := d.Name
			if i > 0 {
				name = ""
			}
			r := newDecisionRow(p)
			g.add("", name, r.Part, r.Missed, r.WithEvent, r.MissedShare, r.Unanswered, r.LatencyP99)
		}
	}
	return "Decisions (signal missed, of those with an event)", g
}

func (v *view) faultGrid() (title string, g grid) {
	g = grid{head: []string{"", "", "recovery", "peak", "stale"}, flexible: 2, drop: []int{4}}
	for _, e := range v.out.Entries {
		if !e.Begun {
			g.add("", e.Name, "", v.entryWhen(e), "", "")
			continue
		}
		name := e.Name
		for _, r := range e.Recovery {
			row := v.recoveryRow(e, r, max(r.Horizon-e.Begin, 1))
			g.add("", name, r.Stage, row.Text, row.Peak, row.Stale)
			name = ""
		}
		for _, f := range e.Backfill {
			row := newBackfillRow(f)
			text := row.Took + " for " + row.Records + " records"
			if f.Censored {
				text = "longer than " + row.Took + ": not done by the end"
			}
			g.add("", name, "team "+row.Team, text, "", "")
			name = ""
		}
	}
	return "Timeline", g
}

func (t *textWriter) correctness() {
	m, sentence := correctnessSentence(t.view.out)
	t.b.WriteByte('\n')
	t.titled("Correctness", m, sentence)
	for _, n := range settledNotes(t.view.out.Settled) {
		t.paragraph(n.Name + ": " + n.Value)
	}
	for _, text := range t.view.erasures() {
		t.paragraph(text)
	}
	if a := t.view.out.Audit; a != nil && a.Hash != "" {
		t.line("  Workload hash %s", a.Hash)
	}
}

// oneLine is what there is to say of something in a line or so; nothing if text is "".
func (t *textWriter) oneLine(of, text string) {
	if text == "" {
		return
	}
	t.b.WriteByte('\n')
	const indent = 15
	lead := t.paint("bold", of) + strings.Repeat(" ", indent-len(of))
	for _, l := range wrap(text, t.opt.Width-indent) {
		t.line("%s%s", lead, l)
		lead = strings.Repeat(" ", indent)
	}
}

func (t *textWriter) trust() {
	s := t.view.trust()
	t.b.WriteByte('\n')
	t.titled("Trust", s.Mark, s.Sentence)
	for _, r := range s.Rows {
		if r.Mark.Class != "pass" {
			note := r.Note
			if note != "" && strings.Contains(t.view.out.Reason, note) {
				note = "" // the headline says so
			}
			bound := ""
			if r.Bound != "" {
				bound = "bound: " + r.Bound
			}
			t.paragraph(strings.Join(nonEmpty(r.Mark.Symbol+" "+r.Name+": "+r.Shown, bound, note), "; "))
		}
	}
}

func (t *textWriter) warnings() {
	list := collapsed(append(append([]string{}, t.view.out.Warnings...), t.view.rec.Problems...))
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

// wrap breaks a text at blanks into lines of at most width columns, but not
// between a figure and its unit; a word that is longer stands alone.
func wrap(text string, width int) []string {
	var lines []string
	line := ""
	for _, word := range strings.FieldsFunc(unbroken(text), func(r rune) bool { return strings.ContainsRune(" \t\n\r", r) }) {
		word = strings.ReplaceAll(word, noBreak, " ")
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
