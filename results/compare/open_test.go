package compare

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/freshet-bench/freshet/results/series"
)

func TestSidesAreNamedApart(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"x/runs", "y/runs", "z"} {
		folder(t, filepath.Join(dir, name), 2, short(200*ms))
	}
	for _, c := range []struct{ args, want []string }{
		{[]string{"x/runs", "z"}, []string{"runs", "z"}},
		{[]string{"x/runs", "y/runs"}, []string{"x/runs", "y/runs"}},
		{[]string{"main=x/runs", "change=y/runs"}, []string{"main", "change"}},
		{[]string{"z/001", "z/002"}, []string{"001", "002"}},
		{[]string{"z", "z"}, []string{"z", "z (2)"}},
	} {
		var args []string
		for _, arg := range c.args {
			if name, rest, named := strings.Cut(arg, "="); named {
				args = append(args, name+"="+filepath.Join(dir, rest))
			} else {
				args = append(args, filepath.Join(dir, arg))
			}
		}
		sides, _, err := Open(args)
		if err != nil {
			t.Fatal(err)
		}
		for i, s := range sides {
			if !strings.HasSuffix(s.Name, c.want[i]) || strings.Contains(c.args[i], "=") && s.Name != c.want[i] {
				t.Errorf("%v: side %d is %q, want %q", c.args, i, s.Name, c.want[i])
			}
		}
	}
}

func TestOpenSaysWhatIsWrong(t *testing.T) {
	dir := t.TempDir()
	folder(t, dir+"/a", 1, short(200*ms))
	for arg, want := range map[string]string{
		"nope": "there is no such folder", "a/001/run.json": "a file; expected the folder", ".": "no run record", "a=nope": "no such folder",
	} {
		at := filepath.Join(dir, arg)
		if arg == "a=nope" {
			at = "a=" + filepath.Join(dir, "nope")
		}
		if _, _, err := Open([]string{at, dir + "/a"}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", arg, err, want)
		}
	}
}

// writeSeries writes a series of two variants in two rounds, without some of its runs.
func writeSeries(t *testing.T, dir string, without ...string) *series.Series {
	t.Helper()
	s := series.New("test", 1, 2, []series.Side{{Variant: "near", Target: "embedded"}, {Variant: "far", Target: "embedded"}}, time.Unix(0, 0))
	for i, r := range s.Runs {
		s.Runs[i].Began, s.Runs[i].Ended = time.Unix(1, 0), time.Unix(2, 0)
		m := short(200 * ms)
		m.seed = r.Seed
		if r.Variant == "far" {
			m.age = 260 * ms
			m.yaml = "sources: {clicks: {key: tenant}}\n"
		} else {
			m.yaml = "sources: {clicks: {key: user}}\n"
		}
		skip := false
		for _, name := range without {
			skip = skip || name == r.Folder
		}
		if skip {
			s.Runs[i].Error = "the target did not start"
			continue
		}
		m.write(t, filepath.Join(dir, r.Folder))
	}
	if err := s.Write(dir); err != nil {
		t.Fatal(err)
	}
	return s
}

func TestASeriesIsSplitIntoItsSides(t *testing.T) {
	dir := t.TempDir()
	made := writeSeries(t, dir)
	c := compared(t, Options{}, dir)
	if len(c.Sides) != 2 || c.Sides[0].Name != "near" || c.Sides[1].Name != "far" || len(c.Sides[0].Runs) != 2 || len(c.Sides[1].Runs) != 2 {
		t.Fatalf("sides: %+v", c.Sides)
	}
	want := []Difference{
		{Kind: OfVariant, What: "variant", Values: []string{"near", "far"}, Expected: true},
		{Kind: OfScenario, What: "sources.clicks.key", Values: []string{"user", "tenant"}, Expected: true},
	}
	if len(c.Differences) != len(want) {
		t.Fatalf("differences: %+v", c.Differences)
	}
	for i, d := range c.Differences {
		if d.Kind != want[i].Kind || d.What != want[i].What || strings.Join(d.Values, "|") != strings.Join(want[i].Values, "|") || !d.Expected {
			t.Errorf("%+v, want %+v", d, want[i])
		}
	}
	if _, _, err := Open([]string{dir, filepath.Join(dir, made.Runs[0].Folder)}); err == nil || !strings.Contains(err.Error(), "a series with 2 sides (near on embedded, far on embedded)") {
		t.Errorf("beside another side: %v", err)
	}
}

func TestAFailedRunOfASeriesIsNamed(t *testing.T) {
	dir := t.TempDir()
	writeSeries(t, dir, "001-near", "001-far")
	_, left, err := Open([]string{dir})
	if err != nil {
		t.Fatal(err)
	}
	if len(left) != 1 || !strings.Contains(left[0].Reason, "the target did not start") || left[0].Side == "" {
		t.Errorf("%+v", left)
	}
}

func TestARunThatIsGoneIsNamed(t *testing.T) {
	dir := t.TempDir()
	made := writeSeries(t, dir)
	gone, early := made.Runs[0].Folder, made.Runs[1].Folder
	if err := errors.Join(os.RemoveAll(filepath.Join(dir, gone)), os.Remove(filepath.Join(dir, early, recordFile))); err != nil {
		t.Fatal(err)
	}
	_, left, err := Open([]string{dir})
	if err != nil || len(left) != 2 {
		t.Fatalf("%+v, %v", left, err)
	}
	for _, l := range left {
		want := map[string]string{gone: "its folder is gone", early: "cut short before the load"}[filepath.Base(l.Folder)]
		if want == "" || !strings.Contains(l.Reason, want) {
			t.Errorf("%+v", l)
		}
	}
}
