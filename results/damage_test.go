package results

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// spoiled is a healthy run of which a file was changed after it was written; nil
// deletes the file.
func spoiled(t *testing.T, name string, change func(lines [][]byte) [][]byte, texts ...string) (*Record, *Outcome) {
	t.Helper()
	r := healthyRun()
	for _, x := range texts {
		r.plan.Expect = append(r.plan.Expect, PlanExpect{Text: x})
	}
	path := filepath.Join(r.write(t).Dir, name)
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if change == nil {
		err = os.Remove(path)
	} else {
		err = os.WriteFile(path, bytes.Join(change(bytes.SplitAfter(b, []byte("\n"))), nil), 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	rec, err := Open(filepath.Dir(path))
	if err != nil {
		t.Fatal(err)
	}
	return rec, Judge(rec)
}

func nothing([][]byte) [][]byte { return nil }

// A file of a whole run that is gone or empty is said, and makes nothing pass that
// it would have told.
func TestEmptyAndMissingFiles(t *testing.T) {
	for _, tc := range []struct {
		name    string
		change  func([][]byte) [][]byte
		problem string
		text    string
	}{
		{"windows-0.jsonl", nothing, "windows-*.jsonl holds nothing, though load ran for 60 s", "ranking.age.p99 < 1s"},
		{"windows-0.jsonl", nil, "windows-*.jsonl is missing", "ranking.age.p99 < 1s"},
		{"ages-0.hlog", nothing, "ages-*.hlog holds nothing, though load ran for 60 s", "ranking.age.p99 < 1s"},
		{"ages-0.hlog", nil, "ages-*.hlog is missing", "ranking.age.p99 < 1s"},
		{"ledger-0.jsonl", nothing, "ledger-*.jsonl holds nothing, though load ran for 60 s", "lost == 0"},
		{"ledger-0.jsonl", nil, "ledger-*.jsonl is missing", "lost == 0"},
	} {
		rec, o := spoiled(t, tc.name, tc.change, tc.text)
		if n := strings.Count(strings.Join(rec.Problems, "\n")+"\n", tc.problem+"\n"); n != 1 {
			t.Errorf("%s: problems %q, want %q once", tc.name, rec.Problems, tc.problem)
		}
		if o.Verdict != Unknown || o.Checks[0].Verdict != Unknown {
			t.Errorf("%s: %s, and %s of the run", tc.problem, o.Checks[0].Verdict, o.Verdict)
		}
	}
}

// Without windows nothing is known of slip, so no row says that it is OK.
func TestRunWithoutWindowsIsNotTrusted(t *testing.T) {
	_, o := spoiled(t, "windows-0.jsonl", nothing)
	if o.Verdict != Unknown || o.Reason != "no second of the load was recorded, so slip is not known" {
		t.Errorf("%s, %q", o.Verdict, o.Reason)
	}
	rows := map[string]Trust{}
	for _, row := range o.Trust {
		rows[row.Name] = row
	}
	for _, name := range []string{"Generator slip, p99.9", "Target slip, p99.9", "CPU of this process"} {
		if row := rows[name]; row.OK || !row.Unknown || row.Shown != "not recorded" {
			t.Errorf("%+v", row)
		}
	}
	if row := rows["Windows"]; row.OK || row.Shown != "0 of 60 seconds recorded" {
		t.Errorf("%+v", row)
	}
}

// Whatever happened to the ledger of a run that came to its end, its events are
// not called lost, nor not lost.
func TestDamagedLedgerTellsNothing(t *testing.T) {
	texts := []string{"lost == 0", "lost > 0", "ranking.lost == 0", "unread == 0", "acknowledged == 6000", "audited == 6000", "due == 1"}
	for name, change := range map[string]func([][]byte) [][]byte{
		"empty":           nothing,
		"deleted":         nil,
		"cut in a line":   func(l [][]byte) [][]byte { return append(l[:3:3], l[3][:20]) },
		"cut at a line":   func(l [][]byte) [][]byte { return l[:2] },
		"without its end": func(l [][]byte) [][]byte { return l[:7] },
		"a line missing":  func(l [][]byte) [][]byte { return append(l[:2:2], l[3:]...) },
		"a line damaged":  func(l [][]byte) [][]byte { l[4] = []byte("{\"at_ns\":\n"); return l },
	} {
		t.Run(name, func(t *testing.T) {
			rec, o := spoiled(t, "ledger-0.jsonl", change, texts...)
			if rec.LedgerDamage == "" || len(rec.Problems) == 0 {
				t.Errorf("damage %q, problems %q", rec.LedgerDamage, rec.Problems)
			}
			for _, c := range o.Checks {
				if c.Verdict != Unknown || !strings.HasPrefix(c.Reason, "the ledger is damaged: ledger-") {
					t.Errorf("%s: %s, %q", c.Text, c.Verdict, c.Reason)
				}
			}
			if o.SettledRun.Lost != 0 || o.Settled[0].Lost != 0 || len(o.SettledRun.Examples) > 0 {
				t.Errorf("lost: %+v", o.SettledRun)
			}
		})
	}
	if _, o := spoiled(t, "ledger-0.jsonl", func(l [][]byte) [][]byte { return l }, "lost == 0"); o.Checks[0].Verdict != Pass {
		t.Errorf("an undamaged ledger: %+v", o.Checks[0])
	}
}
