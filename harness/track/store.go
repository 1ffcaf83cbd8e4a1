package track

// Store is a member's view of its users' state: the version of each. It is not
// safe for concurrent use.
type Store struct {
	arrival bool
	users   userTable[Version]
	live    int // users that are not erased
}

// Applied says what became of a version that was applied to a store. All false:
// it is the user's state now, or was already.
type Applied struct {
	// Ignored: it is older than what the store holds, and the store kept that.
	Ignored bool
	// Stale: it is older than what the store held and took its place, a stale
	// write.
	Stale bool
	// Resurrected: it is older than the erasure that the store held, and brought
	// the user back. Such a version is Stale too.
	Resurrected bool
	// Erased: it is a deletion, and the user is gone by it.
	Erased bool
}

// NewStore makes an empty store that keeps the newest version of each user, or,
// with arrival, the one that came last.
func NewStore(arrival bool) *Store { return &Store{arrival: arrival} }

// Apply brings a version of a user's state into the store.
func (s *Store) Apply(user uint64, v Version) Applied {
	held, added := s.users.put(user)
	if added {
		held.Tombstone = true // counts as erased until v is kept
		s.keep(held, v)
		return Applied{Erased: v.Tombstone}
	}
	order := v.Compare(*held)
	switch {
	case order == 0:
		return Applied{}
	case order < 0 && !s.arrival:
		return Applied{Ignored: true}
	}
	got := Applied{Stale: order < 0, Erased: v.Tombstone}
	got.Resurrected = got.Stale && held.Tombstone && !v.Tombstone
	s.keep(held, v)
	return got
}

// keep puts v in the place of what was held.
func (s *Store) keep(held *Version, v Version) {
	if !held.Tombstone {
		s.live--
	}
	if !v.Tombstone {
		s.live++
	}
	*held = v
}

// Get is the version that the store holds of a user. ok is false if it holds no
// value: it never heard of the user, or the version is a deletion.
func (s *Store) Get(user uint64) (v Version, ok bool) {
	held := s.users.get(user)
	if held == nil {
		return Version{}, false
	}
	return *held, !held.Tombstone
}

// Len is the number of users with a value.
func (s *Store) Len() int { return s.live }

// Each visits every user that the store has heard of, with the version that it
// holds; that of an erased user is a tombstone. visit must not change the store.
func (s *Store) Each(visit func(user uint64, v Version)) {
	s.users.each(func(user uint64, v *Version) { visit(user, *v) })
}

// Drop empties the store, as the death of its member does.
func (s *Store) Drop() { s.users, s.live = userTable[Version]{}, 0 }
