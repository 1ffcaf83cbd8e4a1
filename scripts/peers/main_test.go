package main

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestSettingsThatCannotWork(t *testing.T) {
	for _, c := range []struct{ args, want string }{
		{"-rates 5000,x", `"x": expected whole records/s`},
		{"-rates 0", `"0": expected`},
		{"-before 50s -stall 10s", "end within -length 1m0s"},
		{"-stall 0s", "above 0"},
	} {
		if _, err := parse(strings.Fields(c.args), io.Discard); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, expected %s", c.args, err, c.want)
		}
	}
	s, err := parse([]string{"-rates", "1, 2"}, io.Discard)
	if err != nil || len(s.rates) != 2 || s.length != time.Minute {
		t.Errorf("%+v, %v", s, err)
	}
}

func TestTableAndItsPlaceOnThePage(t *testing.T) {
	s := settings{length: time.Minute, before: 20 * time.Second, stall: 10 * time.Second}
	table, begin := newTable(s), time.Now()
	table.add(5000, peer{name: "a tool", measures: "this"}, seen{
		figures: figures{"p50": 2 * ms}, stalled: stalled{begin, begin.Add(s.stall)}, command: "a-tool -x", version: "1.2",
	}, nil)
	table.add(5000, peer{name: "another", measures: "that"}, seen{}, errors.New("not there"))
	text := table.String()
	for _, want := range []string{"| a tool | this | 10 s | 2 ms | - | - | - | - |", "| another | that | - | no figure: not there |", "a tool (1.2), 5000/s: `a-tool -x`", "| 7 s |"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
	file := filepath.Join(t.TempDir(), "page.md")
	if err := os.WriteFile(file, []byte("before\n"+pageBegin+"old\n"+pageEnd+"\nafter\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := writePage(file, text); err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(file)
	if err != nil || string(got) != "before\n"+pageBegin+text+"\n"+pageEnd+"\nafter\n" {
		t.Errorf("%v:\n%s", err, got)
	}
	if err := writePage("main.go", text); err == nil {
		t.Error("a file without the place is written")
	}
}
