package track

import (
	"testing"
	"time"

	"github.com/freshet-bench/freshet/results"
	"github.com/freshet-bench/freshet/workload"
)

func click(n, user uint64, due time.Duration) *workload.Event {
	return &workload.Event{N: n, Seq: n, User: user, Action: due, Due: due}
}

func TestStaleness(t *testing.T) {
	const s = time.Second
	a, b, c := click(0, 1, 1*s), click(1, 1, 3*s), click(2, 1, 5*s)
	consented := &workload.Event{Source: consent, User: 1, Due: 2 * s}
	tests := []struct {
		name       string
		due        []*workload.Event
		settle     func(tr *Tracker)
		at, window time.Duration
		want       time.Duration
		hasEvent   bool
	}{
		{"nothing was due", nil, nil, 9 * s, 60 * s, 0, false},
		{"the oldest counts", []*workload.Event{a, b}, nil, 4 * s, 60 * s, 3 * s, true},
		{"not what is due later", []*workload.Event{b}, nil, 2 * s, 60 * s, 0, false},
		{"available", []*workload.Event{a}, func(tr *Tracker) { tr.Available(atRanking, a, 0) }, 4 * s, 60 * s, 0, true},
		{"available elsewhere", []*workload.Event{a}, func(tr *Tracker) { tr.Available(atFeatures, a, 0) }, 4 * s, 60 * s, 3 * s, true},
		{"rejected", []*workload.Event{a}, func(tr *Tracker) { tr.Failed(a, results.StateRejected) }, 4 * s, 60 * s, 0, true},
		{"the oldest arrived", []*workload.Event{a, b}, func(tr *Tracker) { tr.Available(atRanking, a, 0) }, 4 * s, 60 * s, 1 * s, true},
		{"a later one arrived", []*workload.Event{a, b}, func(tr *Tracker) { tr.Available(atRanking, b, 0) }, 4 * s, 60 * s, 3 * s, true},
		{"stale, but not within the window", []*workload.Event{a}, nil, 9 * s, 1 * s, 8 * s, false},
		{"at the edge of the window", []*workload.Event{a}, nil, 9 * s, 8 * s, 8 * s, true},
		{"the one before the last", []*workload.Event{a, b}, nil, 2 * s, 1 * s, 1 * s, true},
		{"an older one of another source", []*workload.Event{b, consented}, func(tr *Tracker) { tr.Available(atRanking, consented, 0) }, 2500 * time.Millisecond, 1 * s, 0, true},
		{"two before the last, pending", []*workload.Event{a, b, c}, nil, 2 * s, 1 * s, 1 * s, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tr := New(shop(1, 1))
			for _, ev := range tt.due {
				tr.Due(ev)
			}
			if tt.settle != nil {
				tt.settle(tr)
			}
			got, hasEvent := tr.Staleness(atRanking, 1, tt.at, tt.window)
			if got != tt.want || hasEvent != tt.hasEvent {
				t.Errorf("%v %v, want %v %v", got, hasEvent, tt.want, tt.hasEvent)
			}
			if got, _ := tr.Staleness(atRanking, 2, tt.at, tt.window); got != 0 {
				t.Errorf("another user is stale by %v", got)
			}
			if got, _ := tr.Staleness(atAnalytics, 1, tt.at, tt.window); got != 0 {
				t.Errorf("a stage that does not serve is stale by %v", got)
			}
		})
	}
}

// What features does not emit is not expected at ranking: never stale there.
func TestStalenessLeavesOutWhatIsNotEmitted(t *testing.T) {
	tr := New(shop(1, 0.5))
	for n := range uint64(100) {
		ev := click(n, n, time.Second)
		tr.Due(ev)
		want := workload.Emits(7, "features", "clicks", n, 0, 0.5)
		if got, hasEvent := tr.Staleness(atRanking, n, 2*time.Second, time.Minute); got > 0 != want || hasEvent != want {
			t.Errorf("event %d is emitted: %v, but stale by %v, in the window %v", n, want, got, hasEvent)
		}
	}
}

func TestPendingListsReuseTheirMemory(t *testing.T) {
	b := newUserBook()
	ev := click(0, 1, time.Second)
	b.due(0, ev)
	b.settle(0, ev)
	allocs := testing.AllocsPerRun(1000, func() {
		ev.Seq++
		ev.Due += time.Millisecond
		b.due(0, ev)
		b.settle(0, ev)
	})
	if allocs != 0 {
		t.Errorf("%v allocations an event, want none", allocs)
	}
}
