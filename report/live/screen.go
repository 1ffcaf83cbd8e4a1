package live

import (
	"fmt"
	"io"
	"strings"

	"github.com/freshet-bench/freshet/results"
)

// ANSI sequences. A terminal that does not know synchronized updates ignores
// them.
const (
	beginUpdate = "\x1b[?2026h"
	endUpdate   = "\x1b[?2026l"
	clearLine   = "\x1b[K"
	clearBelow  = "\x1b[J"
)

// screen redraws a frame in place and lets events scroll by above it.
type screen struct {
	w     io.Writer
	width func() int
	paint painter
	drawn []int // columns of each line of the frame on the screen
}

func (c *screen) columns() int {
	w := 80
	if c.width != nil {
		if n := c.width(); n > 0 {
			w = n
		}
	}
	// A line never fills the last column: some terminals wrap there.
	return max(w-1, 20)
}

func (c *screen) window(s *state) { c.draw("", s) }

func (c *screen) event(s *state, e results.Event) {
	text, ok := sentence(s, e)
	if !ok {
		return
	}
	class := plain
	switch e.Kind {
	case results.Warning:
		class = amber
	case results.Failure:
		class = red
	}
	const indent = timeWidth + 2
	lead := right(moment(s.clock), timeWidth) + "  "
	var b strings.Builder
	for _, l := range wrap(printable(text), max(c.columns()-indent, 10)) {
		b.WriteString(c.paint.in(class, lead+l) + clearLine + "\n")
		lead = strings.Repeat(" ", indent)
	}
	c.draw(b.String(), s)
}

func (c *screen) close(s *state) {
	if s.seen {
		c.draw("", s)
	}
}

// draw replaces the frame, with scroll above it, in one write.
func (c *screen) draw(scroll string, s *state) {
	width := c.columns()
	var b strings.Builder
	b.WriteString(beginUpdate)
	if up := c.height(width); up > 0 {
		fmt.Fprintf(&b, "\x1b[%dA\r", up)
	}
	b.WriteString(scroll)
	c.drawn = c.drawn[:0]
	for _, l := range frame(s, width) {
		b.WriteString(c.paint.line(l))
		b.WriteString(clearLine + "\n")
		c.drawn = append(c.drawn, l.columns())
	}
	b.WriteString(clearBelow + endUpdate)
	_, _ = io.WriteString(c.w, b.String())
}

// height is how many rows the frame takes now: a terminal that became narrower
// has wrapped its lines.
func (c *screen) height(width int) int {
	rows := 0
	for _, n := range c.drawn {
		rows += max(1, (n+width)/(width+1))
	}
	return rows
}

// timeWidth is the width of the column of times: up to "10:05:00".
const timeWidth = 8

// wrap breaks a text at blanks, and a word that is longer than a line anywhere.
func wrap(text string, width int) []string {
	var lines []string
	line := []rune{}
	for _, word := range strings.Fields(text) {
		r := []rune(word)
		if len(line) > 0 && len(line)+1+len(r) > width {
			lines, line = append(lines, string(line)), nil
		}
		if len(line) > 0 {
			line = append(line, ' ')
		}
		for line = append(line, r...); len(line) > width; line = line[width:] {
			lines = append(lines, string(line[:width]))
		}
	}
	return append(lines, string(line))
}

// colour is what a piece of a line means.
type colour uint8

const (
	plain colour = iota
	strong
	dim
	red
	amber
	blue
)

// piece is text of one colour; line is a row of the frame.
type (
	piece struct {
		colour colour
		text   string
	}
	line []piece
)

func (l line) columns() int {
	n := 0
	for _, p := range l {
		n += len([]rune(p.text))
	}
	return n
}

// cut shortens a line to n columns.
func (l line) cut(n int) line {
	if l.columns() <= n {
		return l
	}
	var out line
	for _, p := range l {
		room := n - out.columns()
		if len([]rune(p.text)) > room {
			return append(out, piece{p.colour, strings.TrimRight(fit(p.text, room), " ")})
		}
		out = append(out, p)
	}
	return out
}

// painter turns colours into ANSI sequences.
type painter struct{ off bool }

func (p painter) in(c colour, text string) string {
	code := [...]string{plain: "", strong: "1", dim: "2", red: "31;1", amber: "33", blue: "34"}[c]
	if p.off || code == "" || text == "" {
		return text
	}
	return "\x1b[" + code + "m" + text + "\x1b[0m"
}

func (p painter) line(l line) string {
	var b strings.Builder
	for _, piece := range l {
		b.WriteString(p.in(piece.colour, piece.text))
	}
	return b.String()
}
