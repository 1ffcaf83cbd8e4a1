package report

import (
	"fmt"
	"io"
	"strings"

	"github.com/freshet-bench/freshet/results/compare"
)

// WriteComparisonMarkdown writes a comparison for the summary of a job, with the same
// tables as for a terminal.
func WriteComparisonMarkdown(w io.Writer, c *compare.Comparison, all bool) error {
	var b strings.Builder
	m := &markdownWriter{&b}
	g := &comparisonGrids{c: c, all: all}
	m.line("### %s: %s\n", escapeMarkdown(c.Scenario), escapeMarkdown(strings.Join(sideNames(c), ", ")))
	m.line("%s\n", escapeMarkdown(c.Summary))
	m.table(g.differences())
	m.table(g.gates())
	m.table(g.checks())
	for _, s := range comparisonSections() {
		m.table(g.section(s.of, s.title))
	}
	if len(g.zero) > 0 {
		m.line("0 in every run: %s.\n", escapeMarkdown(strings.Join(g.zero, ", ")))
	}
	m.list(g.footnotes())
	if _, err := io.WriteString(w, b.String()); err != nil {
		return fmt.Errorf("writing the comparison as Markdown: %w", err)
	}
	return nil
}
