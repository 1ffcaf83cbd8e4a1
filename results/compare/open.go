package compare

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"

	"github.com/freshet-bench/freshet/results"
	"github.com/freshet-bench/freshet/results/series"
)

// recordFile is the file that every run record begins with.
const recordFile = "run.json"

// Open makes sides of arguments. Each is a side: the folder of a run record, a folder
// of run records, or that of a series with one side; NAME=FOLDER gives it a name. A
// series that stands alone is split into its sides. Runs that cannot be read come
// back as left out. It fails if an argument is none of these.
func Open(args []string) ([]Side, []LeftOut, error) {
	var found []*folders
	var problems []error
	for _, arg := range args {
		list, err := lookAt(arg, len(args) == 1)
		if err != nil {
			problems = append(problems, err)
		}
		found = append(found, list...)
	}
	if len(problems) > 0 {
		return nil, nil, errors.Join(problems...)
	}
	nameApart(found)
	return readAll(found)
}

// Named takes an argument of Open apart: the name that it gives its side, "" without
// one, and the folder. What is there as it stands has no name.
func Named(arg string) (name, dir string) {
	if _, err := os.Stat(arg); err == nil {
		return "", arg
	}
	if before, after, ok := strings.Cut(arg, "="); ok && before != "" && !strings.Contains(before, "/") {
		return before, after
	}
	return "", arg
}

// folders is a side whose runs have not been opened.
type folders struct {
	Side
	named bool
	runs  []string
	left  []LeftOut
}

// lookAt finds the runs of an argument. Only a series that is alone has several sides.
func lookAt(arg string, alone bool) ([]*folders, error) {
	name, dir := Named(arg)
	info, err := os.Stat(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("%s: there is no such folder", dir)
	case err != nil:
		return nil, fmt.Errorf("%s: %w", dir, plainly(err))
	case !info.IsDir():
		return nil, fmt.Errorf("%s: a file; expected the folder of a run record, of several, or of a series", dir)
	}
	side := &folders{Side: Side{Name: name, Source: arg}, named: name != ""}
	if !side.named {
		side.Name = filepath.Base(filepath.Clean(dir))
	}
	switch {
	case isRecord(dir):
		side.runs = []string{dir}
		return []*folders{side}, nil
	case series.Is(dir):
		return seriesSides(dir, side, alone)
	}
	if err := side.below(dir); err != nil {
		return nil, err
	}
	return []*folders{side}, nil
}

func isRecord(dir string) bool {
	return isThere(filepath.Join(dir, recordFile))
}

func isThere(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}

// below adds every run record in a folder, by name.
func (f *folders) below(dir string) error {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return fmt.Errorf("%s: %w", dir, plainly(err))
	}
	for _, e := range entries {
		run := filepath.Join(dir, e.Name())
		if info, err := os.Stat(run); err == nil && info.IsDir() && isRecord(run) {
			f.runs = append(f.runs, run)
		}
	}
	if len(f.runs) == 0 {
		return fmt.Errorf("%s: no run record: there is no %s in it, nor in a folder in it", dir, recordFile)
	}
	return nil
}

// seriesSides are the sides of a series: all of them if it is alone, else the one
// that it may have.
func seriesSides(dir string, side *folders, alone bool) ([]*folders, error) {
	s, err := series.Read(dir)
	if err != nil {
		return nil, err
	}
	if len(s.Sides) > 1 && !alone {
		var names []string
		for _, of := range s.Sides {
			names = append(names, of.String())
		}
		return nil, fmt.Errorf("%s: a series with %d sides (%s); compare it alone, or make a folder of runs for each side that you compare",
			dir, len(s.Sides), strings.Join(names, ", "))
	}
	variants, targets := s.Varied()
	var out []*folders
	for _, of := range s.Sides {
		f := &folders{Side: Side{Name: side.Name, Source: side.Source, Variant: of.Variant, Target: of.Target}, named: side.named}
		switch {
		case variants && targets:
			f.Name = of.String()
		case variants:
			f.Name = of.Variant
		case targets:
			f.Name = of.Target
		}
		f.made(dir, s.Of(of))
		out = append(out, f)
	}
	return out, nil
}

// made adds the runs of a series that were made; one that did not get as far as a
// record is left out.
func (f *folders) made(dir string, runs []series.Run) {
	for _, r := range runs {
		path := filepath.Join(dir, r.Folder)
		switch {
		case !r.Begun():
		case isRecord(path):
			f.runs = append(f.runs, path)
		case r.Error != "":
			f.left = append(f.left, LeftOut{Folder: path, Reason: "the run failed: " + r.Error})
		case !isThere(path):
			f.left = append(f.left, LeftOut{Folder: path, Reason: "its folder is gone"})
		default:
			f.left = append(f.left, LeftOut{Folder: path, Reason: "it has no run record: the run was cut short before the load"})
		}
	}
}

// nameApart makes the names of sides unique: by the argument, then by number.
func nameApart(list []*folders) {
	taken := map[string]int{}
	for _, f := range list {
		taken[f.Name]++
	}
	for _, f := range list {
		if taken[f.Name] > 1 && !f.named {
			f.Name = filepath.Clean(f.Source)
		}
	}
	seen := map[string]int{}
	for _, f := range list {
		if seen[f.Name]++; seen[f.Name] > 1 {
			f.Name = fmt.Sprintf("%s (%d)", f.Name, seen[f.Name])
		}
	}
}

// readAll opens and judges all runs, several at a time.
func readAll(list []*folders) (sides []Side, left []LeftOut, err error) {
	type result struct {
		run Run
		err error
	}
	opened := make([][]result, len(list))
	var wg sync.WaitGroup
	slots := make(chan struct{}, runtime.GOMAXPROCS(0))
	for i, f := range list {
		opened[i] = make([]result, len(f.runs))
		for j, dir := range f.runs {
			slots <- struct{}{}
			wg.Go(func() {
				defer func() { <-slots }()
				run, err := openRun(dir)
				opened[i][j] = result{run, err}
			})
		}
	}
	wg.Wait()
	for i, f := range list {
		for _, l := range f.left {
			l.Side = f.Name
			left = append(left, l)
		}
		for j, r := range opened[i] {
			if r.err != nil {
				left = append(left, LeftOut{Side: f.Name, Folder: f.runs[j], Reason: r.err.Error()})
				continue
			}
			f.Runs = append(f.Runs, r.run)
		}
		slices.SortStableFunc(f.Runs, func(a, b Run) int { return a.Record.Run.Created.Compare(b.Record.Run.Created) })
		sides = append(sides, f.Side)
	}
	return sides, left, nil
}

// openRun opens a record and derives everything from it.
func openRun(dir string) (run Run, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("it could not be judged: %v", p)
		}
	}()
	rec, err := results.Open(dir)
	if err != nil {
		if inner := errors.Unwrap(err); inner != nil { // the folder is named beside the reason
			err = inner
		}
		return Run{}, fmt.Errorf("it cannot be read: %w", err)
	}
	return NewRun(rec, results.Judge(rec)), nil
}

// NewRun is a run of a record that is open, with the outcome that was derived of it.
func NewRun(rec *results.Record, out *results.Outcome) Run {
	return Run{
		Folder: rec.Dir, Verdict: out.Verdict, Reason: out.Reason, Untrusted: out.Untrusted(),
		Record: rec, Outcome: out, facts: facts(rec), bill: model(rec),
	}
}

// plainly is an error of the file system without the path, which is named beside it.
func plainly(err error) error {
	var pathErr *fs.PathError
	if errors.As(err, &pathErr) {
		return pathErr.Err
	}
	return err
}
