package target_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// A capability that is asked for by a type assertion is missed in a target that
// another one wraps.
func TestCapabilitiesAreAskedForByAs(t *testing.T) {
	assertion := regexp.MustCompile(`\.\(target\.[A-Z]\w*\)`)
	read := 0
	err := filepath.WalkDir("..", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || filepath.Ext(path) != ".go" || strings.HasSuffix(path, "_test.go") {
			return err
		}
		text, err := os.ReadFile(path)
		read++
		if found := assertion.Find(text); found != nil {
			t.Errorf("%s has %s; expected target.As[...]", path, found)
		}
		return err
	})
	if err != nil || read < 50 {
		t.Errorf("%d files read, %v", read, err)
	}
}
