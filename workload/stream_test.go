package workload_test

import (
	"bytes"
	"testing"
	"time"

	"github.com/freshet-bench/freshet/workload"
)

// later reports whether a comes after b in the order of a stream.
func later(a, b *workload.Event) bool {
	switch {
	case a.Due != b.Due:
		return a.Due > b.Due
	case a.N != b.N:
		return a.N > b.N
	}
	return a.Copy > b.Copy
}

func TestStreamIsInOrderOfDueAndInTheRun(t *testing.T) {
	spec := campaign()
	for i, src := range spec.Sources {
		events := all(compile(t, spec).Stream(i))
		if len(events) == 0 {
			t.Fatalf("%s has no events", src.Name)
		}
		for k := range events {
			ev := &events[k]
			if k > 0 && !later(ev, &events[k-1]) {
				t.Fatalf("%s: %+v does not come after %+v", src.Name, ev, events[k-1])
			}
			if ev.Action < 0 || ev.Action >= spec.Duration || ev.Due < ev.Action || ev.Due >= spec.Duration {
				t.Fatalf("%s: not in the run: %+v", src.Name, ev)
			}
		}
	}
}

func TestEachEventOnceOverShards(t *testing.T) {
	spec := campaign()
	events := all(compile(t, spec).Stream(0))
	type id struct {
		n    uint64
		copy uint8
	}
	seen := map[id]bool{}
	var highest uint64
	for _, ev := range events {
		k := id{ev.N, ev.Copy}
		if seen[k] {
			t.Fatalf("event %+v comes twice", k)
		}
		seen[k] = true
		highest = max(highest, ev.N)
		if uint64(ev.Shard) != ev.N%workload.Shards {
			t.Fatalf("event %d is in shard %d", ev.N, ev.Shard)
		}
	}
	// Only what is due after the end may be missing, and that acted shortly before.
	missing, duplicates := 0, 0
	for n := range highest + 1 {
		if !seen[id{n, 0}] {
			missing++
		}
		if seen[id{n, 1}] {
			duplicates++
		}
	}
	if missing == 0 || missing > len(events)/50 {
		t.Errorf("%d of %d events are due after the run; expected a few", missing, len(events))
	}
	if share := float64(duplicates) / float64(highest); share < 0.003 || share > 0.007 {
		t.Errorf("%.4f of the events have a duplicate, want about 0.005", share)
	}
}

func TestSeqIsDense(t *testing.T) {
	type place struct {
		shard     uint16
		partition int32
	}
	next := map[place]uint64{}
	w := compile(t, campaign())
	for _, ev := range all(w.Stream(0)) {
		k := place{ev.Shard, ev.Partition}
		if ev.Seq != next[k] {
			t.Fatalf("%+v has Seq %d, want %d", k, ev.Seq, next[k])
		}
		next[k]++
		if want := workload.Partition(w.AppendKey(nil, &ev), 12); ev.Partition != want {
			t.Fatalf("event %d is in partition %d, its key in %d", ev.N, ev.Partition, want)
		}
	}
	if len(next) != workload.Shards*12 {
		t.Errorf("%d shards x partitions have events, want %d", len(next), workload.Shards*12)
	}
}

func TestDisorderIsFlagged(t *testing.T) {
	lastN := map[uint64]uint64{}
	flagged, late := 0, 0
	for _, ev := range all(compile(t, campaign()).Stream(0)) {
		has := ev.Flags&workload.FlagDisorder != 0
		if has != (ev.Due > ev.Action) {
			t.Fatalf("%+v: flagged %v", ev, has)
		}
		if last, ok := lastN[ev.User]; ok && last > ev.N {
			late++
			if !has {
				t.Fatalf("%+v comes after event %d of its user and is not flagged", ev, last)
			}
		}
		lastN[ev.User] = max(lastN[ev.User], ev.N)
		if has {
			flagged++
		}
	}
	if late == 0 || flagged < late {
		t.Errorf("%d flagged, %d out of order; the test needs some", flagged, late)
	}
}

func TestCloneGoesOnAlone(t *testing.T) {
	s := compile(t, campaign()).Stream(0)
	var ev workload.Event
	for range 5000 {
		s.Next(&ev)
	}
	c := s.Clone()
	first, second := all(s), all(c)
	if len(first) == 0 || len(first) != len(second) {
		t.Fatalf("%d and %d events", len(first), len(second))
	}
	for i := range first {
		if first[i] != second[i] {
			t.Fatalf("event %d: %+v and %+v", i, first[i], second[i])
		}
	}
}

