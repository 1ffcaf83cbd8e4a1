package track

import (
	"math/rand/v2"
	"testing"
	"time"

	"github.com/freshet-bench/freshet/workload"
)

// Events of many users arrive within a window of their order. The book forgets
// most users and must still find every event that came late.
func TestOrderIsExactThoughUsersAreForgotten(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	tr := New(shop(2, 1))
	seqs := map[[2]int]uint64{}
	last := map[uint64]workload.Event{}
	var flight []workload.Event
	late := 0
	for n := range uint64(50_000) {
		ev := workload.Event{N: n, Due: time.Duration(n/3) * time.Millisecond, User: r.Uint64N(2000), Shard: uint16(n % workload.Shards)}
		if n%200 < 20 {
			ev.User = 7 // often enough to be late in the window
		}
		ev.Partition = int32(ev.User % 2)
		lane := [2]int{int(ev.Shard), int(ev.Partition)}
		ev.Seq = seqs[lane]
		seqs[lane]++
		tr.Due(&ev)
		if flight = append(flight, ev); len(flight) < 30 {
			continue
		}
		i := r.IntN(len(flight))
		ev = flight[i]
		flight[i] = flight[len(flight)-1]
		flight = flight[:len(flight)-1]
		before, ok := last[ev.User]
		want := ok && (ev.Due < before.Due || ev.Due == before.Due && ev.N < before.N)
		if want {
			late++
		} else {
			last[ev.User] = ev
		}
		if got := tr.Seen(atAnalytics, rawClicks, 0, int64(n), &ev).OutOfOrder; got != want {
			t.Fatalf("event %d of user %d, due %v: out of order %v, want %v", ev.N, ev.User, ev.Due, got, want)
		}
		tr.Available(atAnalytics, &ev, 0)
	}
	if late < 100 {
		t.Fatalf("only %d events came late: the test shows little", late)
	}
	if n := bookSize(tr.stages[atAnalytics].order[clicks]); n > 1000 {
		t.Errorf("the book holds %d users of 2000 with 30 events in flight", n)
	}
}

func bookSize(o *orderBook) (n int) {
	for i := range o.shards {
		n += o.shards[i].last.count
	}
	return n
}

// An event that never arrives keeps what came after it in the book.
func TestOrderWaitsForWhatIsMissing(t *testing.T) {
	tr := New(shop(1, 1))
	event := func(n, user uint64) *workload.Event {
		return &workload.Event{N: n, Seq: n, User: user, Due: time.Duration(n+1) * time.Millisecond}
	}
	tr.Due(event(0, 5)) // and then it takes its time
	for n := uint64(1); n < 1000; n++ {
		ev := event(n, n)
		tr.Due(ev)
		tr.Seen(atAnalytics, rawClicks, 0, int64(n), ev)
		tr.Available(atAnalytics, ev, 0)
	}
	if got := tr.Seen(atAnalytics, rawClicks, 0, 1000, event(0, 5)); !got.OutOfOrder {
		t.Errorf("the event comes after one of its user that was due later: %+v", got)
	}
}
