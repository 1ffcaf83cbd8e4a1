package atomicfile

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestWriteReplacesAndLeavesNothingElse(t *testing.T) {
	dir := t.TempDir()
	for _, content := range []string{"first", "second"} {
		if err := Write(dir, "facts.json", []byte(content)); err != nil {
			t.Fatal(err)
		}
		got, err := os.ReadFile(filepath.Join(dir, "facts.json"))
		if err != nil || string(got) != content {
			t.Errorf("%q, %v; want %q", got, err, content)
		}
	}
	if entries, err := os.ReadDir(dir); err != nil || len(entries) != 1 {
		t.Errorf("left in the folder: %v, %v", entries, err)
	}
}

func TestFailuresNameTheFileOnce(t *testing.T) {
	err := Write(filepath.Join(t.TempDir(), "not-there"), "facts.json", nil)
	if err == nil || !strings.HasPrefix(err.Error(), "writing facts.json: ") || strings.Contains(err.Error(), "not-there") {
		t.Errorf("%v", err)
	}
	if err := WriteJSON(t.TempDir(), "facts.json", func() {}); err == nil || !strings.HasPrefix(err.Error(), "writing facts.json: ") {
		t.Errorf("%v", err)
	}
}
