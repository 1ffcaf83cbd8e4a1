package track

import (
	"slices"
	"testing"

	"github.com/freshet-bench/freshet/results"
	"pgregory.net/rapid"
)

// model is the naive set that seqSet is held to.
type model map[uint64]bool

func (m model) intervals() results.Intervals {
	var all []uint64
	for x := range m {
		all = append(all, x)
	}
	slices.Sort(all)
	var out results.Intervals
	for _, x := range all {
		if n := len(out); n > 0 && out[n-1].Last+1 == x {
			out[n-1].Last = x
			continue
		}
		out = append(out, results.Interval{First: x, Last: x})
	}
	return out
}

func drawSet(t *rapid.T, label string) (*seqSet, model) {
	s, m := &seqSet{}, model{}
	for _, x := range rapid.SliceOfN(rapid.Uint64Range(0, 60), 0, 80).Draw(t, label) {
		if got := s.add(x); got == m[x] {
			t.Fatalf("add(%d) = %v, but it was there: %v", x, got, m[x])
		}
		m[x] = true
	}
	return s, m
}

func TestSeqSetIsASet(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s, m := drawSet(t, "members")
		if got, want := s.intervals(), m.intervals(); !slices.Equal(got, want) {
			t.Fatalf("intervals %v, want %v", got, want)
		}
		if s.count != uint64(len(m)) {
			t.Fatalf("count %d, want %d", s.count, len(m))
		}
		for x := range uint64(65) {
			if s.contains(x) != m[x] {
				t.Fatalf("contains(%d) = %v", x, s.contains(x))
			}
			want := x
			for m[want] {
				want++
			}
			if got := s.past(x); got != want {
				t.Fatalf("past(%d) = %d, want %d", x, got, want)
			}
		}
	})
}

func TestSeqSetMissingFrom(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s, m := drawSet(t, "members")
		o, other := drawSet(t, "other")
		var want uint64
		for x := range m {
			if !other[x] {
				want++
			}
		}
		if got := s.missingFrom(o); got != want {
			t.Fatalf("%v less %v: %d members, want %d", s.spans, o.spans, got, want)
		}
	})
}

func TestSeqSetFillsManyGapsFromTheFront(t *testing.T) {
	const n = 20_000
	var s seqSet
	for x := uint64(0); x < n; x += 2 {
		s.add(x)
	}
	for x := uint64(1); x < n; x += 2 {
		s.add(x)
	}
	if want := (results.Intervals{{First: 0, Last: n - 1}}); !slices.Equal(s.spans, want) {
		t.Fatalf("%d intervals are left, want one", len(s.spans))
	}
}

func TestSeqSetGrowsAtTheEndWithoutAllocation(t *testing.T) {
	var s seqSet
	s.add(0)
	x := uint64(0)
	if n := testing.AllocsPerRun(1000, func() { x++; s.add(x) }); n != 0 {
		t.Fatalf("%v allocations an event, want none", n)
	}
}
