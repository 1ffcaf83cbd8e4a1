package track

import "math/bits"

// userTable maps users to small values without a pointer, in one block of
// memory: open addressing, linear probing, at most 2/3 full. The zero value is
// empty. Pointers into it hold until the next put.
type userTable[V any] struct {
	slots []userSlot[V]
	count int
}

// userSlot is free if key is 0; else key is the user plus 1.
type userSlot[V any] struct {
	key uint64
	val V
}

// smallestTable is the number of slots of a table with its first user.
const smallestTable = 16

// hashUser spreads users over 64 bits (the finalizer of splitmix64, which is a
// bijection).
func hashUser(user uint64) uint64 {
	h := user + 0x9e3779b97f4a7c15
	h = (h ^ h>>30) * 0xbf58476d1ce4e5b9
	h = (h ^ h>>27) * 0x94d049bb133111eb
	return h ^ h>>31
}

// get is the user's value, nil if there is none.
func (t *userTable[V]) get(user uint64) *V {
	if t.count == 0 {
		return nil
	}
	if s := t.find(user); s.key != 0 {
		return &s.val
	}
	return nil
}

// full reports whether the next new user makes the table grow.
func (t *userTable[V]) full() bool { return t.count*3 >= len(t.slots)*2 }

// put is the user's value, a zero one if it was not there.
func (t *userTable[V]) put(user uint64) (v *V, added bool) {
	if len(t.slots) > 0 {
		if s := t.find(user); s.key != 0 {
			return &s.val, false
		}
	}
	if t.full() {
		t.resize(t.count+1, nil)
	}
	s := t.find(user)
	s.key = user + 1
	t.count++
	return &s.val, true
}

// find is the user's slot, or the free one where it would go.
func (t *userTable[V]) find(user uint64) *userSlot[V] {
	mask := uint64(len(t.slots) - 1)
	for i := hashUser(user) & mask; ; i = (i + 1) & mask {
		if s := &t.slots[i]; s.key == 0 || s.key == user+1 {
			return s
		}
	}
}

// sweep drops the users for which keep is false and fits the table to the rest.
func (t *userTable[V]) sweep(keep func(user uint64, v *V) bool) {
	kept := 0
	t.each(func(user uint64, v *V) {
		if keep(user, v) {
			kept++
		}
	})
	t.resize(kept+1, keep)
}

// resize moves the users that are kept (all, if keep is nil) into a table that
// is at most 2/5 full with n of them.
func (t *userTable[V]) resize(n int, keep func(uint64, *V) bool) {
	size := max(smallestTable, 1<<bits.Len(uint(n*5/2-1)))
	old := t.slots
	t.slots, t.count = make([]userSlot[V], size), 0
	for i := range old {
		s := &old[i]
		if s.key == 0 || keep != nil && !keep(s.key-1, &s.val) {
			continue
		}
		*t.find(s.key - 1) = *s
		t.count++
	}
}

// each visits every user, in no particular order.
func (t *userTable[V]) each(visit func(user uint64, v *V)) {
	for i := range t.slots {
		if s := &t.slots[i]; s.key != 0 {
			visit(s.key-1, &s.val)
		}
	}
}
