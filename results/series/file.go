package series

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/freshet-bench/freshet/results/internal/atomicfile"
)

// File is the name of the file in the folder of a series.
const File = "series.json"

// maxBytes bounds what is read of it: a series of a hundred thousand runs.
const maxBytes = 64 << 20

// Is reports whether a folder holds a series: whether the file is there, not whether
// it is good.
func Is(dir string) bool {
	_, err := os.Lstat(filepath.Join(dir, File))
	return err == nil
}

// Read reads and checks the series of a folder. The error names the file, and what
// is wrong in it by its path, as runs[3].seed; it is fs.ErrNotExist where there is
// none.
func Read(dir string) (*Series, error) {
	path := filepath.Join(dir, File)
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return nil, reading(path, err)
	case !info.Mode().IsRegular():
		return nil, fmt.Errorf("reading %s: not a file", path)
	case info.Size() > maxBytes:
		return nil, fmt.Errorf("reading %s: %d bytes are too many; expected at most %d", path, info.Size(), maxBytes)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, reading(path, err)
	}
	return Parse(path, text)
}

// reading says which file could not be read and why, without the path twice.
func reading(path string, err error) error {
	var pathErr *fs.PathError
	if errors.As(err, &pathErr) {
		err = pathErr.Err
	}
	return fmt.Errorf("reading %s: %w", path, err)
}

// Parse reads and checks the text of a file, which path names in errors. Keys that
// it does not know are left alone: a later version may add some without another
// format.
func Parse(path string, text []byte) (*Series, error) {
	s := &Series{}
	if err := json.Unmarshal(text, s); err != nil {
		return nil, fmt.Errorf("reading %s: %w", path, notJSON(text, err))
	}
	if err := s.check(); err != nil {
		return nil, fmt.Errorf("reading %s: %w", path, err)
	}
	return s, nil
}

// notJSON says in which line the JSON is broken, or which value is of another kind.
func notJSON(text []byte, err error) error {
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	switch {
	case errors.As(err, &syntax):
		line := 1
		for _, b := range text[:min(int(syntax.Offset), len(text))] {
			if b == '\n' {
				line++
			}
		}
		return fmt.Errorf("line %d: %w", line, err)
	case errors.As(err, &kind) && kind.Field != "":
		return fmt.Errorf("%s: a %s does not belong here", kind.Field, kind.Value)
	case errors.As(err, &kind):
		return fmt.Errorf("expected a series in braces, but this is JSON of another kind: %s", kind.Value)
	}
	return err
}

// Write writes the series into its folder, by rename, so that whoever reads it finds
// it as it was before or as it is now.
func (s *Series) Write(dir string) error {
	if err := s.check(); err != nil {
		return fmt.Errorf("writing %s: %w", File, err)
	}
	return atomicfile.WriteJSON(dir, File, s)
}
