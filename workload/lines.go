package workload

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
)

// Limits of the files that the package reads.
const (
	maxFile = 32 << 20 // bytes
	maxRows = 1 << 20
)

// lines reads a text file line by line, and refuses early what is not one.
type lines struct {
	name  string
	what  string // what the file should be, for messages
	in    *bufio.Reader
	limit int // bytes of a line
	read  int64
	line  int // number of the current line, from 1
	text  []byte
}

// newLines fails at once if r tells its size and that is too large.
func newLines(r io.Reader, name, what string, limit int) (*lines, error) {
	l := &lines{name: name, what: what, in: bufio.NewReaderSize(r, limit), limit: limit}
	size := int64(0)
	switch s := r.(type) {
	case interface{ Len() int }:
		size = int64(s.Len())
	case interface{ Stat() (fs.FileInfo, error) }:
		if info, err := s.Stat(); err == nil {
			size = info.Size()
		}
	}
	if size > maxFile {
		return nil, fmt.Errorf("%s: %d MiB; expected %s of at most %d MiB", name, size>>20, what, maxFile>>20)
	}
	return l, nil
}

// next moves to the next line that is not blank; false at the end of the file.
func (l *lines) next() (bool, error) {
	for {
		text, err := l.in.ReadSlice('\n')
		l.line++
		l.read += int64(len(text))
		if errors.Is(err, bufio.ErrBufferFull) {
			return false, l.wrong(1, "a line of more than %d bytes; expected %s", l.limit, l.what)
		}
		if err != nil && err != io.EOF {
			return false, fmt.Errorf("%s: reading: %w", l.name, err)
		}
		if l.read > maxFile || l.line > maxRows {
			return false, l.wrong(1, "too large; expected %s of at most %d MiB and %d lines", l.what, maxFile>>20, maxRows)
		}
		if i := bytes.IndexFunc(text, unreadable); i >= 0 {
			return false, l.wrong(i+1, "not a text file; expected %s", l.what)
		}
		if l.line == 1 {
			text = bytes.TrimPrefix(text, []byte("\xef\xbb\xbf"))
		}
		if l.text = bytes.TrimRight(text, "\r\n \t"); len(l.text) > 0 {
			return true, nil
		}
		if err == io.EOF {
			return false, nil
		}
	}
}

// wrong is an error at a column, from 1, of the current line.
func (l *lines) wrong(column int, format string, args ...any) error {
	return fmt.Errorf("%s:%d:%d: %s", l.name, l.line, column, fmt.Sprintf(format, args...))
}

// unreadable reports control characters and broken UTF-8.
func unreadable(r rune) bool {
	return r < ' ' && r != '\t' && r != '\n' && r != '\r' || r == 0xfffd
}
