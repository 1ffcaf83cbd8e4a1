package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/freshet-bench/freshet/report"
	"github.com/freshet-bench/freshet/results/series"
	"github.com/freshet-bench/freshet/scenarios"
)

// openSeries makes the folder of a new series, or opens that of one to go on with.
func (p *program) openSeries(sc scene, flags *runFlags, several bool) (*seriesRun, error) {
	r := &seriesRun{scene: sc, again: again(sc, flags), rows: map[int]report.SeriesRow{}}
	if flags.many.resume != "" {
		return r.or(r.resume(flags))
	}
	var err error
	if r.dir, err = p.recordFolder(sc.Name, flags.out, several); err != nil {
		return nil, err
	}
	r.file = series.New(sc.Name, sc.Seed, flags.many.repeat, r.sides(flags.targets), p.now())
	r.file.Command = r.again[1:]
	return r.or(r.begin())
}

// or is the series, or the error, after which nobody holds the folder.
func (r *seriesRun) or(err error) (*seriesRun, error) {
	if err != nil && r.held != nil {
		_ = r.held.Close()
	}
	return r, err
}

// hold keeps other processes out of the folder until the runs are made.
func (r *seriesRun) hold() error {
	var err error
	if r.held, err = series.Lock(r.dir); errors.Is(err, series.ErrBusy) {
		return &exitError{code: exitUsage, err: err}
	}
	return err
}

// sides are every variant on every target.
func (r *seriesRun) sides(targets []*targetFlags) []series.Side {
	var list []series.Side
	for _, v := range r.variants {
		for _, on := range targets {
			list = append(list, series.Side{Variant: v.Variant, Target: on.name.String()})
		}
	}
	return list
}

// begin writes what the folder holds before the first run.
func (r *seriesRun) begin() error {
	if err := os.MkdirAll(r.dir, 0o755); err != nil {
		return fmt.Errorf("making the folder of the runs: %w", err)
	}
	if err := r.hold(); err != nil {
		return err
	}
	if err := refuseFull(r.dir); err != nil { // another process may have been here just now
		return err
	}
	for _, v := range r.variants {
		write := func(w io.Writer) error { _, err := w.Write(v.Resolved); return err }
		if err := writeFile(filepath.Join(r.dir, scenarioFile(v)), "scenario", write); err != nil {
			return err
		}
	}
	if err := r.file.Write(r.dir); err != nil {
		return fmt.Errorf("%s: %w", r.dir, err)
	}
	return nil
}

// scenarioFile is the name of the file with the text of a variant, as resolved.
func scenarioFile(v *scenarios.Scenario) string {
	if v.Variant == "" {
		return "scenario.yaml"
	}
	return "scenario-" + v.Variant + ".yaml"
}

// resume opens the folder of earlier runs, and refuses to go on where the runs to
// come would be others than those that were made.
func (r *seriesRun) resume(flags *runFlags) error {
	r.dir, r.resumed = filepath.Clean(flags.many.resume), true
	if !series.Is(r.dir) {
		return noSeries(r.dir, fs.ErrNotExist)
	}
	if err := r.hold(); err != nil {
		return err
	}
	earlier, err := series.Read(r.dir)
	if err != nil {
		return noSeries(r.dir, err)
	}
	r.file = earlier
	refuse := func(format string, args ...any) error {
		return usagef("%s cannot go on: %s", r.dir, fmt.Sprintf(format, args...))
	}
	if earlier.Name != r.Name {
		return refuse("it is of the scenario %s, not %s", earlier.Name, r.Name)
	}
	if difference := differentFlags(earlier.Command, r.again[1:]); difference != "" {
		return refuse("%s", difference)
	}
	if !slices.Equal(r.sides(flags.targets), earlier.Sides) {
		return refuse("it compares %s; now there would be %s", sideNames(earlier.Sides), sideNames(r.sides(flags.targets)))
	}
	for _, v := range r.variants {
		before, err := os.ReadFile(filepath.Join(r.dir, scenarioFile(v)))
		if err != nil {
			return refuse("reading its scenario: %v", err)
		}
		if was, is := firstDifference(before, v.Resolved); was != is {
			return refuse("the scenario has changed since it began: %s, and was %s in %s", quotedLine(is), quotedLine(was), scenarioFile(v))
		}
	}
	return nil
}

// noSeries says that a folder is not one of many runs.
func noSeries(dir string, err error) error {
	if !errors.Is(err, fs.ErrNotExist) {
		return &exitError{code: exitUsage, err: err}
	}
	if _, missing := os.Stat(dir); missing != nil {
		return usagef("--resume %s: there is no such folder", dir)
	}
	return usagef("--resume %s: there is no %s in it, so it holds no runs to go on with", dir, series.File)
}

// differentFlags says which flags differ between two commands, of those that say
// what is run; "" if none does.
func differentFlags(before, now []string) string {
	was, is := flagPairs(before), flagPairs(now)
	for _, pair := range is {
		if !slices.Contains(was, pair) {
			return fmt.Sprintf("%s is given now, and was not when it began", shellQuote(pair))
		}
	}
	for _, pair := range was {
		if !slices.Contains(is, pair) {
			return fmt.Sprintf("it began with %s, which is not given now", pair)
		}
	}
	return ""
}

// flagPairs takes a command line that was written by this program apart into flags
// with their values, and the words before them.
func flagPairs(args []string) []string {
	var pairs []string
	for _, arg := range args {
		if last := len(pairs) - 1; last >= 0 && !strings.HasPrefix(arg, "-") && strings.HasPrefix(pairs[last], "--") {
			pairs[last] += " " + arg
			continue
		}
		pairs = append(pairs, arg)
	}
	return pairs
}

func sideNames(sides []series.Side) string {
	var names []string
	for _, side := range sides {
		names = append(names, side.String())
	}
	return strings.Join(names, ", ")
}

// firstDifference are the first lines in which two texts differ; both "" if none do.
func firstDifference(before, now []byte) (was, is string) {
	old, young := strings.Split(string(before), "\n"), strings.Split(string(now), "\n")
	if bytes.Equal(before, now) {
		return "", ""
	}
	for i := range max(len(old), len(young)) {
		was, is = "", ""
		if i < len(old) {
			was = strings.TrimSpace(old[i])
		}
		if i < len(young) {
			is = strings.TrimSpace(young[i])
		}
		if was != is {
			return was, is
		}
	}
	return "laid out otherwise", "as now"
}

// quotedLine is a line for a message.
func quotedLine(line string) string {
	if line == "" {
		return "nothing"
	}
	if r := []rune(line); len(r) > 100 {
		line = string(r[:97]) + "..."
	}
	return fmt.Sprintf("%q", line)
}

// taken reports whether a name is that of something in the folder, or of a run.
func (r *seriesRun) taken(name string) bool {
	if _, err := os.Lstat(filepath.Join(r.dir, name)); err == nil {
		return true
	}
	return slices.ContainsFunc(r.file.Runs, func(run series.Run) bool { return run.Folder == name })
}

// targetNamed finds a target by its name.
func targetNamed(targets []*targetFlags, name string) (*targetFlags, error) {
	for _, on := range targets {
		if on.name.String() == name {
			return on, nil
		}
	}
	return nil, usagef("there is no target %s among those of --target", name)
}
