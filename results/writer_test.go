package results

import (
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

func TestCreateRefuses(t *testing.T) {
	full := t.TempDir()
	if err := os.WriteFile(filepath.Join(full, "notes.txt"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(full, "notes.txt")
	for _, tc := range []struct{ dir, want string }{
		{full, "the folder is not empty (it has notes.txt); name a new one"},
		{file, "not a directory"},
		{filepath.Join(file, "run"), "not a directory"},
		{"/proc/freshet-run", "creating the run record /proc/freshet-run: no such file or directory"},
	} {
		_, err := Create(tc.dir, Run{}, Plan{}, nil)
		if err == nil || !strings.Contains(err.Error(), tc.want) {
			t.Errorf("%s: %v, want %q", tc.dir, err, tc.want)
		} else if strings.Contains(err.Error(), "\n") {
			t.Errorf("more than one line: %q", err)
		}
	}
}

func TestCreateInReadOnlyFolder(t *testing.T) {
	if os.Geteuid() == 0 {
		t.Skip("root may write everywhere")
	}
	dir := t.TempDir()
	if err := os.Chmod(dir, 0o500); err != nil {
		t.Fatal(err)
	}
	_, err := Create(dir, Run{}, Plan{}, nil)
	if want := "writing run.json: permission denied"; err == nil || !strings.HasSuffix(err.Error(), want) {
		t.Errorf("%v, want %q", err, want)
	}
}

// A full disk is what /dev/full is: every write fails with ENOSPC.
func TestWriterKeepsItsFirstError(t *testing.T) {
	full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		t.Skip("there is no /dev/full")
	}
	dir := t.TempDir()
	w, err := Create(dir, Run{}, Plan{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	_ = w.windows.f.Close()
	w.windows.f = full
	const want = "writing windows-0.jsonl: no space left on device"
	err = w.Window(Window{})
	if err == nil || err.Error() != want || !errors.Is(err, syscall.ENOSPC) {
		t.Errorf("got %v, want %q", err, want)
	}
	for name, again := range map[string]error{
		"Event": w.Event(Event{}), "Flush": w.Flush(time.Hour), "Outcome": w.Outcome(Outcome{}), "Close": w.Close(), "second Close": w.Close(),
	} {
		if name != "Flush" && (again == nil || again.Error() != want) {
			t.Errorf("%s: %v, want the first error", name, again)
		}
	}
	if _, err := os.Stat(filepath.Join(dir, fileOutcome)); err == nil {
		t.Error("an outcome was written after a failed write")
	}
}

func TestWriterIsSafeForConcurrentUse(t *testing.T) {
	const writers, each = 8, 50
	w, err := Create(t.TempDir(), Run{}, testPlan(), nil)
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	for i := range writers {
		wg.Go(func() {
			for j := range each {
				at := time.Duration(i*each+j) * sec
				_ = w.Window(Window{At: at, Length: sec, Phase: PhaseLoad})
				_ = w.Event(Event{At: at, Kind: Warning, Text: strings.Repeat("x", 5000)})
				w.Ages().Series("age/x").Record(at%(10*sec), sec)
				_ = w.Flush(at)
			}
		})
	}
	wg.Wait()
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	rec, err := Open(w.Dir())
	if err != nil {
		t.Fatal(err)
	}
	if len(rec.Windows) != writers*each || len(rec.Events) != writers*each || rec.Ages.Count("age/x", nil) != writers*each {
		t.Errorf("%d windows, %d events, %d samples, want %d of each", len(rec.Windows), len(rec.Events), rec.Ages.Count("age/x", nil), writers*each)
	}
}

func TestRecordReadsBackAsWritten(t *testing.T) {
	r := healthyRun()
	rec := r.write(t)
	if len(rec.Problems) > 0 {
		t.Errorf("problems: %q", rec.Problems)
	}
	if rec.Run.Format != Format || rec.Run.ID != "t1" || rec.Plan.Stages[1].Name != "ranking" || string(rec.Scenario) != "name: test\n" {
		t.Errorf("read back %+v", rec.Run)
	}
	if len(rec.Events) != len(r.events) || len(rec.Windows) != 60 || len(rec.Ledger) != len(r.ledger) || rec.Facts.Audit.Topics[0].Records != 6000 {
		t.Errorf("%d events, %d windows, %d ledger lines", len(rec.Events), len(rec.Windows), len(rec.Ledger))
	}
	// The record in memory, which other tests use, is the one that reads back.
	r.plan.Expect = []PlanExpect{{Text: "ranking.age.p99.9 < 1s overall"}, {Text: "page-view.missed < 1% during kill"}}
	rec.Plan.Expect = r.plan.Expect
	read, memory := Judge(rec), Judge(r.memory())
	if !reflect.DeepEqual(read, memory) {
		t.Errorf("judged\n%+v\nand in memory\n%+v", read, memory)
	}
}
