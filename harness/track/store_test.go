package track

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

func version(due int, tombstone bool) Version {
	return Version{Due: time.Duration(due) * time.Second, N: uint64(due), Tombstone: tombstone}
}

func TestStoreApply(t *testing.T) {
	v1, v2, v3 := version(1, false), version(2, false), version(3, false)
	erased := version(2, true)
	tests := []struct {
		name    string
		arrival bool
		applied []Version
		want    Applied // of the last
		holds   Version
		ok      bool
	}{
		{"first", false, []Version{v1}, Applied{}, v1, true},
		{"newer", false, []Version{v1, v2}, Applied{}, v2, true},
		{"the same again", false, []Version{v1, v1}, Applied{}, v1, true},
		{"older, newest stays", false, []Version{v2, v1}, Applied{Ignored: true}, v2, true},
		{"older, arrival takes it", true, []Version{v2, v1}, Applied{Stale: true}, v1, true},
		{"erased", false, []Version{v1, erased}, Applied{Erased: true}, erased, false},
		{"erased again", false, []Version{v1, erased, erased}, Applied{}, erased, false},
		{"first of all a deletion", false, []Version{erased}, Applied{Erased: true}, erased, false},
		{"back by a newer version", false, []Version{erased, v3}, Applied{}, v3, true},
		{"older than the erasure, newest", false, []Version{erased, v1}, Applied{Ignored: true}, erased, false},
		{"older than the erasure, arrival", true, []Version{erased, v1}, Applied{Stale: true, Resurrected: true}, v1, true},
		{"an older deletion, newest", false, []Version{v3, erased}, Applied{Ignored: true}, v3, true},
		{"an older deletion, arrival", true, []Version{v3, erased}, Applied{Stale: true, Erased: true}, erased, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := NewStore(tt.arrival)
			var got Applied
			for _, v := range tt.applied {
				got = s.Apply(7, v)
			}
			if got != tt.want {
				t.Errorf("the last was %+v, want %+v", got, tt.want)
			}
			v, ok := s.Get(7)
			if v != tt.holds || ok != tt.ok {
				t.Errorf("holds %+v %v, want %+v %v", v, ok, tt.holds, tt.ok)
			}
			if n := s.Len(); n != map[bool]int{true: 1}[tt.ok] {
				t.Errorf("Len = %d", n)
			}
		})
	}
}

// Under newest, the order of arrival does not matter.
func TestNewestStoreConverges(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		events := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Version {
			return Version{
				Due: time.Duration(rapid.IntRange(0, 5).Draw(t, "due")), Source: rapid.Uint16Range(0, 1).Draw(t, "source"),
				N: rapid.Uint64Range(0, 3).Draw(t, "n"),
			}
		}), 1, 20).Draw(t, "versions")
		newest := events[0]
		for _, v := range events {
			if newest.Before(v) {
				newest = v
			}
		}
		s := NewStore(false)
		for _, v := range rapid.Permutation(events).Draw(t, "arrival") {
			s.Apply(1, v)
		}
		if got, _ := s.Get(1); got != newest {
			t.Fatalf("holds %+v, want %+v", got, newest)
		}
	})
}

func TestStoreEachAndDrop(t *testing.T) {
	s := NewStore(false)
	s.Apply(1, version(1, false))
	s.Apply(2, version(1, true))
	seen := map[uint64]bool{}
	s.Each(func(user uint64, v Version) { seen[user] = v.Tombstone })
	if len(seen) != 2 || seen[1] || !seen[2] {
		t.Errorf("Each visited %v", seen)
	}
	s.Drop()
	if _, ok := s.Get(1); ok || s.Len() != 0 {
		t.Error("something is left after Drop")
	}
	if got := s.Apply(1, version(1, false)); got != (Applied{}) {
		t.Errorf("after Drop a version is new again, got %+v", got)
	}
}
