package series

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

var created = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// two is a series of two variants in two rounds.
func two() *Series {
	return New("key-choice", 7, 2, []Side{{"user", "embedded"}, {"random", "embedded"}}, created)
}

func TestASeriesIsReadAsItWasWritten(t *testing.T) {
	dir := t.TempDir()
	s := two()
	s.Command = []string{"run", "key-choice", "--repeat", "2"}
	for i := range s.Runs {
		s.Runs[i].Began = created.Add(time.Duration(i) * time.Minute)
		s.Runs[i].Ended = s.Runs[i].Began.Add(50 * time.Second)
		if err := s.Write(dir); err != nil {
			t.Fatal(err)
		}
	}
	s.Runs[1].Exit, s.Runs[1].Error = 1, "the broker went away"
	if err := s.Write(dir); err != nil {
		t.Fatal(err)
	}
	got, err := Read(dir)
	if err != nil || !reflect.DeepEqual(got, s) {
		t.Errorf("%+v, %v; want %+v", got, err, s)
	}
	if !Is(dir) || Is(t.TempDir()) {
		t.Error("Is does not tell a series from another folder")
	}
}

func TestFoldersNameWhatIsVaried(t *testing.T) {
	for _, c := range []struct {
		sides []Side
		want  []string // sorted
	}{
		{[]Side{{"", "embedded"}}, []string{"001"}},
		{[]Side{{"user", "embedded"}, {"random", "embedded"}}, []string{"random", "user"}},
		{[]Side{{"", "kafka"}, {"", "tiered"}}, []string{"kafka", "tiered"}},
		{[]Side{{"user", "kafka"}, {"user", "tiered"}}, []string{"kafka", "tiered"}},
		{[]Side{{"a", "kafka"}, {"b", "tiered"}}, []string{"a-kafka", "b-tiered"}},
	} {
		var got []string
		for _, run := range New("x", 1, 1, c.sides, created).Runs {
			_, rest, varied := strings.Cut(run.Folder, "-")
			if !varied {
				rest = run.Folder
			}
			got = append(got, rest)
		}
		if slices.Sort(got); !slices.Equal(got, c.want) {
			t.Errorf("%v: %q, want %q", c.sides, got, c.want)
		}
	}
}

func TestSeedsAreThoseOfRounds(t *testing.T) {
	seeds := Seeds(7, 50)
	if seeds[0] != 7 {
		t.Errorf("the first round has the seed %d, want the series' own", seeds[0])
	}
	if !slices.Equal(seeds[:20], Seeds(7, 20)) {
		t.Error("more rounds change the seeds of the first")
	}
	if slices.Sort(seeds); len(slices.Compact(seeds)) != 50 {
		t.Error("two rounds have one seed")
	}
}

func TestEveryPlanHolds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var sides []Side
		for v := range rapid.IntRange(1, 4).Draw(t, "variants") {
			for g := range rapid.IntRange(1, 3).Draw(t, "targets") {
				sides = append(sides, Side{fmt.Sprintf("v%d", v), fmt.Sprintf("t%d", g)})
			}
		}
		seed, rounds := rapid.Uint64().Draw(t, "seed"), rapid.IntRange(1, 6).Draw(t, "rounds")
		s := New("x", seed, rounds, sides, created)
		if err := s.check(); err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(s, New("x", seed, rounds, sides, created)) {
			t.Fatal("one seed, two plans")
		}
		for _, side := range sides {
			if n := len(s.Of(side)); n != rounds {
				t.Fatalf("%s runs %d times in %d rounds", side, n, rounds)
			}
		}
		if !slices.IsSortedFunc(s.Runs, func(a, b Run) int { return a.Round - b.Round }) {
			t.Fatal("rounds are not one after the other")
		}
	})
}

func TestTheOrderIsDrawnAnewForEveryRound(t *testing.T) {
	sides := []Side{{"a", "t"}, {"b", "t"}, {"c", "t"}}
	first := map[string]int{}
	for _, run := range New("x", 3, 60, sides, created).Runs {
		if (run.N-1)%3 == 0 {
			first[run.Variant]++
		}
	}
	for _, side := range sides {
		if n := first[side.Variant]; n < 8 || n > 35 {
			t.Errorf("%s is first in %d of 60 rounds", side.Variant, n)
		}
	}
}

