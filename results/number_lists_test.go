package results

import (
	"encoding/json"
	"slices"
	"testing"
)

// walk is the lists that numberLists finds, and whether the input was of the shape.
func walk(in string) ([][]uint64, bool) {
	l := numberLists{rest: []byte(in)}
	var out [][]uint64
	for l.next() {
		out = append(out, slices.Clone(l.numbers))
	}
	return out, !l.damaged
}

// FuzzNumberLists holds the walk against encoding/json on whatever is valid JSON.
func FuzzNumberLists(f *testing.F) {
	for _, in := range []string{"[]", "[[]]", " [ [ 1 , 2 ] ,\n[ 18446744073709551615 ] ] ", "[[18446744073709551616]]", "[[1.5]]", "[[-1]]",
		"[[1],2]", "[[[1]]]", "[1]", "{}", "null", "[null]", "[[1e3]]", "[[\"1\"]]"} {
		f.Add(in)
	}
	f.Fuzz(func(t *testing.T, in string) {
		if !json.Valid([]byte(in)) {
			t.Skip("the caller has it checked")
		}
		var want [][]*uint64
		err := json.Unmarshal([]byte(in), &want)
		shaped := err == nil && want != nil && !slices.ContainsFunc(want, func(l []*uint64) bool { return l == nil || slices.Contains(l, nil) })
		got, ok := walk(in)
		if ok != shaped {
			t.Fatalf("%q: of the shape %v, encoding/json says %v (%v)", in, ok, shaped, err)
		}
		if !ok {
			return
		}
		if len(got) != len(want) {
			t.Fatalf("%q: %v", in, got)
		}
		for i := range want {
			if !slices.EqualFunc(got[i], want[i], func(a uint64, b *uint64) bool { return a == *b }) {
				t.Fatalf("%q: list %d is %v", in, i, got[i])
			}
		}
	})
}
