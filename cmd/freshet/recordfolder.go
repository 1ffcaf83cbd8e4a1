package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// runsFolder is where records go unless --out says otherwise.
const runsFolder = "freshet-runs"

// recordFolder names the folder of a run's record. The folder that --out names
// is the record's own for one scenario, and holds a folder a scenario for several.
func (p *program) recordFolder(scenario, out string, several bool) (string, error) {
	switch {
	case out != "" && !several:
		return out, nil
	case out != "":
		return freeName(filepath.Join(out, scenario))
	}
	return freeName(filepath.Join(".", runsFolder, scenario+"-"+p.now().Format("20060102-150405")))
}

// freeName is path, or path-2, path-3, ... if something is there already.
func freeName(path string) (string, error) {
	for n, name := 2, path; ; n++ {
		_, err := os.Stat(name)
		if errors.Is(err, fs.ErrNotExist) {
			return name, nil
		}
		if err != nil {
			return "", fmt.Errorf("choosing the folder of the run record: %w", err)
		}
		name = fmt.Sprintf("%s-%d", path, n)
	}
}
