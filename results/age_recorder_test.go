package results

import (
	"bytes"
	"math"
	"runtime"
	"sync"
	"testing"
	"time"

	hdr "github.com/HdrHistogram/hdrhistogram-go"
	"pgregory.net/rapid"
)

// memoryRecorder is a recorder whose lines go to memory.
func memoryRecorder() (*AgeRecorder, func() *Ages) {
	var log bytes.Buffer
	var mu sync.Mutex
	r := newAgeRecorder(func(line []byte) error {
		mu.Lock()
		defer mu.Unlock()
		log.Write(line)
		return nil
	})
	return r, func() *Ages {
		a := &Ages{tags: map[string][]ageSlot{}}
		for _, line := range bytes.SplitAfter(log.Bytes(), []byte("\n")) {
			if l, ok, err := parseHlog(line, &histDecoder{}); err != nil {
				panic(err)
			} else if ok {
				a.add(l)
			}
		}
		a.seal()
		return a
	}
}

func slotsOf(a *Ages, tag string) map[Slot]int64 {
	out := map[Slot]int64{}
	a.Each(tag, func(s Slot, h *hdr.Histogram) { out[s] += h.TotalCount() })
	return out
}

func TestSlotsAreCutExactly(t *testing.T) {
	r, read := memoryRecorder()
	s := r.Series("age/x")
	r.Cut(2*sec + 300*ms)
	for due := time.Duration(0); due < 4*sec; due += 100 * ms {
		s.Record(due, ms)
		if due == 3*sec+600*ms {
			r.Cut(3*sec + 650*ms) // now: nothing due later was recorded yet
		}
	}
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	want := map[Slot]int64{
		{0, sec}: 10, {sec, sec}: 10,
		{2 * sec, 300 * ms}: 3, {2*sec + 300*ms, 700 * ms}: 7,
		{3 * sec, 650 * ms}: 7, {3*sec + 650*ms, 350 * ms}: 3,
	}
	got := slotsOf(read(), "age/x")
	if len(got) != len(want) {
		t.Errorf("got %v", got)
	}
	for slot, n := range want {
		if got[slot] != n {
			t.Errorf("slot %v has %d samples, want %d", slot, got[slot], n)
		}
	}
}

// A cut that comes too late to split a slot leaves it whole, so that it counts
// for neither side, and cuts what comes after.
func TestLateCutLeavesTheSlotWhole(t *testing.T) {
	r, read := memoryRecorder()
	s := r.Series("age/x")
	s.Record(200*ms, ms)
	s.Record(800*ms, ms)
	r.Cut(500 * ms)
	s.Record(300*ms, ms)
	s.Record(900*ms, ms)
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	got := slotsOf(read(), "age/x")
	if len(got) != 3 || got[Slot{0, sec}] != 2 || got[Slot{0, 500 * ms}] != 1 || got[Slot{500 * ms, 500 * ms}] != 1 {
		t.Errorf("got %v", got)
	}
}

func TestSlotsGrowLongerLater(t *testing.T) {
	for _, tc := range []struct{ due, start, length time.Duration }{
		{0, 0, sec},
		{14*time.Minute + 59500*ms, 14*time.Minute + 59*sec, sec},
		{15*time.Minute + 12*sec, 15*time.Minute + 10*sec, 10 * sec},
		{time.Hour + 90*sec, time.Hour + time.Minute, time.Minute},
		{-500 * ms, -sec, sec},
		{-sec, -sec, sec},
	} {
		r, _ := memoryRecorder()
		start, end := r.bounds(tc.due)
		if start != tc.start || end-start != tc.length {
			t.Errorf("%v lies in [%v, %v), want %v long from %v", tc.due, start, end, tc.length, tc.start)
		}
	}
}

func TestOutOfRangeIsCountedNotDropped(t *testing.T) {
	r, read := memoryRecorder()
	s := r.Series("age/x")
	s.Record(0, -ms)
	s.Record(0, HighestAge+sec)
	s.Record(0, math.MaxInt64)
	s.Record(0, HighestAge)
	s.Record(0, 0)
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	q := Sum(read().Hist("age/x", nil))
	if s.Negative() != 1 || s.OverRange() != 2 || q.Count != 5 || q.Max < HighestAge {
		t.Errorf("%d negative, %d over range, %+v", s.Negative(), s.OverRange(), q)
	}
}

func TestLateSamplesAddUp(t *testing.T) {
	r, read := memoryRecorder()
	s := r.Series("age/x")
	for wall := range 20 {
		s.Record(500*ms, time.Duration(wall)*sec)
		if err := r.Flush(time.Duration(wall) * sec); err != nil {
			t.Fatal(err)
		}
	}
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	if got := slotsOf(read(), "age/x"); len(got) != 1 || got[Slot{0, sec}] != 20 {
		t.Errorf("got %v", got)
	}
}

