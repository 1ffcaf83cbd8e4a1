package main

import (
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/freshet-bench/freshet/results/measure"
)

// The generated part of the page is between these lines.
const (
	pageBegin = "<!-- peers: written by make peers UPDATE=-update -->\n"
	pageEnd   = "<!-- end of peers -->"
)

// table is what the tools reported, by rate.
type table struct {
	settings settings
	rows     strings.Builder
	commands strings.Builder
	rate     int
}

func newTable(s settings) *table { return &table{settings: s} }

// add writes the row of a tool, and before the first of a rate the head.
func (t *table) add(rate int, p peer, got seen, err error) {
	if rate != t.rate {
		t.rate = rate
		t.head()
	}
	if err != nil {
		fmt.Fprintf(&t.rows, "| %s | %s | - | no figure: %v |%s\n", p.name, p.measures, err, strings.Repeat(" |", len(stats)-1))
		return
	}
	held := got.stalled.end.Sub(got.stalled.begin)
	fmt.Fprintf(&t.rows, "| %s | %s | %s |%s\n", p.name, p.measures, shown(held), cells(got.figures))
	fmt.Fprintf(&t.commands, "- %s (%s), %d/s: `%s`\n", p.name, got.version, rate, got.command)
}

func (t *table) head() {
	if t.rows.Len() > 0 {
		t.rows.WriteString("\n")
	}
	fmt.Fprintf(&t.rows, "**%d records/s of 1 KiB for %v, the broker paused for %v after %v**\n\n", t.rate, t.settings.length, t.settings.stall, t.settings.before)
	fmt.Fprintf(&t.rows, "| tool | measures from, to | paused | %s |\n|---|---|---|%s\n", strings.Join(stats, " | "), strings.Repeat("---|", len(stats)))
	fmt.Fprintf(&t.rows, "| *arithmetic, at least* | due to read | %s |%s\n", shown(t.settings.stall), cells(truth(t.settings.length, t.settings.stall)))
}

func (t *table) String() string {
	return t.rows.String() + "\nThe commands:\n\n" + t.commands.String()
}

// cells are figures in the order of the columns; what a tool does not report is a dash.
func cells(f figures) string {
	var b strings.Builder
	for _, stat := range stats {
		text := "-"
		if d, reported := f[stat]; reported {
			text = shown(d)
		}
		fmt.Fprintf(&b, " %s |", text)
	}
	return b.String()
}

func shown(d time.Duration) string {
	return measure.FormatQuantity(d.Round(100*time.Microsecond).Seconds(), measure.Seconds)
}

// writePage replaces the generated part of a page.
func writePage(path, text string) error {
	old, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	before, rest, begins := strings.Cut(string(old), pageBegin)
	_, after, ends := strings.Cut(rest, pageEnd)
	if !begins || !ends {
		return fmt.Errorf("%s: expected the lines %q and %q", path, strings.TrimSpace(pageBegin), pageEnd)
	}
	return os.WriteFile(path, []byte(before+pageBegin+text+"\n"+pageEnd+after), 0o644)
}
