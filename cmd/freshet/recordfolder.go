package main

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/freshet-bench/freshet/results/series"
)

// runsFolder is where records go unless --out says otherwise.
const runsFolder = "freshet-runs"

// recordFolder names the folder of a run's record. The folder that --out names
// is the record's own for one scenario, and holds a folder a scenario for several.
func (p *program) recordFolder(scenario, out string, several bool) (string, error) {
	switch {
	case out != "" && !several:
		return out, refuseFull(out)
	case out != "":
		return freeName(filepath.Join(out, scenario))
	}
	return freeName(filepath.Join(".", runsFolder, scenario+"-"+p.now().Format("20060102-150405")))
}

// refuseFull refuses a folder that holds something: a run wants one of its own.
func refuseFull(dir string) error {
	entries, err := os.ReadDir(dir)
	switch {
	case err != nil || len(entries) == 0:
		return nil // what is wrong with it is said where it is made
	case series.Is(dir):
		return usagef("--out %s: it holds many runs already; --resume %s goes on with them", dir, shellQuote(dir))
	}
	return usagef("--out %s: the folder is not empty (it has %s); name a new one", dir, entries[0].Name())
}

// freeName is path, or path-2, path-3, ... if something is there already.
func freeName(path string) (string, error) {
	for n, name := 2, path; ; n++ {
		_, err := os.Stat(name)
		if errors.Is(err, fs.ErrNotExist) {
			return name, nil
		}
		if err != nil {
			return "", fmt.Errorf("choosing the folder of the run record: %w", err)
		}
		name = fmt.Sprintf("%s-%d", path, n)
	}
}

// recordFile is the file that every run record begins with.
const recordFile = "run.json"

// isRecord refuses a folder that is not a run record, and names the newest ones
// where runs put them.
func isRecord(dir string) error {
	info, err := os.Stat(dir)
	problem := ""
	switch {
	case errors.Is(err, fs.ErrNotExist):
		problem = "there is no such folder"
	case err != nil:
		return fmt.Errorf("looking for the run record: %w", err)
	case !info.IsDir():
		problem = "not a run record but a file; expected its folder"
	default:
		if _, err := os.Stat(filepath.Join(dir, recordFile)); !errors.Is(err, fs.ErrNotExist) {
			return nil // what is wrong with the file, if anything, is said where it is read
		}
		if inside := newestRecords(dir, 1); len(inside) > 0 {
			return fmt.Errorf("%s: a folder of run records; name one of them, as %s, or see what differs between them with freshet compare %s", dir, inside[0], dir)
		}
		problem = "not a run record: there is no " + recordFile + " in it"
	}
	if newest := newestRecords(runsFolder, 3); len(newest) > 0 {
		problem += "; the newest are " + strings.Join(newest, ", ")
	}
	return fmt.Errorf("%s: %s", dir, problem)
}

// newestRecords lists up to most run records in a folder, the newest first.
func newestRecords(folder string, most int) []string {
	files, err := filepath.Glob(filepath.Join(folder, "*", recordFile))
	if err != nil {
		return nil // of a pattern that is a constant
	}
	written := map[string]int64{}
	for _, file := range files {
		if info, err := os.Stat(file); err == nil {
			written[file] = info.ModTime().UnixNano()
		}
	}
	slices.SortStableFunc(files, func(a, b string) int {
		return cmp.Or(cmp.Compare(written[b], written[a]), strings.Compare(b, a))
	})
	var records []string
	for _, file := range files[:min(most, len(files))] {
		records = append(records, filepath.Dir(file))
	}
	return records
}