func TestRecentIsSinceTheCallBefore(t *testing.T) {
	r, _ := memoryRecorder()
	s := r.Series("age/x")
	s.Record(0, sec)
	if q := s.Recent(); q.Count != 0 {
		t.Errorf("the first call gave %+v", q)
	}
	s.Record(0, 2*sec)
	s.Record(0, 4*sec)
	if q := s.Recent(); q.Count != 2 || q.Max < 4*sec {
		t.Errorf("got %+v", q)
	}
	if q := s.Recent(); q.Count != 0 {
		t.Errorf("then %+v", q)
	}
}

// Whatever is recorded, cut and flushed in whatever order, no sample is lost and
// each lies in a slot that holds its due time.
func TestNoSampleIsLost(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r, read := memoryRecorder()
		s := r.Series("age/x")
		due := map[int64]time.Duration{} // by value in us, each its own
		n := rapid.IntRange(1, 60).Draw(t, "steps")
		for i := range n {
			at := time.Duration(rapid.Int64Range(-int64(sec), int64(8*sec)).Draw(t, "at"))
			switch rapid.IntRange(0, 5).Draw(t, "step") {
			case 0:
				r.Cut(at)
			case 1:
				if err := r.Flush(at); err != nil {
					t.Fatal(err)
				}
			default:
				due[int64(i)] = at
				s.Record(at, time.Duration(i)*time.Microsecond)
			}
		}
		if err := r.Close(); err != nil {
			t.Fatal(err)
		}
		read().Each("age/x", func(slot Slot, h *hdr.Histogram) {
			for _, b := range h.Distribution() {
				if b.Count == 0 {
					continue
				}
				at, ok := due[b.From]
				if !ok || at < slot.Start || at >= slot.End() {
					t.Fatalf("sample %d due at %v is in slot %v", b.From, at, slot)
				}
				delete(due, b.From)
			}
		})
		if len(due) > 0 {
			t.Fatalf("lost: %v", due)
		}
	})
}

// Ten tags of a stage that reads 36 partitions at once, each at its own second of
// the last ten minutes, stay within 40 MB.
func TestMemoryOfLateData(t *testing.T) {
	r, _ := memoryRecorder()
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	for tag := range 10 {
		s := r.Series("age/" + string(rune('a'+tag)))
		for i := range 200_000 {
			due := time.Duration(i%600) * sec
			s.Record(due, 10*time.Minute-due+time.Duration(i)*time.Microsecond)
		}
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	if used := int64(after.HeapAlloc) - int64(before.HeapAlloc); used > 40<<20 {
		t.Errorf("%d MiB", used>>20)
	} else {
		t.Logf("%d MiB", used>>20)
	}
	runtime.KeepAlive(r)
}

func TestOver(t *testing.T) {
	r, read := memoryRecorder()
	s := r.Series("age/x")
	for i := range 10 {
		s.Record(sec+time.Duration(i)*100*ms, 100*ms)
	}
	s.Record(3*sec, 2*sec)
	s.Record(15*time.Minute, sec)
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	a := read()
	got := a.Over("age/x", sec, 0, 5*sec, []float64{50, 100})
	for i, want := range []float64{math.NaN(), 0.1, math.NaN(), 2, math.NaN()} {
		if math.IsNaN(want) != math.IsNaN(got[0][i]) || (!math.IsNaN(want) && !near(got[1][i], want, 0.001)) {
			t.Errorf("step %d: %v, want %v", i, got[1][i], want)
		}
	}
	late := a.Over("age/x", sec, 15*time.Minute, 15*time.Minute+12*sec, []float64{50})[0]
	if !near(late[0], 1, 0.001) || !near(late[9], 1, 0.001) || !math.IsNaN(late[10]) {
		t.Errorf("a slot of 10 s fills %v", late)
	}
	if a.Over("age/x", 0, 0, sec, nil) != nil || a.Over("age/x", sec, sec, sec, nil) != nil {
		t.Error("an empty range gave something")
	}
}

func BenchmarkRecord(b *testing.B) {
	r, _ := memoryRecorder()
	s := r.Series("age/x")
	var i time.Duration
	for b.Loop() {
		s.Record(i*10*time.Microsecond%(600*sec), 20*ms+i%1000*10*time.Microsecond)
		i++
	}
}

func BenchmarkRecordParallel(b *testing.B) {
	r, _ := memoryRecorder()
	s := r.Series("age/x")
	b.RunParallel(func(pb *testing.PB) {
		var i time.Duration
		for pb.Next() {
			s.Record(i*time.Microsecond%(600*sec), 20*ms+i%1000*10*time.Microsecond)
			i++
		}
	})
}