func TestWhatIsWrongIsNamed(t *testing.T) {
	good := `{"format":1,"name":"x","seed":7,"rounds":1,"created":"2026-03-01T12:00:00Z",
"sides":[{"variant":"a","target":"embedded"},{"variant":"b","target":"embedded"}],
"runs":[{"n":1,"round":1,"variant":"a","target":"embedded","folder":"001-a","seed":7},
{"n":2,"round":1,"variant":"b","target":"embedded","folder":"002-b","seed":7}]}`
	if _, err := Parse("series.json", []byte(good)); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ old, new, want string }{
		{`"format":1`, `"format":2`, "it has format 2, and this program reads up to 1"},
		{`"format":1,`, ``, "it names no format"},
		{`"name":"x",`, ``, "name: it is missing"},
		{`"rounds":1`, `"rounds":0`, "rounds: 0; expected 1 or more"},
		{`"rounds":1`, `"rounds":2`, "runs: there are 2; expected 2 of each of 2 sides"},
		{`"rounds":1`, `"rounds":4611686018427387905`, "expected 4611686018427387905 of each"},
		{`"rounds":1`, `"rounds":"one"`, "rounds: a string does not belong here"},
		{`{"variant":"b","target":"embedded"}]`, `{"variant":"a","target":"embedded"}]`, "sides[1]: a on embedded stands there twice"},
		{`{"variant":"b","target":"embedded"}]`, `{"variant":"b"}]`, "sides[1].target: it is missing"},
		{`"n":2`, `"n":3`, "runs[1].n: 3; expected 2"},
		{`"n":2,"round":1`, `"n":2,"round":2`, "runs[1].round: 2; expected 1 to 1"},
		{`"round":1,"variant":"b"`, `"round":1,"variant":"c"`, "runs[1]: c on embedded is not among the sides"},
		{`"round":1,"variant":"b"`, `"round":1,"variant":"a"`, "runs[1]: a on embedded stands twice in round 1"},
		{`"002-b"`, `"001-a"`, `runs[1].folder: "001-a" is that of another run too`},
		{`"002-b"`, `"../b"`, `runs[1].folder: "../b"; expected the name of a folder`},
		{`"002-b"`, `"/etc"`, `runs[1].folder: "/etc"; expected the name of a folder`},
		{`"002-b"`, `""`, `runs[1].folder: ""; expected the name of a folder`},
		{`"002-b"`, `"."`, `runs[1].folder: "."; expected the name of a folder`},
		{`"002-b","seed":7`, `"002-b","seed":8`, "runs[1].seed: 8; expected 7, as other runs of round 1 have"},
		{`"002-b","seed":7`, `"002-b","seed":7,"exit":300`, "runs[1].exit: 300; expected 0 to 255"},
		{`"002-b","seed":7`, `"002-b","seed":7,"ended":"2026-03-01T12:00:00Z"`, "runs[1].ended: there, without began"},
		{`"002-b","seed":7`, `"002-b","seed":7,"began":"2026-03-01T12:00:01Z","ended":"2026-03-01T12:00:00Z"`, "runs[1].ended: before began"},
		{`"runs":[`, `"runs":[,`, "line 3: invalid character"},
		{good, `[]`, "expected a series in braces"},
		{good, ``, "line 1: unexpected end of JSON input"},
	} {
		_, err := Parse("folder/series.json", []byte(strings.Replace(good, c.old, c.new, 1)))
		if err == nil || !strings.HasPrefix(err.Error(), "reading folder/series.json: ") || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s -> %s: %v, want %s", c.old, c.new, err, c.want)
		}
	}
}

func TestWhatIsNotThereIsNamed(t *testing.T) {
	dir := t.TempDir()
	if _, err := Read(dir); !errors.Is(err, fs.ErrNotExist) || strings.Count(err.Error(), dir) != 1 {
		t.Errorf("%v", err)
	}
	if err := os.Mkdir(filepath.Join(dir, File), 0o755); err != nil {
		t.Fatal(err)
	}
	if _, err := Read(dir); err == nil || !strings.Contains(err.Error(), "not a file") {
		t.Errorf("%v", err)
	}
}

func TestWhatWouldNotBeReadIsNotWritten(t *testing.T) {
	dir := t.TempDir()
	s := two()
	if err := s.Write(dir); err != nil {
		t.Fatal(err)
	}
	bad := two()
	bad.Runs[0].Folder = "../elsewhere"
	if err := bad.Write(dir); err == nil || !strings.Contains(err.Error(), "runs[0].folder") {
		t.Errorf("%v", err)
	}
	if got, err := Read(dir); err != nil || !reflect.DeepEqual(got, s) {
		t.Errorf("the file before it: %+v, %v", got, err)
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(`{"format":1,"name":"x","seed":7,"rounds":1,"created":"2026-03-01T12:00:00Z","sides":[{"variant":"","target":"embedded"}],"runs":[{"n":1,"round":1,"target":"embedded","folder":"001","seed":7,"began":"2026-03-01T12:00:00Z"}]}`))
	f.Add([]byte(`{"format":1,"rounds":9223372036854775807}`))
	f.Add([]byte(`{"runs":[{"seed":-1}]}`))
	f.Add([]byte(`null`))
	f.Add([]byte("{\n\"format\": \xff}"))
	f.Fuzz(func(t *testing.T, text []byte) {
		s, err := Parse("series.json", text)
		if err != nil {
			if !strings.HasPrefix(err.Error(), "reading series.json: ") {
				t.Errorf("%v does not name the file", err)
			}
			return
		}
		dir := t.TempDir()
		if err := s.Write(dir); err != nil {
			t.Fatalf("what was read cannot be written: %v", err)
		}
		if again, err := Read(dir); err != nil || len(again.Runs) != len(s.Runs) {
			t.Fatalf("%v: %v", again, err)
		}
	})
}
