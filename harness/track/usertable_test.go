package track

import (
	"maps"
	"testing"

	"pgregory.net/rapid"
)

func TestUserTableIsAMap(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var table userTable[int]
		want := map[uint64]int{}
		t.Repeat(map[string]func(*rapid.T){
			"put": func(t *rapid.T) {
				user, value := rapid.Uint64Range(0, 200).Draw(t, "user"), rapid.Int().Draw(t, "value")
				v, added := table.put(user)
				old, there := want[user]
				if added == there || *v != old {
					t.Fatalf("put(%d): %d, added %v; it held %d, %v", user, *v, added, old, there)
				}
				*v, want[user] = value, value
			},
			"sweep": func(t *rapid.T) {
				m := rapid.Uint64Range(1, 5).Draw(t, "every")
				keep := func(user uint64) bool { return user%m == 0 }
				table.sweep(func(user uint64, _ *int) bool { return keep(user) })
				maps.DeleteFunc(want, func(user uint64, _ int) bool { return !keep(user) })
			},
			"": func(t *rapid.T) {
				got := map[uint64]int{}
				table.each(func(user uint64, v *int) { got[user] = *v })
				if !maps.Equal(got, want) || table.count != len(want) {
					t.Fatalf("holds %v (%d), want %v", got, table.count, want)
				}
				for user := range uint64(201) {
					v := table.get(user)
					if w, ok := want[user]; ok != (v != nil) || ok && *v != w {
						t.Fatalf("get(%d) = %v, want %d %v", user, v, w, ok)
					}
				}
			},
		})
	})
}

func TestUserTableShrinksInASweep(t *testing.T) {
	var table userTable[int]
	for user := range uint64(100_000) {
		table.put(user)
	}
	table.sweep(func(user uint64, _ *int) bool { return user < 10 })
	if table.count != 10 || len(table.slots) > 64 {
		t.Fatalf("%d users in %d slots after the sweep", table.count, len(table.slots))
	}
}
