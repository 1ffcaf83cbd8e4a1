package report

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// grid is a table of the terminal summary.
type grid struct {
	head []string
	// right is the first column that is aligned to the right, 0 = none.
	right int
	// flexible is the column that gives way when the table is too wide, and drop
	// the columns that are left out for that before, the first one first.
	flexible int
	drop     []int
	rows     []gridRow
	foot     string // a note under the table
}

// gridRow is a row, or a note under the row before.
type gridRow struct {
	class string
	cells []string
	note  string
}

func (g *grid) add(class string, cells ...string) {
	g.rows = append(g.rows, gridRow{class: class, cells: cells})
}

func (g *grid) note(text string) { g.rows = append(g.rows, gridRow{note: text}) }

// columnGap stands between two columns.
const columnGap = "  "

// widths are the columns' natural widths.
func (g *grid) widths() []int {
	widths := make([]int, len(g.head))
	for i, h := range g.head {
		widths[i] = utf8.RuneCountInString(h)
	}
	for _, r := range g.rows {
		for i, c := range r.cells {
			widths[i] = max(widths[i], utf8.RuneCountInString(c))
		}
	}
	return widths
}

// needs is how wide the given columns are side by side.
func (g *grid) needs(columns []int) int {
	widths := g.widths()
	sum := 2 - len(columnGap)
	for _, i := range columns {
		sum += widths[i] + len(columnGap)
	}
	return sum
}

// shown are the columns that are shown within total.
func (g *grid) shown(total int) []int {
	columns := make([]int, len(g.head))
	for i := range columns {
		columns[i] = i
	}
	for _, d := range g.drop {
		if g.needs(columns) <= total {
			break
		}
		columns = slices.DeleteFunc(columns, func(i int) bool { return i == d })
	}
	return columns
}

// fitted are the widths at which the given columns fit into total: the flexible
// one shrinks, but never below its longest word, unless that is very long.
func (g *grid) fitted(columns []int, total int) []int {
	widths := g.widths()
	over := g.needs(columns) - total
	if over <= 0 {
		return widths
	}
	least := 0
	for _, r := range g.rows {
		if g.flexible < len(r.cells) {
			least = max(least, longestWord(r.cells[g.flexible]))
		}
	}
	widths[g.flexible] = max(widths[g.flexible]-over, min(least, total/2))
	return widths
}

func longestWord(text string) int {
	n := 0
	for _, w := range strings.Fields(text) {
		n = max(n, utf8.RuneCountInString(w))
	}
	return n
}

// table writes a titled table, or nothing if it has no rows.
func (t *textWriter) table(title string, g grid) {
	if len(g.rows) == 0 {
		return
	}
	columns := g.shown(t.opt.Width)
	widths := g.fitted(columns, t.opt.Width)
	t.b.WriteByte('\n')
	t.line("%s", t.paint("bold", title))
	t.row(g, columns, widths, gridRow{class: "dim", cells: g.head}, true)
	indent := "  " + strings.Repeat(" ", widths[0]) + columnGap
	for _, r := range g.rows {
		if r.note == "" {
			t.row(g, columns, widths, r, false)
			continue
		}
		for _, l := range wrap(r.note, max(t.opt.Width-len(indent), 20)) {
			t.line("%s%s", indent, t.paint("dim", l))
		}
	}
	for _, l := range wrap(g.foot, t.opt.Width-2) {
		t.line("  %s", t.paint("dim", l))
	}
}

// row writes one row; a cell too wide for its column goes on below itself.
func (t *textWriter) row(g grid, columns, widths []int, r gridRow, head bool) {
	cells := make([][]string, len(r.cells))
	height := 1
	for _, i := range columns {
		if i < len(r.cells) {
			cells[i] = fold(r.cells[i], widths[i])
			height = max(height, len(cells[i]))
		}
	}
	for line := range height {
		var b strings.Builder
		b.WriteString("  ")
		for _, i := range columns {
			if i >= len(cells) {
				continue
			}
			text := ""
			if line < len(cells[i]) {
				text = cells[i][line]
			}
			padding := strings.Repeat(" ", max(widths[i]-utf8.RuneCountInString(text), 0))
			if head || i == 0 {
				text = t.paint(r.class, text)
			}
			if g.right > 0 && i >= g.right && text != noSample {
				text = padding + text
			} else {
				text += padding
			}
			b.WriteString(text + columnGap)
		}
		t.line("%s", b.String())
	}
}

// fold breaks a cell at blanks. Only a name too long for half of the terminal is
// broken within.
func fold(text string, width int) []string {
	var lines []string
	for _, l := range wrap(text, width) {
		r := []rune(l)
		for len(r) > width {
			lines = append(lines, string(r[:width]))
			r = r[width:]
		}
		lines = append(lines, string(r))
	}
	return lines
}