func TestReconnectFlushesEachDeviceAtOnce(t *testing.T) {
	spec := campaign()
	spec.Sources[0].Late.Share, spec.Sources[0].Duplicates = 0, 0
	w := compile(t, spec)
	r := spec.Sources[0].Reconnects[0]
	due := map[string]time.Duration{}
	spoke := map[string]bool{}
	inSilence := 0
	for _, ev := range all(w.Stream(0)) {
		if ev.Action < r.Begin || ev.Action >= r.Begin+r.Silent {
			if ev.Due != ev.Action {
				t.Fatalf("%+v acted outside the silence", ev)
			}
			continue
		}
		inSilence++
		device := string(w.AppendAttribute(nil, &ev, "device"))
		if ev.Due == ev.Action {
			spoke[device] = true
			continue
		}
		if at, ok := due[device]; ok && at != ev.Due {
			t.Fatalf("device %s flushes at %v and at %v", device, at, ev.Due)
		}
		due[device] = ev.Due
		if flushed := ev.Due - r.Begin - r.Silent; flushed < 0 || flushed >= r.Flush {
			t.Fatalf("%+v is due outside the flush", ev)
		}
		if spoke[device] {
			t.Fatalf("device %s is silent and speaks", device)
		}
	}
	if share := float64(len(due)) / float64(len(due)+len(spoke)); share < 0.25 || share > 0.35 {
		t.Errorf("%.2f of %d devices were silent (%d events), want about 0.3", share, len(due)+len(spoke), inSilence)
	}
}

func TestHistory(t *testing.T) {
	spec := campaign()
	w := compile(t, spec)
	want := spec.Sources[1].History
	var bytes int64
	events := all(w.History(1))
	for i, ev := range events {
		if ev.N != uint64(i) || ev.Flags&workload.FlagHistory == 0 || ev.Due != ev.Action || ev.Due < -want.Span || ev.Due >= 0 {
			t.Fatalf("event %d is %+v", i, ev)
		}
		bytes += int64(len(w.AppendValue(nil, &ev)))
	}
	if uint64(len(events)) != w.HistoryRecords(1) {
		t.Errorf("%d events, HistoryRecords says %d", len(events), w.HistoryRecords(1))
	}
	if bytes < want.Bytes || bytes > want.Bytes+4096 {
		t.Errorf("history of %d bytes, want %d", bytes, want.Bytes)
	}
	if n := len(all(w.History(0))); n != 0 {
		t.Errorf("%d events of history where none was wanted", n)
	}
}

func TestViews(t *testing.T) {
	spec := campaign()
	w := compile(t, spec)
	byN := map[uint64]workload.Event{}
	for _, ev := range all(w.Stream(0)) {
		if ev.Copy == 0 {
			byN[ev.N] = ev
		}
	}
	var v, last workload.View
	views := 0
	for s := w.Views(0); s.Next(&v); views++ {
		if v.At < last.At || v.At >= spec.Duration {
			t.Fatalf("view at %v after one at %v", v.At, last.At)
		}
		if ev, ok := byN[v.N]; ok && (ev.User != v.User || v.At < ev.Action) {
			t.Fatalf("view %+v does not follow %+v", v, ev)
		}
		last = v
	}
	if share := float64(views) / float64(len(byN)); share < 0.2 || share > 0.3 {
		t.Errorf("%.2f of the events led to a view in the run, want a little less than 0.3", share)
	}
}

func TestNextDoesNotAllocate(t *testing.T) {
	w := compile(t, campaign())
	s, v := w.Stream(0), w.Views(0)
	var ev workload.Event
	var view workload.View
	buf := make([]byte, 0, 4096)
	for range 5000 { // the queues grow
		s.Next(&ev)
		v.Next(&view)
	}
	got := testing.AllocsPerRun(2000, func() {
		s.Next(&ev)
		v.Next(&view)
		buf = w.AppendKey(buf[:0], &ev)
		buf = w.AppendValue(buf, &ev)
		buf = w.AppendAttribute(buf, &ev, "tenant+session")
	})
	if got > 0.01 {
		t.Errorf("%v allocations an event, want none", got)
	}
}

func TestEmits(t *testing.T) {
	const events = 50_000
	hits := 0
	for n := range uint64(events) {
		if workload.Emits(1, "features", "clicks", n, 0, 0.1) {
			hits++
			if !workload.Emits(1, "features", "clicks", n, 0, 0.2) {
				t.Fatalf("event %d is emitted at 10 %% and not at 20 %%", n)
			}
		}
	}
	if hits < events/10-400 || hits > events/10+400 {
		t.Errorf("%d of %d emitted, want a tenth", hits, events)
	}
	if workload.Emits(1, "s", "c", 1, 0, 0) || !workload.Emits(1, "s", "c", 1, 0, 1) {
		t.Error("share 0 emits, or share 1 does not")
	}
}

func TestRandomKeyIsTheEventsOwn(t *testing.T) {
	spec := campaign()
	spec.Sources[0].Key.Attributes = []string{"random"}
	w := compile(t, spec)
	keys := map[string]uint64{}
	for _, ev := range all(w.Stream(0)) {
		key := string(bytes.Clone(w.AppendKey(nil, &ev)))
		if n, ok := keys[key]; ok && n != ev.N {
			t.Fatalf("events %d and %d share key %s", n, ev.N, key)
		}
		keys[key] = ev.N
	}
}
