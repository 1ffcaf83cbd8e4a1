package report

import (
	"strings"
	"unicode/utf8"
)

// grid is a table of the terminal summary.
type grid struct {
	head []string
	// right is the first column that is aligned to the right, 0 = none.
	right int
	// flexible is the column that gives way when the table is too wide.
	flexible int
	rows     []gridRow
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

// widths are the columns' widths; the flexible one shrinks to fit total.
func (g *grid) widths(total int) []int {
	widths := make([]int, len(g.head))
	for i, h := range g.head {
		widths[i] = utf8.RuneCountInString(h)
	}
	for _, r := range g.rows {
		for i, c := range r.cells {
			widths[i] = max(widths[i], utf8.RuneCountInString(c))
		}
	}
	sum := 2
	for _, w := range widths {
		sum += w + len(columnGap)
	}
	const narrowest = 12
	if over := sum - len(columnGap) - total; over > 0 {
		widths[g.flexible] = max(widths[g.flexible]-over, min(narrowest, widths[g.flexible]))
	}
	return widths
}

// table writes a titled table, or nothing if it has no rows.
func (t *textWriter) table(title string, g grid) {
	if len(g.rows) == 0 {
		return
	}
	widths := g.widths(t.opt.Width)
	t.b.WriteByte('\n')
	t.line("%s", t.paint("bold", title))
	t.row(g, widths, gridRow{class: "dim", cells: g.head}, true)
	indent := "  " + strings.Repeat(" ", widths[0]) + columnGap
	for _, r := range g.rows {
		if r.note == "" {
			t.row(g, widths, r, false)
			continue
		}
		for _, l := range wrap(r.note, max(t.opt.Width-len(indent), 20)) {
			t.line("%s%s", indent, t.paint("dim", l))
		}
	}
}

// row writes one row; a cell too wide for its column goes on below itself.
func (t *textWriter) row(g grid, widths []int, r gridRow, head bool) {
	cells := make([][]string, len(r.cells))
	height := 1
	for i, c := range r.cells {
		cells[i] = fold(c, widths[i])
		height = max(height, len(cells[i]))
	}
	for line := range height {
		var b strings.Builder
		b.WriteString("  ")
		for i := range cells {
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

// fold breaks a cell at blanks, and within words that are wider than the column.
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
