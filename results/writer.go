package results

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"sync"
	"time"

	"github.com/freshet-bench/freshet/results/internal/atomicfile"
)

// Writer writes a run record. Its methods may be called concurrently; each line
// has reached the operating system when the method returns. The first error is
// kept: every later call returns it, because a record with a hole must not go on
// looking whole.
type Writer struct {
	dir     string
	ages    *AgeRecorder
	events  *lineFile
	windows *lineFile
	ledger  *lineFile
	worst   *lineFile
	traffic *lineFile
	hlog    *lineFile
	usage   *lineFile

	mu     sync.Mutex
	err    error
	closed bool
}

// Create makes the folder of a record, which must be new or empty, and writes
// run.json, plan.json and scenario.yaml. It sets the run's Format and Definitions.
func Create(dir string, run Run, plan Plan, scenario []byte) (*Writer, error) {
	if err := makeEmpty(dir); err != nil {
		return nil, err
	}
	run.Format, run.Definitions = Format, Definitions
	w := &Writer{dir: dir}
	w.ages = newAgeRecorder(w.writeAges)
	if err := atomicfile.WriteJSON(dir, fileRun, run); err != nil {
		return nil, inFolder(dir, err)
	}
	if err := atomicfile.Write(dir, fileScenario, scenario); err != nil {
		return nil, inFolder(dir, err)
	}
	if err := w.WritePlan(plan); err != nil {
		return nil, inFolder(dir, err)
	}
	if err := w.openLines(); err != nil {
		_ = w.Close()
		return nil, inFolder(dir, err)
	}
	return w, nil
}

// makeEmpty makes the folder, or accepts one that is there and empty.
func makeEmpty(dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return inFolder(dir, plain(err))
	}
	f, err := os.Open(dir)
	if err != nil {
		return inFolder(dir, plain(err))
	}
	defer f.Close()
	if names, err := f.Readdirnames(1); err == nil {
		return inFolder(dir, fmt.Errorf("the folder is not empty (it has %s); name a new one", names[0]))
	} else if !errors.Is(err, io.EOF) {
		return inFolder(dir, plain(err))
	}
	return nil
}

func inFolder(dir string, err error) error {
	return fmt.Errorf("creating the run record %s: %w", dir, err)
}

// plain drops the path that os puts into its errors, since ours names it.
func plain(err error) error {
	if pathErr := (*fs.PathError)(nil); errors.As(err, &pathErr) {
		return pathErr.Err
	}
	return err
}

func (w *Writer) openLines() error {
	for _, f := range []struct {
		to   **lineFile
		name string
	}{
		{&w.events, fileEvents},
		{&w.windows, prefixWindows + worker + ".jsonl"},
		{&w.ledger, prefixLedger + worker + ".jsonl"},
		{&w.worst, prefixWorst + worker + ".jsonl"},
		{&w.traffic, prefixTraffic + worker + ".jsonl"},
		{&w.hlog, prefixAges + worker + ".hlog"},
		{&w.usage, fileUsage},
	} {
		l, err := createLines(w.dir, f.name)
		if err != nil {
			return err
		}
		*f.to = l
	}
	return w.hlog.write([]byte(hlogHeader))
}

// Dir is the folder of the record.
func (w *Writer) Dir() string { return w.dir }

// Ages is the recorder of the histogram log.
func (w *Writer) Ages() *AgeRecorder { return w.ages }

// Flush writes the histogram slots that are complete at now. Call it each second.
func (w *Writer) Flush(now time.Duration) error { return w.keep(w.ages.Flush(now)) }

// WritePlan replaces plan.json: once more is known, as the epoch and the begin of
// entries. It cuts the histogram slots where the plan changes phase.
func (w *Writer) WritePlan(plan Plan) error {
	w.ages.cutPlan(plan)
	return w.once(func() error { return atomicfile.WriteJSON(w.dir, filePlan, plan) })
}

// Event appends to events.jsonl. The begin and the end of an entry and the begin
// of the drain also cut the histogram slots, so write them when they happen. The
// phase done first ends the ledger, which must be complete by then.
func (w *Writer) Event(e Event) error {
	w.ages.cutEvent(e)
	if e.Kind == Phase && e.Text == PhaseDone {
		if err := w.line(w.ledger, ledgerEnd{End: true, Lines: w.ledger.written()}); err != nil {
			return err
		}
	}
	return w.line(w.events, e)
}

// Window appends a window.
func (w *Writer) Window(win Window) error { return w.line(w.windows, win) }

// Ledger appends what changed in the ledger.
func (w *Writer) Ledger(lines []LedgerLine) error {
	for _, group := range groupLedger(lines) {
		if err := w.line(w.ledger, group); err != nil {
			return err
		}
	}
	return nil
}

// Worst appends the oldest signals so far; a reader keeps the 100 oldest of each
// stage, whatever the number of calls.
func (w *Writer) Worst(signals []Signal) error { return lines(w, w.worst, signals) }

// Traffic appends the bytes since the lines before.
func (w *Writer) Traffic(traffic []TrafficLine) error { return lines(w, w.traffic, traffic) }

// Usage appends what the brokers had used at a moment.
func (w *Writer) Usage(samples []UsageLine) error { return lines(w, w.usage, samples) }

// Facts writes audit.json.
func (w *Writer) Facts(f Facts) error {
	return w.once(func() error { return atomicfile.WriteJSON(w.dir, fileAudit, f) })
}

// Outcome writes outcome.json, the last thing of a run. It sets the outcome's
// Format and Definitions.
func (w *Writer) Outcome(o Outcome) error {
	o.Format, o.Definitions = Format, Definitions
	return w.once(func() error { return atomicfile.WriteJSON(w.dir, fileOutcome, o) })
}

// Close writes the histograms that are left, closes the files and compresses the
// large ones of JSON lines. The record can then be read; only Outcome may still be
// called. Close may be called again.
func (w *Writer) Close() error {
	w.mu.Lock()
	if w.closed {
		defer w.mu.Unlock()
		return w.err
	}
	w.closed = true
	w.mu.Unlock()
	if w.hlog != nil {
		_ = w.keep(w.ages.Close())
	}
	for _, l := range []*lineFile{w.events, w.windows, w.ledger, w.worst, w.traffic, w.hlog, w.usage} {
		if l != nil {
			_ = w.keep(l.close())
		}
	}
	for _, l := range []*lineFile{w.windows, w.ledger, w.worst, w.traffic, w.usage} {
		if l != nil {
			// What could not be compressed stays as it is, and is as good.
			_ = seal(w.dir, l.name)
		}
	}
	return w.keep(nil)
}

func lines[T any](w *Writer, to *lineFile, values []T) error {
	for _, v := range values {
		if err := w.line(to, v); err != nil {
			return err
		}
	}
	return nil
}

// line appends a value as one line.
func (w *Writer) line(to *lineFile, v any) error {
	return w.once(func() error {
		b, err := jsonLine(to.name, v)
		if err != nil {
			return err
		}
		return to.write(b)
	})
}

func (w *Writer) writeAges(line []byte) error {
	return w.once(func() error { return w.hlog.write(line) })
}

// once does a write unless an earlier one failed.
func (w *Writer) once(write func() error) error {
	if err := w.keep(nil); err != nil {
		return err
	}
	return w.keep(write())
}

// keep remembers the first error and returns it.
func (w *Writer) keep(err error) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.err == nil {
		w.err = err
	}
	return w.err
}
