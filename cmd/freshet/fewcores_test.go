package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/freshet-bench/freshet/results"
)

// A machine with few cores runs the small size of what has one, in containers, and
// says so; the user's choice stands.
func TestFewCoresTakeThePresetSmall(t *testing.T) {
	plain := filepath.Join(t.TempDir(), "plain.yaml")
	if err := os.WriteFile(plain, []byte(small), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name  string
		cores int
		args  []string
		small bool
	}{
		{"two cores", 2, []string{"broker-replacement", "--target", "containers"}, true},
		{"enough cores", 8, []string{"broker-replacement", "--target", "containers"}, false},
		{"the user's no", 2, []string{"broker-replacement", "--target", "containers", "--preset", "none"}, false},
		{"no such preset", 2, []string{plain, "--target", "containers"}, false},
		{"no brokers here", 2, []string{"quick"}, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newSession(ended(t, &results.Outcome{Status: results.Completed, Verdict: results.Pass}))
			s.cores = c.cores
			if code := s.call(t, append([]string{"run"}, c.args...)...); code != exitOK {
				t.Fatalf("exit code %d\n%s", code, &s.err)
			}
			told, again := strings.Contains(s.err.String(), "2 cores"), strings.Contains(s.out.String(), "--preset small")
			if told != c.small || again != c.small {
				t.Errorf("said so: %v, to repeat: %v; want %v\n%s%s", told, again, c.small, &s.err, &s.out)
			}
		})
	}
}

// Flags that fit the file may not fit the preset: then too, the user hears of it.
func TestFewCoresSayWhichPresetTheFlagsDoNotFit(t *testing.T) {
	s := newSession(ended(t, &results.Outcome{Status: results.Completed, Verdict: results.Pass}))
	s.cores = 2
	if code := s.call(t, "run", "quick", "--target", "containers", "--duration", "25s", "--quiet"); code != exitUsage {
		t.Fatalf("exit code %d\n%s", code, &s.err)
	}
	for _, want := range []string{"the preset small is taken; --preset none", "--duration: 25s is too short"} {
		if !strings.Contains(s.err.String(), want) {
			t.Errorf("%q is not in\n%s", want, &s.err)
		}
	}
}
