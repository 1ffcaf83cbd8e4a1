package report

import (
	"strings"
	"unicode"
)

// What keeps a summary short: GitHub refuses one above 1 MiB, and nobody reads a
// fraction of that.
const (
	mostRows  = 100
	mostRunes = 300
)

// table writes a titled table and the note under it, or nothing if it has no rows.
func (m *markdownWriter) table(title string, g grid) {
	if len(g.rows) == 0 {
		return
	}
	m.line("**%s**\n", escapeMarkdown(title))
	m.row(g.head, g.head)
	rule := make([]string, len(g.head))
	for i := range rule {
		rule[i] = "---"
		if g.right > 0 && i >= g.right {
			rule[i] = "--:"
		}
	}
	m.line("| %s |", strings.Join(rule, " | "))
	for i, r := range g.rows {
		if i == mostRows {
			m.line("| and %s more, in the report |%s", count(int64(len(g.rows)-i)), strings.Repeat(" |", len(g.head)-1))
			break
		}
		m.row(g.head, r.cells)
	}
	m.line("")
	if g.foot != "" {
		m.line("<sub>%s</sub>\n", escapeMarkdown(g.foot))
	}
}

// row writes one row with a cell for each column of head.
func (m *markdownWriter) row(head, cells []string) {
	all := make([]string, len(head))
	for i := range all {
		switch {
		case i >= len(cells):
		case head[i] == "asked" && cells[i] != head[i]:
			all[i] = codeSpan(clipped(cells[i]))
		default:
			all[i] = escapeMarkdown(clipped(cells[i]))
		}
	}
	m.line("| %s |", strings.Join(all, " | "))
}

// clipped is a text on one line, and not too long a one.
func clipped(text string) string {
	r := []rune(oneLine(text))
	if len(r) > mostRunes {
		return string(r[:mostRunes-1]) + "…"
	}
	return string(r)
}

// escapeMarkdown writes a text so that Markdown and HTML show it as it is, in a
// table too. Line breaks become blanks, and what cannot be printed is replaced.
func escapeMarkdown(text string) string {
	var b strings.Builder
	for _, r := range oneLine(text) {
		switch {
		case r == '<':
			b.WriteString("&lt;")
		case r == '>':
			b.WriteString("&gt;")
		case r == '&':
			b.WriteString("&amp;")
		case r == '@': // a name after it would be told
			b.WriteString("&#64;")
		case strings.ContainsRune("\\`*_[]|~#$", r):
			b.WriteRune('\\')
			b.WriteRune(r)
		case r == ' ' || unicode.IsPrint(r):
			b.WriteRune(r)
		default:
			b.WriteRune(unicode.ReplacementChar)
		}
	}
	return b.String()
}

// codeSpan writes a text as code. In a table, a bar ends the cell even there, so
// it is escaped.
func codeSpan(text string) string {
	fence := strings.Repeat("`", longestRun(text, '`')+1)
	text = strings.ReplaceAll(printableText(text), "|", `\|`)
	if strings.HasPrefix(text, "`") || strings.HasSuffix(text, "`") {
		text = " " + text + " "
	}
	return fence + text + fence
}

// codeBlock writes a text as a block of code in a language.
func codeBlock(language, text string) string {
	fence := strings.Repeat("`", max(longestRun(text, '`')+1, 3))
	return fence + language + "\n" + printableText(text) + "\n" + fence
}

// printableText replaces what cannot be printed.
func printableText(text string) string {
	return strings.Map(func(r rune) rune {
		if r == ' ' || r == '\n' || unicode.IsPrint(r) {
			return r
		}
		return unicode.ReplacementChar
	}, text)
}

// longestRun is how often c stands in a row at most.
func longestRun(text string, c rune) int {
	longest, run := 0, 0
	for _, r := range text {
		if run++; r != c {
			run = 0
		}
		longest = max(longest, run)
	}
	return longest
}
