package track

import (
	"testing"
	"time"

	"github.com/freshet-bench/freshet/results"
	"github.com/freshet-bench/freshet/workload"
)

// readBy is how many events the ledger says that a stage has read.
func readBy(tr *Tracker, stage string) (n int64) {
	for _, l := range tr.Ledger(time.Second, true) {
		if l.Stage == stage && l.State == results.StateRead {
			n += l.Intervals.Count()
		}
	}
	return n
}

func TestReadIsWhatThePositionHasPassed(t *testing.T) {
	tr := New(shop(1, 1))
	events := []*workload.Event{click(0, 1, 0), click(1, 2, 0), click(2, 3, 0)}
	for i, ev := range events {
		tr.Due(ev)
		tr.Seen(atAnalytics, rawClicks, 0, int64(i), ev)
	}
	steps := []struct {
		name string
		do   func()
		want int64
	}{
		{"handed", func() {}, 0},
		{"the first is passed", func() { tr.Position(atAnalytics, rawClicks, 0, 1) }, 1},
		{"a new owner starts over", func() { tr.ResetPosition(atAnalytics, rawClicks, 0, 0) }, 1},
		{"it is handed them again", func() { tr.Seen(atAnalytics, rawClicks, 0, 1, events[1]) }, 1},
		{"all are passed", func() { tr.Position(atAnalytics, rawClicks, 0, 3) }, 3},
		{"handed behind the position", func() {
			tr.Position(atAnalytics, rawClicks, 0, 9)
			ev := click(3, 1, 0)
			tr.Due(ev)
			tr.Seen(atAnalytics, rawClicks, 0, 7, ev)
		}, 4},
	}
	for _, tt := range steps {
		tt.do()
		if got := readBy(tr, "analytics"); got != tt.want {
			t.Errorf("%s: %d are read, want %d", tt.name, got, tt.want)
		}
	}
}

func TestSeenAgainIsRedelivered(t *testing.T) {
	tr := New(shop(1, 1))
	ev := click(0, 1, 0)
	tr.Due(ev)
	for i, want := range []bool{false, true, true} {
		if got := tr.Seen(atAnalytics, rawClicks, 0, 5, ev); got.Redelivered != want {
			t.Errorf("delivery %d: %+v", i+1, got)
		}
	}
	if got := tr.Seen(atAnalytics, rawClicks, 0, 6, ev); got != (Seen{}) {
		t.Errorf("a second record of the same event at another offset: %+v", got)
	}
}
