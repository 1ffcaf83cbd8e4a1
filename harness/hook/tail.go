package hook

import (
	"io"
	"strconv"
	"strings"
	"unicode/utf8"
)

// What is kept of a command's output.
const (
	keptLines = 20
	keptBytes = 300 // of a line
)

// tail keeps the last lines of an output, each of a bounded length, so that a
// command may write as much as it likes.
type tail struct {
	mask    *strings.Replacer
	kept    []string
	current []byte
	cut     bool // current was longer
}

func newTail(mask *strings.Replacer) *tail { return &tail{mask: mask} }

// readFrom reads to the end, or until reading fails.
func (t *tail) readFrom(r io.Reader) {
	buffer := make([]byte, 4096)
	for {
		n, err := r.Read(buffer)
		for _, b := range buffer[:n] {
			t.add(b)
		}
		if err != nil {
			t.endLine()
			return
		}
	}
}

// add takes a byte. A carriage return ends a line too: so do progress bars.
func (t *tail) add(b byte) {
	switch {
	case b == '\n', b == '\r':
		t.endLine()
	case len(t.current) < maskedBytes:
		t.current = append(t.current, b)
	default:
		t.cut = true
	}
}

// maskedBytes is how much of a line is kept until its end: more than is shown, so
// that a secret is masked as a whole.
const maskedBytes = 16 * keptBytes

func (t *tail) endLine() {
	line := strings.TrimSpace(t.mask.Replace(plain(string(t.current))))
	if len(line) > keptBytes {
		line, t.cut = strings.ToValidUTF8(line[:keptBytes], ""), true
	}
	if t.cut {
		line += "..."
	}
	if line != "" {
		t.kept = append(t.kept, line)
		t.kept = t.kept[max(0, len(t.kept)-keptLines):]
	}
	t.current, t.cut = t.current[:0], false
}

// plain is a text without control characters.
func plain(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\t':
			return ' '
		case r == utf8.RuneError || !strconv.IsPrint(r):
			return -1
		}
		return r
	}, s)
}

// lines are the last lines, at most 20, empty ones apart.
func (t *tail) lines() []string { return t.kept }

// lastWords is ": LINE" of the last line, or nothing.
func (t *tail) lastWords() string {
	if len(t.kept) == 0 {
		return ""
	}
	return ": " + t.kept[len(t.kept)-1]
}
