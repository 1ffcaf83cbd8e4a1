package results

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// maxWhole bounds the files that are read as a whole.
const maxWhole = 64 << 20

// Open reads a run record, also one that a killed run left: torn last lines and
// missing files are tolerated and listed in Problems. It fails if the folder is
// no record, that is if run.json or plan.json cannot be read, or if a newer
// Freshet wrote it.
func Open(dir string) (*Record, error) {
	rec, err := openHead(dir)
	if err != nil {
		return nil, err
	}
	rec.readParts()
	return rec, nil
}

// OpenWorkload reads of a run record what CostFacts looks at, in a fraction of the
// time that Open takes: no ages, ledger, worst signals, use of machines or outcome.
// It fails as Open does.
func OpenWorkload(dir string) (*Record, error) {
	rec, err := openHead(dir)
	if err != nil {
		return nil, err
	}
	rec.readWorkload()
	rec.merge()
	return rec, nil
}

// openHead reads run.json and plan.json, without which there is no record.
func openHead(dir string) (*Record, error) {
	rec := &Record{Dir: dir, Ages: &Ages{tags: map[string][]ageSlot{}}}
	if err := readWhole(dir, fileRun, &rec.Run); err != nil {
		return nil, fmt.Errorf("reading the run record %s: %w", dir, err)
	}
	if err := checkVersion(rec.Run); err != nil {
		return nil, fmt.Errorf("reading the run record %s: %w", dir, err)
	}
	if err := readWhole(dir, filePlan, &rec.Plan); err != nil {
		return nil, fmt.Errorf("reading the run record %s: %w", dir, err)
	}
	return rec, nil
}

func checkVersion(run Run) error {
	if run.Format > Format || run.Definitions > Definitions {
		return fmt.Errorf("it has format %d and definitions %d, and this program reads up to %d and %d: use a newer freshet",
			run.Format, run.Definitions, Format, Definitions)
	}
	if run.Format < 1 {
		return fmt.Errorf("%s names no format", fileRun)
	}
	return nil
}

// readParts reads everything but run.json and plan.json.
func (r *Record) readParts() {
	agesRead := r.inBackground(func(r *Record) { r.lineFiles(prefixAges+"*.hlog", readHlog) })
	if b, err := readFile(r.Dir, fileScenario); err != nil {
		r.problem(err)
	} else {
		r.Scenario = b
	}
	r.readWorkload()
	r.readOptional(fileOutcome, func() any { r.Stored = &Outcome{}; return r.Stored }, func() { r.Stored = nil })
	r.readLedgers()
	r.lineFiles(prefixWorst+"*.jsonl", readWorst)
	agesRead()
	r.optionalLines(fileUsage, readUsage)
	r.merge()
	r.noteEmpty()
}

// inBackground has read add to the ages, while the caller reads the rest. The
// function that it returns waits for that and takes over what was wrong.
func (r *Record) inBackground(read func(*Record)) (done func()) {
	aside := &Record{Dir: r.Dir, Ages: r.Ages}
	over := make(chan struct{})
	go func() {
		defer close(over)
		read(aside)
	}()
	return func() {
		<-over
		r.Problems = append(r.Problems, aside.Problems...)
	}
}

// readWorkload reads what was done and metered.
func (r *Record) readWorkload() {
	r.readOptional(fileAudit, func() any { r.Facts = &Facts{}; return r.Facts }, func() { r.Facts = nil })
	r.lineFiles(fileEvents, readEvents)
	r.lineFiles(prefixWindows+"*.jsonl", readWindows)
	r.lineFiles(prefixTraffic+"*.jsonl", readTraffic)
}

// readLedgers reads the ledger, and notes what is wrong with it beside what is
// wrong with the record.
func (r *Record) readLedgers() {
	known := len(r.Problems)
	var last lastLines
	r.lineFiles(prefixLedger+"*.jsonl", last.read)
	r.Ledger = last.lines
	if len(r.Problems) > known {
		r.LedgerDamage = r.Problems[known]
	}
}

// noteEmpty notes files that hold nothing of a load that ran.
func (r *Record) noteEmpty() {
	load := loadEnd(r)
	if load < WindowLength || !r.reached(PhaseDrain) {
		return
	}
	for _, part := range []struct {
		files string
		empty bool
	}{
		{prefixWindows + "*.jsonl", len(r.Windows) == 0},
		{prefixLedger + "*.jsonl", len(r.Ledger) == 0},
		{prefixAges + "*.hlog", len(r.Ages.Tags()) == 0},
	} {
		if part.empty && !slices.Contains(r.Problems, part.files+isMissing) {
			r.Problems = append(r.Problems, fmt.Sprintf("%s holds nothing, though load ran for %s", part.files, clock(load)))
		}
	}
}

