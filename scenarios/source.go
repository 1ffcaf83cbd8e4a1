package scenarios

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"strings"

	"github.com/freshet-bench/freshet/results/measure"
)

// readSource finds a scenario by path or name and returns its text and how
// messages call it.
func readSource(nameOrPath string, read func(string) ([]byte, error)) (file string, text []byte, problem *Problem) {
	isFile := strings.HasSuffix(nameOrPath, ".yaml") || strings.HasSuffix(nameOrPath, ".yml")
	if !isFile && !strings.ContainsAny(nameOrPath, `/\.`) {
		if text, ok := ShippedSource(nameOrPath); ok {
			return "shipped:" + nameOrPath, text, nil
		}
	}
	text, err := read(nameOrPath)
	switch {
	case err == nil:
		return nameOrPath, text, nil
	case errors.Is(err, fs.ErrNotExist) && !isFile:
		names := shippedNames()
		p := &Problem{File: nameOrPath, Message: "neither a file nor a shipped scenario; there are " + strings.Join(names, ", "), Hint: measure.Nearest(nameOrPath, names)}
		return "", nil, p
	case errors.Is(err, fs.ErrNotExist):
		return "", nil, &Problem{File: nameOrPath, Message: "there is no such file"}
	}
	return "", nil, &Problem{File: nameOrPath, Message: reason(err)}
}

// ReadSource returns the text of a scenario as its author wrote it: of a file or
// of a shipped scenario, found as Load finds it. The error, if any, is of type
// Problems.
func ReadSource(nameOrPath string) ([]byte, error) {
	_, text, problem := readSource(nameOrPath, readFile)
	if problem != nil {
		return nil, Problems{*problem}
	}
	return text, nil
}

// reason is an error without the path that the message starts with anyway.
func reason(err error) string {
	var path *fs.PathError
	if errors.As(err, &path) {
		return "cannot be read: " + path.Err.Error()
	}
	return "cannot be read: " + oneLine(err.Error())
}

// readFile reads a scenario or a trace, and of a file that is too large only the
// beginning, so that refusing it takes no time.
func readFile(path string) ([]byte, error) {
	info, err := os.Stat(path) // before opening it: a FIFO would wait for a writer
	switch {
	case err != nil:
		return nil, err
	case info.IsDir():
		return nil, errors.New("it is a folder")
	case !info.Mode().IsRegular():
		return nil, errors.New("it is not a regular file but a device, a pipe or a socket")
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, maxTraceBytes+1))
}
