package results

import (
	"encoding/json"
	"reflect"
	"testing"
)

func TestLedgerLinesReadBack(t *testing.T) {
	lines := []LedgerLine{
		at("", StateDue, 0, 9), at("", StateAcked, 3, 5), sampled(at("ranking", StateAvailable, 0, 9), 4),
		{At: sec, Source: "clicks", Shard: 3, Topic: "raw", Partition: 7, State: StateDue, Intervals: Intervals{{0, 1}, {5, 5}}},
		{Source: "clicks", Shard: 3, Topic: "raw", Partition: 7, State: StateDue, Intervals: Intervals{{0, 1}, {5, 5}}},
	}
	groups := groupLedger(lines)
	if len(groups) != 4 {
		t.Errorf("%d groups, want 4", len(groups))
	}
	var got []LedgerLine
	for _, g := range groups {
		text, err := json.Marshal(g)
		if err != nil {
			t.Fatal(err)
		}
		var back ledgerGroup
		if err := json.Unmarshal(text, &back); err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		got = append(got, back.lines()...)
	}
	want := []LedgerLine{lines[0], lines[4], lines[1], lines[2], lines[3]}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("\ngot  %+v\nwant %+v", got, want)
	}
}

// A log full of holes makes more lines, none of them too long to read.
func TestLossyLedgerIsSplit(t *testing.T) {
	var holes Intervals
	for v := uint64(0); len(holes) < groupIntervals; v += 2 {
		holes = append(holes, Interval{v + maxCounter/2, v + maxCounter/2})
	}
	var lines []LedgerLine
	for shard := range uint16(5) {
		lines = append(lines, LedgerLine{Source: "clicks", Shard: shard, Topic: "raw", State: StateAudited, Intervals: holes})
	}
	groups, lanes := groupLedger(lines), 0
	for _, g := range groups {
		text, err := json.Marshal(g)
		if err != nil || len(text) > maxLine {
			t.Fatalf("a line of %d bytes, %v", len(text), err)
		}
		lanes += len(g.lines())
	}
	if len(groups) != 3 || lanes != 5 {
		t.Errorf("%d lines with %d lanes", len(groups), lanes)
	}
}

func TestLanesRefuse(t *testing.T) {
	for _, bad := range []string{`[]`, `[0]`, `[65536,0]`, `[0,2147483648]`, `[0,0,5,2]`, `[0,0,1,4,3,9]`, `[0,0,-1,2]`, `{"s":1}`} {
		var l ledgerLanes
		if err := json.Unmarshal([]byte("["+bad+"]"), &l); err == nil {
			t.Errorf("%s was accepted as %+v", bad, l)
		}
	}
}
