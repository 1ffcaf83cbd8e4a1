package results

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// maxLine bounds one line of a record: what is longer is damaged.
const maxLine = 16 << 20

// maxProblems bounds what is said about one file.
const maxProblems = 5

// eachLine calls fn for every line of r and returns what was wrong, by line. A
// last line that is torn, as a killed process leaves it, is left out and said.
func eachLine(r io.Reader, name string, fn func(line []byte) error) (problems []string) {
	in := bufio.NewReaderSize(r, 64<<10)
	more := 0
	note := func(format string, args ...any) {
		if len(problems) < maxProblems {
			problems = append(problems, name+": "+fmt.Sprintf(format, args...))
		} else {
			more++
		}
	}
	for n := 1; ; n++ {
		line, whole, err := readLine(in)
		switch {
		case errors.Is(err, errLineTooLong):
			note("line %d is longer than %d MiB, left out", n, maxLine>>20)
		case err != nil && !errors.Is(err, io.EOF):
			note("line %d: %v; the rest is left out", n, err)
		case len(bytes.TrimSpace(line)) > 0:
			if failed := fn(line); failed != nil && !whole {
				note("the last line is torn, left out")
			} else if failed != nil {
				note("line %d: %v, left out", n, failed)
			}
		}
		if err != nil && !errors.Is(err, errLineTooLong) {
			break
		}
	}
	if more > 0 {
		problems = append(problems, fmt.Sprintf("%s: %d more lines like these", name, more))
	}
	return problems
}

var errLineTooLong = errors.New("line too long")

// readLine reads up to a newline; whole says that there was one. At the end err
// is io.EOF. A line that is too long is skipped to its end.
func readLine(in *bufio.Reader) (line []byte, whole bool, err error) {
	tooLong := false
	for {
		part, err := in.ReadSlice('\n')
		if !tooLong && len(line)+len(part) > maxLine {
			line, tooLong = nil, true
		}
		if !tooLong {
			line = append(line, part...)
		}
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
			continue
		case err != nil:
			return line, false, err
		case tooLong:
			return nil, true, errLineTooLong
		}
		return line, true, nil
	}
}

// decodeLines decodes JSON lines and hands each value on.
func decodeLines[T any](r io.Reader, name string, take func(T) error) []string {
	return eachLine(r, name, func(line []byte) error {
		var v T
		if err := json.Unmarshal(line, &v); err != nil {
			return err
		}
		return take(v)
	})
}
