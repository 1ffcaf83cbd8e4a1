package measure

import (
	"fmt"
	"strings"
)

// cursor reads an expectation from left to right.
type cursor struct {
	text string
	pos  int
}

func (c *cursor) rest() string { return c.text[c.pos:] }

func (c *cursor) done() bool { return c.pos >= len(c.text) }

func (c *cursor) space() {
	c.pos = len(c.text) - len(strings.TrimLeft(c.rest(), " \t\r\n"))
}

// take moves past a token if it comes next.
func (c *cursor) take(token string) bool {
	if !strings.HasPrefix(c.rest(), token) {
		return false
	}
	c.pos += len(token)
	return true
}

// word reads a name. The dot of a percentile as p99.9 belongs to it.
func (c *cursor) word() string {
	start := c.pos
	for !c.done() && isNameByte(c.text[c.pos]) {
		c.pos++
	}
	if isStat(c.text[start:c.pos]) && strings.HasPrefix(c.rest(), ".") {
		if end := digitsEnd(c.text, c.pos+1); end > c.pos+1 {
			c.pos = end
		}
	}
	return c.text[start:c.pos]
}

// field reads up to the next space.
func (c *cursor) field() string {
	end := strings.IndexAny(c.rest(), " \t\r\n")
	if end < 0 {
		end = len(c.rest())
	}
	word := c.rest()[:end]
	c.pos += end
	return word
}

func (c *cursor) fail(message string) *SyntaxError {
	if c.done() {
		return &SyntaxError{Offset: c.pos, Message: message + ", but the expectation ends here"}
	}
	rest := *c
	rest.space()
	return &SyntaxError{Offset: c.pos, Message: fmt.Sprintf("%s, but %q stands here", message, shorten(rest.field()))}
}

func shorten(s string) string {
	const longest = 40
	if runes := []rune(s); len(runes) > longest {
		return string(runes[:longest]) + "..."
	}
	return s
}

func isNameByte(b byte) bool {
	return b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b >= '0' && b <= '9' || b == '-' || b == '_'
}
