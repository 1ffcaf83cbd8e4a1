package track

import (
	"sync"
	"testing"
	"time"

	"github.com/freshet-bench/freshet/results"
	"github.com/freshet-bench/freshet/workload"
)

// Two sources, three members of features and one of each other stage work at
// once, with samplers beside them; in the end every book is closed.
func TestTrackerIsSafeForConcurrentUse(t *testing.T) {
	const each, members, parts = 3000, 3, 3
	tr := New(shop(parts, 0.5))
	var sources, workers sync.WaitGroup
	toFeatures, toAnalytics, toRanking, toOutcomes := pipe(), pipe(), pipe(), pipe()
	for src := range uint16(2) {
		sources.Go(func() { runSource(tr, src, each, parts, toFeatures, toAnalytics) })
	}
	var features sync.WaitGroup
	for range members {
		features.Go(func() {
			for ev := range toFeatures {
				tr.Available(atFeatures, ev, ev.Due)
				if workload.Emits(7, "features", tr.top.Sources[ev.Source].Name, ev.N, 0, 0.5) {
					toRanking <- ev
				} else {
					tr.NotEmitted(atFeatures, ev)
				}
			}
		})
	}
	workers.Go(func() { relay(tr, atRanking, toRanking, toOutcomes) })
	workers.Go(func() { relay(tr, atOutcomes, toOutcomes, nil) })
	workers.Go(func() { relay(tr, atAnalytics, toAnalytics, nil) })
	done := make(chan struct{})
	sampled := sampleUntil(tr, done)
	sources.Wait()
	close(toFeatures)
	close(toAnalytics)
	features.Wait()
	close(toRanking)
	workers.Wait()
	close(done)
	<-sampled
	if !tr.Settled() || tr.Unacked() != 0 {
		t.Fatalf("settled %v, %d not acknowledged", tr.Settled(), tr.Unacked())
	}
	checkClosed(t, tr.Ledger(time.Minute, true), each)
}

func pipe() chan *workload.Event { return make(chan *workload.Event, 64) }

func runSource(tr *Tracker, src uint16, n int, parts int32, features, analytics chan *workload.Event) {
	seqs := map[[2]int]uint64{}
	var offset int64
	for i := range n {
		ev := &workload.Event{N: uint64(i), Source: src, Shard: uint16(i % workload.Shards), User: uint64(i % 50), Due: time.Duration(i) * time.Millisecond}
		ev.Partition = int32(ev.User % uint64(parts))
		lane := [2]int{int(ev.Shard), int(ev.Partition)}
		ev.Seq = seqs[lane]
		seqs[lane]++
		tr.Due(ev)
		tr.Sent(ev, ev.Due)
		features <- ev // a stage may see it before its acknowledgement
		if src == clicks {
			analytics <- ev
		}
		tr.Acked(ev, ev.Partition, offset, ev.Due)
		offset++
	}
}

func relay(tr *Tracker, stage int, from, to chan *workload.Event) {
	topic := tr.top.Stages[stage].Reads[0]
	var offset int64
	for ev := range from {
		tr.Seen(stage, topic, 0, offset, ev)
		tr.Available(stage, ev, ev.Due)
		offset++
		tr.Position(stage, topic, 0, offset)
		if to != nil {
			to <- ev
		}
	}
	if to != nil {
		close(to)
	}
}

// sampleUntil asks for everything that is asked for during a run.
func sampleUntil(tr *Tracker, done chan struct{}) chan struct{} {
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		for {
			for stage := range tr.stages {
				tr.Oldest(stage, time.Second)
				tr.Gauges(stage, time.Second)
				tr.Staleness(stage, 1, time.Second, time.Second)
				tr.Oracle(stage, func(uint64, Version) {})
			}
			tr.Ledger(time.Second, false)
			select {
			case <-done:
				return
			default:
			}
		}
	}()
	return ended
}

// checkClosed fails unless every event due is available at its stages.
func checkClosed(t *testing.T, lines []results.LedgerLine, each int64) {
	t.Helper()
	count := map[string]int64{}
	for _, l := range lines {
		count[l.Stage+" "+l.State] += l.Intervals.Count()
	}
	want := map[string]int64{
		" due": 2 * each, " acked": 2 * each, "features available": 2 * each, "ranking available": 2 * each,
		"outcomes available": 2 * each, "analytics available": each,
	}
	for key, n := range want {
		if count[key] != n {
			t.Errorf("%s: %d events, want %d", key, count[key], n)
		}
	}
}
