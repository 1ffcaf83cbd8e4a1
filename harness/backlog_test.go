package harness

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/freshet-bench/freshet/workload"
)

// smallWorkload is a Poisson source of some 20,000 events.
func smallWorkload(t testing.TB) *workload.Workload {
	t.Helper()
	w, err := workload.Compile(workload.Spec{
		Seed: 7, Duration: 20 * time.Second,
		Population: workload.Population{Users: 1000, Active: 100, Session: time.Minute},
		Sources: []workload.Source{{
			Name: "clicks", Topic: "raw.clicks", Partitions: 6, Key: workload.Key{Attributes: []string{"user"}},
			Rate: 1000, Arrivals: workload.Poisson{}, Size: workload.Dist{Median: 100}, Payload: workload.Payload{Schema: "click@1"},
			Late: workload.Late{Share: 0.05, By: workload.Dist{Kind: workload.Exponential, Median: 2}},
		}},
	})
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// TestBacklogKeepsTheScheduleThroughAnOverflow pushes and pops at random, with
// more events outstanding than the ring holds, and compares with the schedule.
func TestBacklogKeepsTheScheduleThroughAnOverflow(t *testing.T) {
	work := smallWorkload(t)
	for _, most := range []int{1 << 12, 1 << 14, 1 << 15} {
		backlogKeepsTheSchedule(t, work, most)
	}
}

func backlogKeepsTheSchedule(t *testing.T, work *workload.Workload, most int) {
	t.Helper()
	rapid.Check(t, func(t *rapid.T) {
		due, want := work.Stream(0), work.Stream(0)
		b := newBacklog(due, most)
		var ev, expected workload.Event
		more, popped, pushed := due.Next(&ev), 0, 0
		for more || b.unsent() > 0 {
			for range rapid.IntRange(0, 3*most).Draw(t, "push") {
				if !more {
					break
				}
				b.push(&ev, due)
				pushed++
				more = due.Next(&ev)
			}
			if got := b.unsent(); got != int64(pushed-popped) {
				t.Fatalf("unsent = %d, want %d", got, pushed-popped)
			}
			for range rapid.IntRange(0, 2*most).Draw(t, "pop") {
				got := b.peek()
				if got == nil {
					break
				}
				want.Next(&expected)
				if *got != expected {
					t.Fatalf("event %d of the backlog is %+v, the schedule's %+v", popped, *got, expected)
				}
				b.pop()
				popped++
			}
		}
		if want.Next(&expected) {
			t.Fatalf("the backlog ended after %d events, the schedule goes on", popped)
		}
	})
}
