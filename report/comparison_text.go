package report

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/freshet-bench/freshet/results"
	"github.com/freshet-bench/freshet/results/compare"
)

// ComparisonOptions say how a comparison is written as text.
type ComparisonOptions struct {
	TextOptions
	// All shows the measures that are not tested too.
	All bool
}

// WriteComparison writes a comparison for a terminal: what differs between the sides,
// what was left out, the sentence, and a line a measure as benchstat has it.
func WriteComparison(w io.Writer, c *compare.Comparison, opt ComparisonOptions) error {
	if opt.Width < 40 {
		opt.Width = 100
	}
	t := &textWriter{opt: opt.TextOptions}
	g := &comparisonGrids{c: c, all: opt.All}
	t.line("%s  %s", t.paint("bold", c.Scenario), strings.Join(sideNames(c), " | "))
	t.b.WriteByte('\n')
	t.paragraph(c.Summary)
	t.table(g.differences())
	t.table(g.gates())
	t.table(g.checks())
	for _, s := range comparisonSections() {
		t.table(g.section(s.of, s.title))
	}
	if len(g.zero) > 0 {
		t.b.WriteByte('\n')
		t.paragraph("0 in every run: " + strings.Join(g.zero, ", ") + ".")
	}
	t.b.WriteByte('\n')
	for _, note := range g.footnotes() {
		t.paragraph(note)
	}
	if _, err := io.WriteString(w, t.b.String()); err != nil {
		return fmt.Errorf("writing the comparison: %w", err)
	}
	return nil
}

// comparisonSections are the sections of measures, in order, with their titles.
func comparisonSections() []struct {
	of    compare.Section
	title string
} {
	return []struct {
		of    compare.Section
		title string
	}{
		{compare.Ages, "How old signals got"},
		{compare.Decisions, "Decisions"},
		{compare.Lag, "Oldest unseen and lag, the highest"},
		{compare.Faults, "Timeline"},
		{compare.Correctness, "Correctness"},
		{compare.Storages, "Storage"},
		{compare.Traffics, "Traffic"},
		{compare.Costs, "Cost a month, modelled"},
	}
}

// sideNames are the names of the sides with their runs.
func sideNames(c *compare.Comparison) []string {
	var out []string
	for _, s := range c.Sides {
		out = append(out, fmt.Sprintf("%s (%s)", s.Name, plural(len(s.Runs), "run")))
	}
	return out
}

// comparisonGrids makes the tables of a comparison.
type comparisonGrids struct {
	c   *compare.Comparison
	all bool
	// marked are the footnotes of rows, in order of their numbers.
	marked []string
	// zero are the rows that are 0 in every run, and hidden how many are not shown.
	zero   []string
	hidden int
}

// differences is what is not the same on all sides.
func (g *comparisonGrids) differences() (title string, out grid) {
	const most = 24
	out = grid{head: []string{""}, flexible: len(g.c.Sides)}
	for _, s := range g.c.Sides {
		out.head = append(out.head, s.Name)
	}
	for i, d := range g.c.Differences {
		if i == most {
			out.note(fmt.Sprintf("and %d more, in --format json", len(g.c.Differences)-most))
			break
		}
		cells := []string{d.What}
		for _, v := range d.Values {
			cells = append(cells, or(v, "-"))
		}
		out.add("", cells...)
	}
	if len(g.c.Differences) == 0 {
		out.add("", "nothing that the records tell")
	}
	return "What differs between the sides", out
}

// gates is the conditions and what became of them.
func (g *comparisonGrids) gates() (title string, out grid) {
	out = grid{head: []string{"", "fail if", "side", "was", "is", "difference", "p"}, flexible: 1}
	for _, r := range g.c.Gates {
		m := markOf(r.Verdict)
		out.add(m.Class, m.Symbol+" "+strings.ToLower(m.Word), r.Text, g.c.Sides[r.Side].Name,
			medianText(r.First, r.Unit), medianText(r.Other, r.Unit),
			compare.Pair{Relative: r.RelativeDiff, Absolute: r.Absolute, Bound: r.DifferenceBound}.FormatDifference(r.Unit), pText(r.Adjusted))
		if r.Reason != "" {
			out.note(r.Reason)
		}
	}
	return "Gates", out
}

