package target

import (
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"
)

// holdEnv makes this test binary a process that owns a folder until it is killed.
const holdEnv = "FRESHET_TEST_HOLD_FOLDER"

func TestHoldFolder(t *testing.T) {
	dir := os.Getenv(holdEnv)
	if dir == "" {
		t.Skip("helper process of TestFolderOfADeadProcessIsRemoved")
	}
	f, err := newFolder(dir, 0)
	if err != nil {
		t.Fatal(err)
	}
	_, _ = os.Stdout.WriteString("ready\n")
	for {
		time.Sleep(time.Hour)
		runtime.KeepAlive(f) // a collected file would be closed, and unlocked
	}
}

func TestFolderOfADeadProcessIsRemoved(t *testing.T) {
	dir := t.TempDir()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(exe, "-test.run=^TestHoldFolder$")
	cmd.Env = append(os.Environ(), holdEnv+"="+dir)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = cmd.Process.Kill() }()
	buf := make([]byte, 6)
	if _, err := out.Read(buf); err != nil {
		t.Fatal(err)
	}
	clean(t, dir)
	if got := folders(t, dir); len(got) != 1 {
		t.Fatalf("the folder of a living process: %v", got)
	}
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait() // killed
	if removed := clean(t, dir); len(removed) != 1 {
		t.Errorf("removed %v", removed)
	}
	if got := folders(t, dir); len(got) != 0 {
		t.Errorf("the folder of a dead process: %v", got)
	}
}

func TestFolderWithoutOwner(t *testing.T) {
	dir := t.TempDir()
	young, old, other := filepath.Join(dir, folderPrefix+"1-a"), filepath.Join(dir, folderPrefix+"1-b"), filepath.Join(dir, "other")
	for _, path := range []string{young, old, other} {
		if err := os.Mkdir(path, 0o700); err != nil {
			t.Fatal(err)
		}
	}
	past := time.Now().Add(-time.Hour)
	for _, path := range []string{old, other} {
		if err := os.Chtimes(path, past, past); err != nil {
			t.Fatal(err)
		}
	}
	if removed := clean(t, dir); len(removed) != 1 || removed[0] != old {
		t.Errorf("removed %v, want %s", removed, old)
	}
	if got := strings.Join(folders(t, dir), " "); got != filepath.Base(young)+" other" {
		t.Errorf("left: %s", got)
	}
}

func folders(t *testing.T, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

func clean(t *testing.T, dir string) []string {
	t.Helper()
	removed, err := Clean(dir)
	if err != nil {
		t.Fatal(err)
	}
	return removed
}

func TestCleanOfNoFolder(t *testing.T) {
	if _, err := Clean(filepath.Join(t.TempDir(), "missing")); err == nil {
		t.Error("a folder that does not exist was cleaned")
	}
}
