package track

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

// bound is the error that the due index promises at an age.
func bound(age time.Duration) time.Duration { return max(fineStep, age*8/1000) }

func TestDueIndexIsWithinItsErrorAtEveryAge(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		step := rapid.Int64Range(1, int64(20*time.Millisecond)).Draw(t, "step")
		n := rapid.IntRange(1, 20_000).Draw(t, "events")
		seed := rapid.Uint64().Draw(t, "seed")
		dues := make([]time.Duration, n)
		var x dueIndex
		var now time.Duration
		for i := range dues {
			now += time.Duration(int64(hashUser(seed+uint64(i))>>1) % step)
			dues[i] = now
			x.add(uint64(i), now)
		}
		for i := range dues {
			e, ok := x.at(uint64(i))
			if !ok {
				t.Fatalf("event %d of %d is not found", i, n)
			}
			if off := dues[i] - e.due; off < 0 || off >= bound(now-dues[i])+fineStep {
				t.Fatalf("event %d: off by %v at the age of %v", i, off, now-dues[i])
			}
		}
		if _, ok := x.at(uint64(n)); ok {
			t.Fatal("an event that is not due was found")
		}
	})
}

func TestDueIndexIsExactToItsStepForWhatIsRecent(t *testing.T) {
	var x dueIndex
	for i := range 100_000 {
		x.add(uint64(i), time.Duration(i)*250*time.Microsecond)
	}
	for i := 100_000 - levelSize*4; i < 100_000; i++ {
		e, _ := x.at(uint64(i))
		if off := time.Duration(i)*250*time.Microsecond - e.due; off < 0 || off >= fineStep {
			t.Fatalf("event %d: off by %v", i, off)
		}
	}
}

func TestDueIndexGrowsWithTheLogarithmOfTime(t *testing.T) {
	var x dueIndex
	for i := range 600_000 { // ten minutes, an event a millisecond
		x.add(uint64(i), time.Duration(i)*time.Millisecond)
	}
	bytes := 0
	for _, l := range x.levels {
		bytes += cap(l.entries) * 16
	}
	if bytes > 256<<10 {
		t.Fatalf("%d levels take %d bytes, want at most 256 KiB", len(x.levels), bytes)
	}
}

func TestDueIndexTrimKeepsWhatIsAhead(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		const apart = 2 * time.Millisecond
		n := rapid.IntRange(1, 5000).Draw(t, "events")
		cuts := rapid.SliceOfN(rapid.IntRange(0, n), 1, 5).Draw(t, "cuts")
		var x dueIndex
		cut := 0
		for i := range n {
			x.add(uint64(i), time.Duration(i)*apart)
			if i%(n/len(cuts)+1) == 0 {
				cut = max(cut, min(i, cuts[i/(n/len(cuts)+1)]))
				x.trim(uint64(cut))
			}
		}
		for i := cut; i < n; i++ {
			age := time.Duration(n-1-i) * apart
			e, ok := x.at(uint64(i))
			if off := time.Duration(i)*apart - e.due; !ok || off < 0 || off >= bound(age)+fineStep {
				t.Fatalf("at(%d) of %d, trimmed to %d: %v, off by %v", i, n, cut, ok, off)
			}
		}
		if first, ok := x.at(0); ok && first.last < uint64(cut) {
			t.Fatalf("trim(%d) kept the entry up to %d", cut, first.last)
		}
	})
}

func TestDueIndexTakesLateKeys(t *testing.T) {
	const ms = time.Millisecond
	tests := []struct {
		name string
		adds []dueEntry
		want map[uint64]time.Duration
	}{
		{"in its gap", []dueEntry{{0, 0}, {5, 50 * ms}, {2, 20 * ms}}, map[uint64]time.Duration{0: 0, 2: 20 * ms, 5: 50 * ms}},
		{"joins the entry before", []dueEntry{{0, 0}, {5, 50 * ms}, {2, ms / 2}}, map[uint64]time.Duration{2: 0, 5: 50 * ms}},
		{"joins the entry after", []dueEntry{{0, 0}, {5, 50 * ms}, {2, 50 * ms}}, map[uint64]time.Duration{0: 0, 2: 50 * ms, 5: 50 * ms}},
		{"before all", []dueEntry{{5, 50 * ms}, {2, 20 * ms}}, map[uint64]time.Duration{0: 20 * ms, 2: 20 * ms, 5: 50 * ms}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var x dueIndex
			for _, e := range tt.adds {
				x.add(e.last, e.due)
			}
			for key, want := range tt.want {
				if e, ok := x.at(key); !ok || e.due != want {
					t.Errorf("at(%d) = %v %v, want %v", key, e.due, ok, want)
				}
			}
		})
	}
}

func TestDueIndexDropsAKeyThatIsTooLate(t *testing.T) {
	const apart = 3 * time.Millisecond
	var x, plain dueIndex
	for i := range uint64(5000) {
		x.add(i, time.Duration(i)*apart)
		plain.add(i, time.Duration(i)*apart)
		if i > 2000 && i%100 == 99 { // its neighbours are no longer among the newest
			x.add(i/2, time.Hour)
		}
	}
	for i := range uint64(5000) {
		got, _ := x.at(i)
		want, _ := plain.at(i)
		if off := (got.due - want.due).Abs(); off > time.Minute {
			t.Fatalf("at(%d) = %v, want %v: a key of long ago changed the past", i, got.due, want.due)
		}
	}
	for k, l := range x.levels {
		for i := 1; i < l.size(); i++ {
			if live := l.live(); live[i-1].last >= live[i].last {
				t.Fatalf("level %d: entry %d ends at %d, the next at %d", k, i-1, live[i-1].last, live[i].last)
			}
		}
	}
}
