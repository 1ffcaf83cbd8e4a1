package report

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/freshet-bench/freshet/results"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// golden compares got with a file of testdata, or writes it with -update.
func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, got, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s differs (go test -update rewrites it):\n%s", path, got)
	}
}

func TestTextGolden(t *testing.T) {
	r := fakeRun(t)
	var buf bytes.Buffer
	if err := WriteText(&buf, r.rec, r.out, TextOptions{Width: 80}); err != nil {
		t.Fatal(err)
	}
	golden(t, "summary.txt", buf.Bytes())
}

// A text without colour holds no escape sequence, and one with colour says the
// same.
func TestTextColor(t *testing.T) {
	r := fakeRun(t)
	var plain, coloured bytes.Buffer
	if err := WriteText(&plain, r.rec, r.out, TextOptions{Width: 100}); err != nil {
		t.Fatal(err)
	}
	if err := WriteText(&coloured, r.rec, r.out, TextOptions{Width: 100, Color: true}); err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(plain.Bytes(), []byte("\x1b")) || !bytes.Contains(coloured.Bytes(), []byte("\x1b[31m")) {
		t.Error("colours are where they should not be, or not where they should")
	}
	strip := regexp.MustCompile("\x1b\\[[0-9;]*m")
	blanks := regexp.MustCompile(" +\n")
	if got := blanks.ReplaceAll(strip.ReplaceAll(coloured.Bytes(), nil), []byte("\n")); !bytes.Equal(got, plain.Bytes()) {
		t.Errorf("the coloured summary says something else:\n%s", got)
	}
}

func TestTextWidth(t *testing.T) {
	r := fakeRun(t)
	for _, width := range []int{60, 80, 100, 120} {
		var buf bytes.Buffer
		if err := WriteText(&buf, r.rec, r.out, TextOptions{Width: width}); err != nil {
			t.Fatal(err)
		}
		for _, l := range strings.Split(buf.String(), "\n") {
			if utf8.RuneCountInString(l) > width && !strings.Contains(l, "hash") {
				t.Errorf("wider than %d: %q", width, l)
			}
			if strings.TrimRight(l, " ") != l {
				t.Errorf("blanks at the end of %q", l)
			}
		}
	}
}

func TestJSON(t *testing.T) {
	r := fakeRun(t)
	var buf bytes.Buffer
	if err := WriteJSON(&buf, r.rec, r.out); err != nil {
		t.Fatal(err)
	}
	var doc struct {
		Run     results.Run
		Outcome results.Outcome
	}
	if err := json.Unmarshal(buf.Bytes(), &doc); err != nil {
		t.Fatal(err)
	}
	if doc.Run.Seed != 42 || doc.Outcome.Verdict != results.Fail || len(doc.Outcome.Checks) != 6 || doc.Run.Target.Caveat == "" {
		t.Errorf("%+v", doc)
	}
}
