package target

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// Clean removes the folders that embedded targets left in dir ("" = the system's
// temporary folder) because their process was killed, and returns them. Folders in
// use, and those that this user may not remove, stay.
func Clean(dir string) (removed []string, err error) {
	if dir == "" {
		dir = os.TempDir()
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, fmt.Errorf("look for what runs left: %w", err)
	}
	for _, e := range entries {
		path := filepath.Join(dir, e.Name())
		if e.IsDir() && strings.HasPrefix(e.Name(), folderPrefix) && removeIfDead(path) {
			removed = append(removed, path)
		}
	}
	return removed, nil
}
