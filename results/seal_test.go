package results

import (
	"errors"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"
)

// longRecord is a closed record with a file of windows large enough to be compressed.
func longRecord(t *testing.T) (dir string, windows int) {
	t.Helper()
	p := typicalPlan()
	w, err := Create(t.TempDir(), Run{}, p, nil)
	if err != nil {
		t.Fatal(err)
	}
	rng := rand.New(rand.NewPCG(1, 2))
	for ; windows < 400; windows++ {
		if err := w.Window(typicalWindow(p, time.Duration(windows)*sec, rng)); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return w.Dir(), windows
}

func TestLargeFilesAreCompressed(t *testing.T) {
	dir, n := longRecord(t)
	if _, err := os.Stat(filepath.Join(dir, "windows-0.jsonl")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the file that was compressed is still there: %v", err)
	}
	if _, err := os.Stat(filepath.Join(dir, "ledger-0.jsonl")); err != nil {
		t.Errorf("a small file: %v", err)
	}
	rec, err := Open(dir)
	if err != nil || len(rec.Windows) != n {
		t.Fatalf("%d windows of %d, %v", len(rec.Windows), n, err)
	}
	if said := strings.Join(rec.Problems, "\n"); strings.Contains(said, "windows") {
		t.Error(said)
	}
}

// A process that is killed while it compresses leaves the file, a file under a
// temporary name, or both files whole.
func TestAKilledCompressionLosesNothing(t *testing.T) {
	dir, n := longRecord(t)
	whole, err := Open(dir)
	if err != nil || len(whole.Windows) != n {
		t.Fatalf("%d windows of %d, %v", len(whole.Windows), n, err)
	}
	sealed, err := os.ReadFile(filepath.Join(dir, "windows-0.jsonl.gz"))
	if err != nil {
		t.Fatal(err)
	}
	lines, _, err := openLines(filepath.Join(dir, "windows-0.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	plain, err := os.Create(filepath.Join(dir, "windows-0.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := plain.ReadFrom(lines); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(lines.Close(), plain.Close(), os.WriteFile(filepath.Join(dir, ".windows-0.jsonl.gz.17"), sealed[:100], 0o600)); err != nil {
		t.Fatal(err)
	}
	for _, state := range []string{"both", "the file alone"} {
		rec, err := Open(dir)
		if err != nil || !reflect.DeepEqual(rec.Windows, whole.Windows) {
			t.Errorf("%s: %d windows of %d, or others, %v", state, len(rec.Windows), n, err)
		}
		if err := os.Remove(filepath.Join(dir, "windows-0.jsonl.gz")); err != nil && state == "both" {
			t.Fatal(err)
		}
	}
}

func TestADamagedCompressedFileIsNamed(t *testing.T) {
	for name, damage := range map[string]struct {
		change func([]byte) []byte
		kept   bool
		said   string
	}{
		"cut":      {func(b []byte) []byte { return b[:len(b)/2] }, true, "unexpected EOF; the rest is left out"},
		"no gzip":  {func([]byte) []byte { return []byte("windows, windows, windows") }, false, "windows-0.jsonl.gz: gzip: invalid header"},
		"empty":    {func([]byte) []byte { return nil }, false, "windows-0.jsonl.gz: EOF"},
		"a bit":    {func(b []byte) []byte { b[len(b)-6] ^= 1; return b }, true, "checksum"},
		"no bytes": {func(b []byte) []byte { return b[:12] }, false, "windows-0.jsonl.gz: line 1: unexpected EOF"},
	} {
		t.Run(name, func(t *testing.T) {
			dir, n := longRecord(t)
			path := filepath.Join(dir, "windows-0.jsonl.gz")
			b, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, damage.change(b), 0o600); err != nil {
				t.Fatal(err)
			}
			rec, err := Open(dir)
			if err != nil {
				t.Fatal(err)
			}
			if kept := len(rec.Windows) > 0; kept != damage.kept || len(rec.Windows) > n {
				t.Errorf("%d windows of %d", len(rec.Windows), n)
			}
			if said := strings.Join(rec.Problems, "\n"); !strings.Contains(said, damage.said) {
				t.Errorf("%q is not in:\n%s", damage.said, said)
			}
		})
	}
}
