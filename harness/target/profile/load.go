package profile

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/freshet-bench/freshet/scenarios"
)

// DefaultFile is where profiles are looked for if no file is named: in the current
// folder and nowhere else, as the file says what to execute.
const DefaultFile = "freshet.yaml"

// Load reads a file of profiles; "" = DefaultFile. A file that cannot be read is an
// error that says so (fs.ErrNotExist among others); everything that is wrong with it
// is one of type scenarios.Problems.
func Load(path string) (*File, error) {
	if path == "" {
		path = DefaultFile
	}
	text, err := os.ReadFile(path)
	var failed *fs.PathError
	if errors.As(err, &failed) {
		err = failed.Err
	}
	if err != nil {
		return nil, fmt.Errorf("reading the profiles of %s: %w", path, err)
	}
	return Parse(path, text)
}

// Parse reads profiles out of a text; file is how messages call it, and its folder
// is where hooks run and where other files are looked for. The error, if any, is of
// type scenarios.Problems and has everything that is wrong.
func Parse(file string, text []byte) (*File, error) {
	root, err := scenarios.ReadStrict(file, text, "profile", "a YAML map from names to targets, as staging: {kind: external, bootstrap: [b1:9092]}")
	if err != nil {
		return nil, err
	}
	dir, err := filepath.Abs(filepath.Dir(file))
	if err != nil {
		return nil, fmt.Errorf("finding the folder of %s: %w", file, err)
	}
	r := &reader{file: file, dir: dir}
	parsed := &File{Path: file}
	r.profiles(root, parsed)
	if len(r.problems) > 0 {
		return nil, r.problems.Tidy()
	}
	return parsed, nil
}
