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
