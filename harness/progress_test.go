package harness

import (
	"testing"

	"pgregory.net/rapid"
)

// TestProgressNeverPassesAnUnfinishedRecord compares with a plain scan.
func TestProgressNeverPassesAnUnfinishedRecord(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var p progress
		offsets := []int64{}
		done := map[int64]bool{}
		var last int64
		for range rapid.IntRange(1, 200).Draw(t, "steps") {
			if len(offsets) == 0 || rapid.Bool().Draw(t, "begin") {
				last += int64(rapid.IntRange(1, 3).Draw(t, "gap"))
				offsets = append(offsets, last)
				p.begin(last)
				continue
			}
			o := rapid.SampledFrom(offsets).Draw(t, "finish")
			done[o] = true
			next, _ := p.finish(o)
			if want := naiveNext(offsets, done); next != want {
				t.Fatalf("after finishing %v of %v: next %d, want %d", done, offsets, next, want)
			}
		}
	})
}

// naiveNext is the offset after the longest finished prefix.
func naiveNext(offsets []int64, done map[int64]bool) int64 {
	var next int64
	for _, o := range offsets {
		if !done[o] {
			break
		}
		next = o + 1
	}
	return next
}

func TestProgressIsCommittedOnceItWentThrough(t *testing.T) {
	var p progress
	p.start(4)
	p.begin(4)
	if next, ok := p.uncommitted(); ok {
		t.Errorf("nothing is done, yet %d is to be committed", next)
	}
	p.finish(4)
	for range 2 { // a commit that failed is tried again
		if next, ok := p.uncommitted(); !ok || next != 5 {
			t.Errorf("uncommitted = %d, %v; want 5, true", next, ok)
		}
	}
	p.commit(5)
	if next, ok := p.uncommitted(); ok {
		t.Errorf("%d is to be committed again", next)
	}
}