// checks is the scenario's expectations: in how many runs of a side each held.
func (g *comparisonGrids) checks() (title string, out grid) {
	out = grid{head: []string{""}, flexible: 0}
	for _, s := range g.c.Sides {
		out.head = append(out.head, s.Name)
	}
	for _, c := range g.c.Checks {
		cells := []string{c.Text}
		for _, s := range c.Sides {
			cells = append(cells, checkedText(s))
		}
		out.add("", cells...)
	}
	return "Expectations", out
}

// checkedText is in how many runs an expectation held: "✓ 6 of 6".
func checkedText(s compare.CheckSide) string {
	n := s.Pass + s.Fail + s.Unknown
	if n == 0 {
		return "-"
	}
	m := markOf(s.Verdict)
	text := fmt.Sprintf("%s %d of %d", m.Symbol, s.Pass, n)
	if s.Verdict == results.Unknown || s.Fail > 0 && s.Unknown > 0 {
		text += fmt.Sprintf(", %d unknown", s.Unknown)
	}
	return text
}

// section is the measures of a section, a row each.
func (g *comparisonGrids) section(s compare.Section, name string) (title string, out grid) {
	out, withP := grid{head: []string{"", g.c.Sides[0].Name}, right: 1, flexible: 0}, g.hasP()
	for _, side := range g.c.Sides[1:] {
		out.head = append(out.head, side.Name, "difference")
		if withP {
			out.head = append(out.head, "p")
		}
	}
	for _, m := range g.c.In(s) {
		switch {
		case !m.Tested && !g.all && s != compare.Storages:
			g.hidden++
			continue
		case m.Zero():
			g.zero = append(g.zero, m.ID)
			continue
		}
		class, cells := g.cells(m, withP)
		out.add(class, cells...)
	}
	return name, out
}

// cells is the row of a measure: for each further side its median, the difference and
// the adjusted p-value.
func (g *comparisonGrids) cells(m compare.Measure, withP bool) (class string, cells []string) {
	label := m.ID
	for _, n := range g.c.Notes {
		if n.About == m.ID {
			label += " " + g.mark(n.Text)
		}
	}
	cells = []string{label, sampleText(m.Sides[0], m.Unit)}
	for i, p := range m.Pairs {
		if p.Called() {
			class = map[string]string{"better": "pass", "worse": "fail"}[p.Effect]
		}
		cells = append(cells, sampleText(m.Sides[i+1], m.Unit), differenceText(m, p))
		if withP {
			cells = append(cells, pText(p.Adjusted))
		}
	}
	return class, cells
}

// hasP reports whether there is a p-value to show: of few runs there is none.
func (g *comparisonGrids) hasP() bool {
	return slices.ContainsFunc(g.c.Measures, func(m compare.Measure) bool {
		return slices.ContainsFunc(m.Pairs, func(p compare.Pair) bool { return p.Adjusted != nil })
	})
}

// mark is the number of a footnote; rows with the same share it.
func (g *comparisonGrids) mark(text string) string {
	at := slices.Index(g.marked, text)
	if at < 0 {
		at, g.marked = len(g.marked), append(g.marked, text)
	}
	return superscript(at + 1)
}

// superscript writes a number the way footnotes are marked.
func superscript(n int) string {
	var b strings.Builder
	for _, digit := range fmt.Sprint(n) {
		b.WriteRune([]rune("⁰¹²³⁴⁵⁶⁷⁸⁹")[digit-'0'])
	}
	return b.String()
}

// footnotes are the warnings: of rows by number, then of the page.
func (g *comparisonGrids) footnotes() []string {
	var out []string
	for i, text := range g.marked {
		out = append(out, superscript(i+1)+" "+text)
	}
	for _, n := range g.c.Notes {
		if n.About == "" {
			out = append(out, "! "+n.Text)
		}
	}
	m := g.c.Method
	how := fmt.Sprintf("Medians over runs ± the farther end of their %.0f %% bootstrap interval; ~ = no difference found.", 100*m.Confidence)
	if g.hasP() {
		how += fmt.Sprintf(" p: Mann-Whitney, adjusted for %s (Holm); a difference is called at p ≤ %g.", plural(m.Tests, "test"), m.Alpha)
	}
	out = append(out, how)
	if g.hidden > 0 {
		out = append(out, plural(g.hidden, "measure")+" that are shown and not tested: --all.")
	}
	return out
}
