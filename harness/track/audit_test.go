package track

import (
	"testing"
	"time"

	"github.com/freshet-bench/freshet/results"
	"github.com/freshet-bench/freshet/workload"
)

func TestAudited(t *testing.T) {
	tr := New(shop(2, 1))
	events := []*workload.Event{click(0, 1, 1*time.Second), click(1, 1, 2*time.Second), click(2, 1, 3*time.Second), click(3, 2, time.Second)}
	for _, ev := range events {
		tr.Due(ev)
	}
	tr.DropRuntime()
	type finding struct{ duplicate, outOfOrder, injected bool }
	disordered := *click(4, 1, 2500*time.Millisecond)
	disordered.Flags = workload.FlagDisorder
	steps := []struct {
		name  string
		ev    *workload.Event
		topic int
		want  finding
	}{
		{"first", events[0], rawClicks, finding{}},
		{"in order", events[2], rawClicks, finding{}},
		{"another user", events[3], rawClicks, finding{}},
		{"behind a later one", events[1], rawClicks, finding{outOfOrder: true}},
		{"twice", events[1], rawClicks, finding{duplicate: true}},
		{"disorder that was asked for", &disordered, rawClicks, finding{injected: true}},
		{"in the topic of a stage", events[0], features, finding{}},
	}
	for i, tt := range steps {
		var got finding
		got.duplicate, got.outOfOrder, got.injected = tr.Audited(tt.ev, tt.topic, 0, int64(i))
		if got != tt.want {
			t.Errorf("%s: %+v, want %+v", tt.name, got, tt.want)
		}
	}
	var audited uint64
	for _, l := range tr.Ledger(time.Minute, true) {
		if l.State == results.StateAudited {
			for _, iv := range l.Intervals {
				audited += iv.Last - iv.First + 1
			}
		}
	}
	if audited != 5 {
		t.Errorf("%d events are audited, want 5", audited)
	}
}

func TestDropRuntimeKeepsTheLedger(t *testing.T) {
	s := newSim(shop(2, 0.5), 10, byChance(3), t.Fatalf)
	for range 500 {
		s.step()
	}
	s.tr.DropRuntime()
	s.checkLedger(true)
	s.checkSettled()
	s.tr.Oracle(atRanking, func(user uint64, _ Version) { t.Errorf("user %d is still there", user) })
	if age, _ := s.tr.Oldest(atRanking, s.now); age != 0 {
		t.Errorf("oldest unseen %v without an index", age)
	}
}
