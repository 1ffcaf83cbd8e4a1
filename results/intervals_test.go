package results

import (
	"encoding/json"
	"maps"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// naive is a set without cleverness, to judge Intervals by.
type naive map[uint64]bool

func drawSet(t *rapid.T, name string) (Intervals, naive) {
	var iv Intervals
	set := naive{}
	for _, r := range rapid.SliceOfN(rapid.Uint64Range(0, 1<<12), 0, 40).Draw(t, name) {
		first, last := r>>6, r>>6+r%8
		iv.AddRange(first, last)
		for v := first; v <= last; v++ {
			set[v] = true
		}
	}
	return iv, set
}

// check compares a set with the naive one, and that its form is canonical.
func check(t *rapid.T, op string, got Intervals, want naive) {
	var values []uint64
	for i, x := range got {
		if x.Last < x.First || (i > 0 && x.First <= got[i-1].Last+1) {
			t.Fatalf("%s: not ascending, disjoint and apart: %v", op, got)
		}
		for v := x.First; v <= x.Last; v++ {
			values = append(values, v)
		}
	}
	if expected := slices.Sorted(maps.Keys(want)); !slices.Equal(values, expected) {
		t.Fatalf("%s: got %v, want %v", op, values, expected)
	}
	if got.Count() != int64(len(want)) {
		t.Fatalf("%s: counts %d, want %d", op, got.Count(), len(want))
	}
}

func TestIntervalsAreSets(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, setA := drawSet(t, "a")
		b, setB := drawSet(t, "b")
		keep := slices.Clone(a)
		check(t, "add", a, setA)
		union, both, rest := naive{}, naive{}, naive{}
		for v := range uint64(100) {
			if a.Contains(v) != setA[v] {
				t.Fatalf("contains %d: %v", v, a.Contains(v))
			}
			if setA[v] || setB[v] {
				union[v] = true
			}
			if setA[v] && setB[v] {
				both[v] = true
			}
			if setA[v] && !setB[v] {
				rest[v] = true
			}
		}
		check(t, "union", a.Union(b), union)
		check(t, "intersect", a.Intersect(b), both)
		check(t, "subtract", a.Subtract(b), rest)
		if !slices.Equal(a, keep) {
			t.Fatalf("an operation changed its operand: %v, was %v", a, keep)
		}
	})
}

func TestIntervalsJSON(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, _ := drawSet(t, "a")
		text, err := json.Marshal(a)
		if err != nil {
			t.Fatal(err)
		}
		var back Intervals
		if err := json.Unmarshal(text, &back); err != nil || !slices.Equal(back, a) {
			t.Fatalf("%s became %v, %v", text, back, err)
		}
	})
	for _, bad := range []string{`[[2,1]]`, `[[1,2],[2,3]]`, `[[1]]`, `[[1,2,3]]`, `[[-1,2]]`, `[[0,9007199254740992]]`, `{}`, `[1]`} {
		var iv Intervals
		if err := json.Unmarshal([]byte(bad), &iv); err == nil {
			t.Errorf("%s was accepted as %v", bad, iv)
		}
	}
}

func TestAddInOrderDoesNotGrow(t *testing.T) {
	var iv Intervals
	for v := range uint64(10_000) {
		iv.Add(v)
	}
	if len(iv) != 1 || iv.Count() != 10_000 {
		t.Errorf("got %d intervals of %d values", len(iv), iv.Count())
	}
}

func BenchmarkAddInOrder(b *testing.B) {
	var iv Intervals
	var v uint64
	for b.Loop() {
		iv.Add(v)
		v++
	}
}
