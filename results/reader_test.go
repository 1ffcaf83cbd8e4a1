package results

import (
	"bytes"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestOpenRefuses(t *testing.T) {
	for _, tc := range []struct {
		name, run, plan, want string
	}{
		{"no record", "", "", "run.json: no such file or directory"},
		{"no plan", `{"format":1,"definitions":1}`, "", "plan.json: no such file or directory"},
		{"damaged", `{"format":`, `{}`, "run.json: unexpected end of JSON input"},
		{"newer", `{"format":2,"definitions":1}`, `{}`, "use a newer freshet"},
		{"newer definitions", `{"format":1,"definitions":7}`, `{}`, "use a newer freshet"},
		{"something else", `{}`, `{}`, "run.json names no format"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			dir := t.TempDir()
			put(t, dir, fileRun, tc.run)
			put(t, dir, filePlan, tc.plan)
			_, err := Open(dir)
			if err == nil || !strings.Contains(err.Error(), tc.want) || strings.Contains(err.Error(), "\n") {
				t.Errorf("%v, want %q", err, tc.want)
			}
		})
	}
}

func put(t *testing.T, dir, name, content string) {
	t.Helper()
	if content == "" {
		return
	}
	if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}

// A killed run leaves torn last lines: each file loses that line and no more.
func TestTornLastLines(t *testing.T) {
	r := healthyRun()
	r.plan.Expect = []PlanExpect{{Text: "lost == 0"}}
	rec := r.write(t)
	jsonl, err := filepath.Glob(filepath.Join(rec.Dir, "*.jsonl"))
	if err != nil || len(jsonl) != 6 {
		t.Fatalf("%q, %v", jsonl, err)
	}
	names := append(jsonl, filepath.Join(rec.Dir, "ages-0.hlog"))
	for _, name := range names {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if len(b) > 40 {
			b = b[:len(b)-20]
		}
		if err := os.WriteFile(name, b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	torn, err := Open(rec.Dir)
	if err != nil {
		t.Fatal(err)
	}
	if len(torn.Windows) != len(rec.Windows)-1 || len(torn.Events) != len(rec.Events)-1 {
		t.Errorf("%d windows of %d, %d events of %d", len(torn.Windows), len(rec.Windows), len(torn.Events), len(rec.Events))
	}
	if len(torn.Problems) != 4 || !strings.Contains(strings.Join(torn.Problems, "\n"), "windows-0.jsonl: the last line is torn") {
		t.Errorf("problems: %q", torn.Problems)
	}
	if o := Judge(torn); o.Status != CutShort || o.Verdict != Unknown {
		t.Errorf("judged %s, %s", o.Status, o.Verdict)
	}
}

// Wherever a record is cut off, it opens and is judged.
func TestAnyPrefixOpens(t *testing.T) {
	r := healthyRun()
	r.plan.Expect = []PlanExpect{{Text: "lost == 0"}, {Text: "recovery(kill) < 5s"}, {Text: "page-view.missed < 1%"}}
	whole := r.write(t)
	for share := range 8 {
		dir := t.TempDir()
		entries, err := os.ReadDir(whole.Dir)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range entries {
			b, err := os.ReadFile(filepath.Join(whole.Dir, e.Name()))
			if err != nil {
				t.Fatal(err)
			}
			if e.Name() != fileRun && e.Name() != filePlan {
				b = b[:len(b)*share/8]
			}
			put(t, dir, e.Name(), string(b))
		}
		rec, err := Open(dir)
		if err != nil {
			t.Fatal(err)
		}
		if o := Judge(rec); o.Status != CutShort || o.Verdict == Pass {
			t.Errorf("%d/8 of the record: %s, %s", share, o.Status, o.Verdict)
		}
	}
}

func TestDamagedLinesAreSkippedAndSaid(t *testing.T) {
	rec := healthyRun().write(t)
	name := filepath.Join(rec.Dir, "windows-0.jsonl")
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	lines := bytes.SplitAfter(b, []byte("\n"))
	lines[3] = []byte("{\"at_ns\": \"x\"}\n")
	lines[7] = []byte("\x00\xff garbage\n")
	if err := os.WriteFile(name, bytes.Join(lines, nil), 0o600); err != nil {
		t.Fatal(err)
	}
	again, err := Open(rec.Dir)
	if err != nil {
		t.Fatal(err)
	}
	if len(again.Windows) != 58 || len(again.Problems) != 2 || !strings.HasPrefix(again.Problems[0], "windows-0.jsonl: line 4: ") {
		t.Errorf("%d windows, %q", len(again.Windows), again.Problems)
	}
}

func TestWorkersAreMerged(t *testing.T) {
	rec := healthyRun().write(t)
	for _, prefix := range []string{prefixWindows, prefixLedger} {
		b, err := os.ReadFile(filepath.Join(rec.Dir, prefix+"0.jsonl"))
		if err != nil {
			t.Fatal(err)
		}
		put(t, rec.Dir, prefix+"1.jsonl", strings.ReplaceAll(string(b), `"lanes":[[0,0,`, `"lanes":[[1,0,`))
	}
	hlog, err := os.ReadFile(filepath.Join(rec.Dir, prefixAges+"0.hlog"))
	if err != nil {
		t.Fatal(err)
	}
	put(t, rec.Dir, prefixAges+"1.hlog", string(hlog))
	both, err := Open(rec.Dir)
	if err != nil {
		t.Fatal(err)
	}
	one, two := rec.Windows[22], both.Windows[22]
	if len(both.Windows) != 60 || two.Sources["clicks"].Due != 200 || two.Stages["ranking"].Available != 200 {
		t.Errorf("counters: %d windows, %+v", len(both.Windows), two.Sources)
	}
	if two.Stages["ranking"].Lag != one.Stages["ranking"].Lag || two.Sources["clicks"].GeneratorP999 != ms || two.Stages["ranking"].Oldest[3] != one.Stages["ranking"].Oldest[3] {
		t.Error("gauges are not the maximum")
	}
	if got := both.Ages.Count("age/ranking", nil); got != 12000 {
		t.Errorf("%d samples, want 12000", got)
	}
	if o := Judge(both); o.Settled[0].Due != 12000 || o.Settled[0].Seen != 12000 {
		t.Errorf("settled %+v", o.Settled[0])
	}
}

// Before the load the epoch may not be known, so times there say little: the order
// of the file does.
func TestEventsKeepTheOrderOfTheFile(t *testing.T) {
	const unknown = -1000 * time.Hour
	rec := Record{Ages: &Ages{tags: map[string][]ageSlot{}}, Events: []Event{
		{At: unknown, Text: "a"}, {At: unknown + sec, Text: "b"}, {At: unknown + sec, Text: "c"}, {At: -20 * ms, Text: "d"}, {At: -30 * ms, Text: "e"},
		{At: 5 * sec, Text: "h"}, {At: 0, Text: "f"}, {At: 0, Text: "g"}, {At: 5 * sec, Text: "i"},
	}}
	rec.merge()
	got := ""
	for _, e := range rec.Events {
		got += e.Text
	}
	if got != "abcdefghi" {
		t.Errorf("the order is %s", got)
	}
}

func TestLastLedgerLineHolds(t *testing.T) {
	lines := []LedgerLine{at("", StateAcked, 0, 9), at("", StateDue, 0, 19), at("", StateAcked, 0, 19)}
	lines[2].At = sec
	var last lastLines
	last.add(lines)
	got := last.lines
	if len(got) != 2 || got[0].Intervals.Count() != 20 {
		t.Errorf("got %+v", got)
	}
}

func TestWorstKeepsTheOldestOnce(t *testing.T) {
	var all []Signal
	for i := range 150 {
		all = append(all, Signal{Stage: "ranking", Source: "clicks", N: uint64(i % 120), Age: sec})
	}
	all[140].Age = 9 * sec
	all = append(all, Signal{Stage: "enrich", Source: "clicks", N: 1, Age: ms})
	got := mergeWorst(all, testPlan().Stages)
	if len(got) != 101 || got[0].Stage != "enrich" || got[1].Age != 9*sec || got[1].N != 20 {
		t.Errorf("%d kept, first %+v %+v", len(got), got[0], got[1])
	}
}

// fuzzRecord reads a file of any content into a record and judges that.
func fuzzRecord(f *testing.F, read func(*Record, io.Reader, string) []string, seeds ...string) {
	for _, s := range seeds {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, content []byte) {
		rec := &Record{Plan: testPlan(), Ages: &Ages{tags: map[string][]ageSlot{}}}
		for _, text := range []string{"lost == 0", "ranking.lag.p99 < 1s overall", "recovery(kill) < 5s", "isolation(kill) < 5x"} {
			rec.Plan.Expect = append(rec.Plan.Expect, PlanExpect{Text: text})
		}
		rec.Problems = read(rec, bytes.NewReader(content), "fuzzed")
		rec.merge()
		if o := Judge(rec); o.Verdict == Pass && len(rec.Plan.Expect) > 0 {
			t.Fatalf("passed on %q", content)
		}
	})
}

// readPlan reads plan.json as Open does.
func readPlan(r *Record, in io.Reader, _ string) []string {
	b, err := io.ReadAll(in)
	if err == nil {
		err = json.Unmarshal(b, &r.Plan)
	}
	if err != nil {
		return []string{err.Error()}
	}
	return nil
}

func FuzzOpenWindows(f *testing.F) {
	fuzzRecord(f, readWindows,
		`{"at_ns":0,"len_ns":1000000000,"phase":"load","stages":{"ranking":{"oldest_ns":[1,2,9000000000],"lag_ns":5}}}`+"\n",
		`{"at_ns":-9223372036854775808,"len_ns":9223372036854775807}`, `null`)
}

func FuzzOpenEvents(f *testing.F) {
	fuzzRecord(f, readEvents,
		`{"at_ns":20000000000,"kind":"begin","entry":"kill"}`+"\n"+`{"at_ns":9223372036854775807,"kind":"end","entry":"kill"}`+"\n",
		`{"at_ns":-9223372036854775808,"kind":"begin","entry":"kill"}`, `{"kind":"phase","text":"drain","at_ns":1}`)
}

func FuzzLedger(f *testing.F) {
	read := func(r *Record, in io.Reader, name string) []string {
		var last lastLines
		problems := last.read(r, in, name)
		r.Ledger = last.lines
		return problems
	}
	fuzzRecord(f, read,
		`{"at_ns":1,"source":"clicks","topic":"raw","state":"due","lanes":[[0,0,0,99]]}`+"\n"+
			`{"at_ns":1,"source":"clicks","topic":"raw","state":"acked","lanes":[[0,0,0,9007199254740991],[1,0,1,2,5,9]]}`+"\n",
		`{"lanes":[[0,0,5,2]]}`, `{"lanes":[[70000,0],[0],[]]}`)
}

func FuzzOpenUsage(f *testing.F) {
	fuzzRecord(f, readUsage,
		`{"at_ns":0,"broker":"1","from":"cgroup","life":1,"values":{"cpu_seconds":1,"memory_bytes":5}}`+"\n"+
			`{"at_ns":2000000000,"broker":"1","from":"cgroup","life":1,"values":{"cpu_seconds":0.5}}`+"\n",
		`{"at_ns":9223372036854775807,"broker":"1"}`, `{"broker":"x","from":"scrape","missing":"gone"}`)
}

func FuzzOpenPlan(f *testing.F) {
	plan, err := json.Marshal(testPlan())
	if err != nil {
		f.Fatal(err)
	}
	fuzzRecord(f, readPlan, string(plan), `{"duration_ns":-1,"warmup_ns":9223372036854775807}`, `[]`)
}
