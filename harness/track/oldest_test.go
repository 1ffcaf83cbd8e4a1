package track

import (
	"math/rand/v2"
	"testing"
	"time"

	"github.com/freshet-bench/freshet/results"
	"github.com/freshet-bench/freshet/workload"
)

// feed makes Poisson clicks of 10,000 users, rate a second in all.
type feed struct {
	r     *rand.Rand
	rate  float64
	parts int32
	next  time.Duration
	n     uint64
	seqs  map[[2]int]uint64
}

func newFeed(rate float64, parts int32) *feed {
	return &feed{r: rand.New(rand.NewPCG(1, 2)), rate: rate, parts: parts, seqs: map[[2]int]uint64{}}
}

// until makes what is due before end; it calls each, unless that is nil, with
// every event after it became due.
func (f *feed) until(tr *Tracker, end time.Duration, each func(ev *workload.Event)) {
	for ; f.next < end; f.n++ {
		ev := workload.Event{N: f.n, Due: f.next, User: f.r.Uint64N(10_000), Shard: uint16(f.n % workload.Shards)}
		ev.Partition = int32(ev.User % uint64(f.parts))
		lane := [2]int{int(ev.Shard), int(ev.Partition)}
		ev.Seq = f.seqs[lane]
		f.seqs[lane]++
		f.next += time.Duration(f.r.ExpFloat64() / f.rate * float64(time.Second))
		tr.Due(&ev)
		if each != nil {
			each(&ev)
		}
	}
}

// everywhere makes an event available at each of the shop's stages.
func everywhere(tr *Tracker) func(ev *workload.Event) {
	return func(ev *workload.Event) {
		for stage := range tr.stages {
			tr.Available(stage, ev, ev.Due)
		}
	}
}

// The gauge never goes blind: with nothing available it rises by a second a
// second, at every stage, also behind one that emits a part only.
func TestOldestUnseenRisesByASecondASecond(t *testing.T) {
	for _, emits := range []float64{1, 0.2} {
		tr := New(shop(4, emits))
		f := newFeed(2000, 4)
		f.until(tr, 5*time.Second, everywhere(tr))
		for stage := range tr.stages {
			if age, where := tr.Oldest(stage, 5*time.Second); age != 0 || where != "" {
				t.Fatalf("all is available and the oldest unseen of stage %d is %v at %q", stage, age, where)
			}
		}
		for now := 5 * time.Second; now <= 35*time.Second; now += results.GaugeEvery {
			f.until(tr, now, nil)
			want := now - 5*time.Second
			for stage := range tr.stages {
				age, where := tr.Oldest(stage, now)
				if off := age - want; off > bound(age)+fineStep || off < -30*time.Millisecond {
					t.Fatalf("stage %d: %v after a stall of %v", stage, age, want)
				}
				if want > 100*time.Millisecond && where == "" {
					t.Fatal("it does not say where")
				}
			}
		}
	}
}

func TestOldestUnseenLeavesOutWhatFailed(t *testing.T) {
	tr := New(shop(1, 1))
	first, second := click(0, 1, time.Second), click(1, 1, 3*time.Second)
	tr.Due(first)
	tr.Due(second)
	for _, state := range []string{results.StateRejected, results.StateUnconfirmed} {
		tr.Failed(first, state)
		if age, _ := tr.Oldest(atRanking, 4*time.Second); age != time.Second {
			t.Errorf("%s: oldest unseen %v, want 1s", state, age)
		}
	}
	tr.Failed(second, results.StateUnconfirmed)
	if age, _ := tr.Oldest(atRanking, 4*time.Second); age != 0 || !tr.Settled() {
		t.Errorf("oldest unseen %v, settled %v, with nothing owed", age, tr.Settled())
	}
}

func TestLagIsTheAgeOfTheNextRecord(t *testing.T) {
	const ms = time.Millisecond
	tr := New(shop(2, 1))
	for i := range int64(10) {
		tr.End(features, 1, i+1, time.Duration(i)*100*ms)
	}
	tests := []struct {
		position int64
		lag      time.Duration
		backlog  int64
	}{{0, 2000 * ms, 10}, {3, 1700 * ms, 7}, {9, 1100 * ms, 1}, {10, 0, 0}, {12, 0, 0}}
	for _, tt := range tests {
		tr.ResetPosition(atRanking, features, 1, tt.position)
		if lag, backlog := tr.Lag(atRanking, 2*time.Second); lag != tt.lag || backlog != tt.backlog {
			t.Errorf("at %d: %v and %d records, want %v and %d", tt.position, lag, backlog, tt.lag, tt.backlog)
		}
	}
	tr.ResetPosition(atRanking, features, 1, 5)
	tr.Position(atRanking, features, 1, 4)
	got := tr.Gauges(atRanking, 2*time.Second)
	want := results.PartitionGauge{Topic: "features.user", Partition: 1, Lag: 1500 * ms, Backlog: 5}
	if len(got) != 2 || got[1] != want || got[0] != (results.PartitionGauge{Topic: "features.user"}) {
		t.Errorf("gauges %+v, want the second to be %+v and the first empty", got, want)
	}
}
