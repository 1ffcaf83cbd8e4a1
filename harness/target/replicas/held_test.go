package replicas

import "testing"

func TestCopiedBytes(t *testing.T) {
	p0, p1, p2 := Partition{"clicks", 0}, Partition{"clicks", 1}, Partition{"clicks", 2}
	before := Held{1: {p0: 100, p1: 50}, 2: {p0: 100}, 3: {p1: 70}}
	after := Held{1: {p0: 110, p1: 60}, 2: {p0: 110, p2: 30}, 3: {p1: 65}, 4: {p1: 60}}
	for name, c := range map[string]struct {
		emptied, behind []int32
		want            int64
	}{
		"new replicas count whole":        {nil, nil, 30 + 60},
		"an emptied broker counts whole":  {[]int32{1}, nil, 30 + 60 + 110 + 60},
		"one that was behind, its growth": {nil, []int32{1, 3}, 30 + 60 + 10 + 10},
	} {
		if got := after.Copied(before, c.emptied, c.behind); got != c.want {
			t.Errorf("%s: %d, want %d", name, got, c.want)
		}
	}
}
