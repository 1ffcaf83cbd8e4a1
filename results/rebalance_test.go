package results

import (
	"reflect"
	"testing"
	"time"
)

func TestPartitionsWithoutAMember(t *testing.T) {
	const sec = time.Second
	rec := &Record{Plan: Plan{Stages: []PlanStage{{Name: "features"}, {Name: "ranking"}}}, Events: []Event{
		{At: 20 * sec, Kind: Unassigned, Stage: "features", Count: 4},
		{At: 26 * sec, Kind: Unassigned, Stage: "features"},
		{At: 41 * sec, Kind: Unassigned, Stage: "features"}, // written late: times count
		{At: 40 * sec, Kind: Unassigned, Stage: "features", Count: 6},
		{At: 58 * sec, Kind: Unassigned, Stage: "features", Count: 1},
	}}
	a := &Analysis{rec: rec, loadEnd: 100 * sec}
	for name, c := range map[string]struct {
		begin, horizon time.Duration
		want           []EntryRebalance
	}{
		"a kill and a return":    {20 * sec, 55 * sec, []EntryRebalance{{Stage: "features", Partitions: 6, Took: 6 * sec, Total: 7 * sec, Spells: 2}}},
		"the return alone":       {30 * sec, 55 * sec, []EntryRebalance{{Stage: "features", Partitions: 6, Took: 11 * sec, Total: sec, Spells: 1}}},
		"none":                   {27 * sec, 39 * sec, nil},
		"one that does not end":  {50 * sec, 100 * sec, []EntryRebalance{{Stage: "features", Partitions: 1, Took: 50 * sec, Total: 42 * sec, Spells: 1, Open: true}}},
		"one that ends later on": {19 * sec, 23 * sec, []EntryRebalance{{Stage: "features", Partitions: 4, Took: 4 * sec, Total: 3 * sec, Spells: 1, Open: true}}},
	} {
		if got := a.rebalances(&entryTime{begin: c.begin, horizon: c.horizon}); !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s: %+v, want %+v", name, got, c.want)
		}
	}
}