// isMissing is said of a kind of file of which there is none.
const isMissing = " is missing"

// readOptional reads a JSON file that a killed run may lack.
func (r *Record) readOptional(name string, into func() any, absent func()) {
	err := readWhole(r.Dir, name, into())
	if err == nil {
		return
	}
	absent()
	if !errors.Is(err, fs.ErrNotExist) {
		r.problem(err)
	}
}

// lineFiles reads the files that match a pattern, compressed or not, in order of name.
func (r *Record) lineFiles(pattern string, read func(*Record, io.Reader, string) []string) {
	paths := linePaths(r.Dir, pattern)
	if len(paths) == 0 {
		r.Problems = append(r.Problems, pattern+isMissing)
	}
	r.readLines(paths, read)
}

// readLines reads files, by the names that they had before they were compressed.
func (r *Record) readLines(paths []string, read func(*Record, io.Reader, string) []string) {
	for _, path := range paths {
		f, name, err := openLines(path)
		if err != nil {
			r.problem(cannotRead(name, err))
			continue
		}
		r.Problems = append(r.Problems, read(r, f, name)...)
		_ = f.Close()
	}
}

// linePaths is the files of a folder that match a pattern, sorted, by the names
// that they had before they were compressed.
func linePaths(dir, pattern string) []string {
	var paths []string
	for _, suffix := range []string{"", suffixSealed} {
		// The only error there is concerns the pattern, which matches nothing then.
		found, _ := filepath.Glob(filepath.Join(escapeGlob(dir), pattern+suffix))
		for _, path := range found {
			paths = append(paths, strings.TrimSuffix(path, suffix))
		}
	}
	slices.Sort(paths)
	return slices.Compact(paths)
}

// optionalLines reads a file of lines that records of older versions lack.
func (r *Record) optionalLines(name string, read func(*Record, io.Reader, string) []string) {
	r.readLines(linePaths(r.Dir, name), read)
}

func (r *Record) problem(err error) { r.Problems = append(r.Problems, err.Error()) }

func readEvents(r *Record, in io.Reader, name string) []string {
	return decodeLines(in, name, func(e Event) error { r.Events = append(r.Events, e); return nil })
}

func readWindows(r *Record, in io.Reader, name string) []string {
	return decodeLines(in, name, func(w Window) error {
		if err := checkWindow(w); err != nil {
			return err
		}
		r.Windows = append(r.Windows, w)
		return nil
	})
}

// checkWindow refuses a window whose times no run can have.
func checkWindow(w Window) error {
	if w.Length <= 0 || w.Length > maxOffset || w.At < -maxOffset || w.At > maxOffset {
		return fmt.Errorf("a window at %v of length %v", w.At, w.Length)
	}
	return nil
}

func readWorst(r *Record, in io.Reader, name string) []string {
	return decodeLines(in, name, func(s Signal) error { r.Worst = append(r.Worst, s); return nil })
}

func readTraffic(r *Record, in io.Reader, name string) []string {
	return decodeLines(in, name, func(t TrafficLine) error { r.Traffic = append(r.Traffic, t); return nil })
}

func readUsage(r *Record, in io.Reader, name string) []string {
	return decodeLines(in, name, func(l UsageLine) error {
		if err := checkUsage(l); err != nil {
			return err
		}
		r.Usage = append(r.Usage, l)
		return nil
	})
}

func readHlog(r *Record, in io.Reader, name string) []string {
	dec := &histDecoder{}
	return eachLine(in, name, func(line []byte) error {
		l, ok, err := parseHlog(line, dec)
		if ok {
			r.Ages.add(l)
		}
		return err
	})
}

// readWhole decodes a JSON file.
func readWhole(dir, name string, into any) error {
	b, err := readFile(dir, name)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(b, into); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}

func readFile(dir, name string) ([]byte, error) {
	f, err := os.Open(filepath.Join(dir, name))
	if err != nil {
		return nil, cannotRead(name, err)
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, maxWhole+1))
	if err != nil {
		return nil, cannotRead(name, err)
	}
	if len(b) > maxWhole {
		return nil, fmt.Errorf("%s is larger than %d MiB", name, maxWhole>>20)
	}
	return b, nil
}

func cannotRead(name string, err error) error { return fmt.Errorf("%s: %w", name, plain(err)) }

// escapeGlob makes the characters of a folder's name stand for themselves.
func escapeGlob(dir string) string {
	out := make([]rune, 0, len(dir))
	for _, c := range dir {
		if c == '*' || c == '?' || c == '[' || c == '\\' {
			out = append(out, '\\')
		}
		out = append(out, c)
	}
	return string(out)
}
