package track

import (
	"math"
	"sync"
	"time"

	"github.com/freshet-bench/freshet/workload"
)

// userShards spreads the users of a serving stage over locks.
const userShards = 64

// never is before every due time.
const never = time.Duration(math.MinInt64)

// userBook is what a serving stage should know of each user: the latest version,
// and the events that are due and not available in its store.
type userBook struct{ shards [userShards]userShard }

type userShard struct {
	mu      sync.Mutex
	users   userTable[user]
	pending pendingLists
}

// user is a user as the schedule has it.
type user struct {
	due, before time.Duration // of the latest event, and of the latest due before that
	n           uint64
	pending     uint32 // the newest of the list; 0 = empty
	source      uint16
	tombstone   bool
	failed      bool // the latest version was rejected or is unconfirmed
}

func newUserBook() *userBook { return &userBook{} }

func (b *userBook) shard(user uint64) *userShard { return &b.shards[hashUser(user)>>58] }

// due takes an event in: a version of its user, and pending until it settles.
func (b *userBook) due(lane uint32, ev *workload.Event) {
	s := b.shard(ev.User)
	s.mu.Lock()
	defer s.mu.Unlock()
	u, added := s.users.put(ev.User)
	if added {
		u.due, u.before = never, never
	}
	u.take(ev)
	u.pending = s.pending.append(u.pending, pendingNode{due: ev.Due, seq: ev.Seq, lane: lane})
}

// take makes the event the user's latest version if it is.
func (u *user) take(ev *workload.Event) {
	v := VersionOf(ev)
	if u.due != never && v.Before(u.version()) {
		if ev.Due < u.due {
			u.before = max(u.before, ev.Due)
		}
		return
	}
	if ev.Due > u.due {
		u.before = u.due
	}
	u.due, u.n, u.source, u.tombstone, u.failed = v.Due, v.N, v.Source, v.Tombstone, false
}

func (u *user) version() Version {
	return Version{Due: u.due, N: u.n, Source: u.source, Tombstone: u.tombstone}
}

// settle takes an event off its user's pending list, if it is there.
func (b *userBook) settle(lane uint32, ev *workload.Event) {
	s := b.shard(ev.User)
	s.mu.Lock()
	defer s.mu.Unlock()
	if u := s.users.get(ev.User); u != nil {
		u.pending = s.pending.remove(u.pending, lane, ev.Seq)
		s.pending.fit(&s.users)
	}
}

// failed notes that an event did not make it, or may not have.
func (b *userBook) failed(ev *workload.Event) {
	s := b.shard(ev.User)
	s.mu.Lock()
	defer s.mu.Unlock()
	if u := s.users.get(ev.User); u != nil && u.version().Compare(VersionOf(ev)) == 0 {
		u.failed = true
	}
}

// staleness is how far behind a page view at `at` is, and whether the user had an
// event due in the window before it.
func (b *userBook) staleness(user uint64, at, window time.Duration) (time.Duration, bool) {
	s := b.shard(user)
	s.mu.Lock()
	defer s.mu.Unlock()
	u := s.users.get(user)
	if u == nil {
		return 0, false
	}
	within := func(due time.Duration) bool { return due <= at && due >= at-window }
	oldest, recent := at, within(u.due) || within(u.before)
	s.pending.each(u.pending, func(n pendingNode) {
		oldest = min(oldest, n.due)
		recent = recent || within(n.due)
	})
	return at - oldest, recent
}

// each visits the latest version of every user for whom it is known what the
// store should hold.
func (b *userBook) each(visit func(user uint64, v Version)) {
	for i := range b.shards {
		s := &b.shards[i]
		s.mu.Lock()
		s.users.each(func(id uint64, u *user) {
			if !u.failed {
				visit(id, u.version())
			}
		})
		s.mu.Unlock()
	}
}

func (b *userBook) drop() {
	for i := range b.shards {
		s := &b.shards[i]
		s.mu.Lock()
		s.users, s.pending = userTable[user]{}, pendingLists{}
		s.mu.Unlock()
	}
}

// Staleness is how stale a page view of a user at `at` is, asking the store of a
// stage: at minus the due time of the user's oldest event that was due by then,
// is not settled and not available there; 0 if there is none. hasEvent is true
// if an event of the user that reaches the store was due in [at-window, at].
func (t *Tracker) Staleness(stage int, user uint64, at, window time.Duration) (staleness time.Duration, hasEvent bool) {
	if u := t.stages[stage].users; u != nil {
		return u.staleness(user, at, window)
	}
	return 0, false
}

// Oracle visits what a serving stage's store should hold in the end, by the
// schedule: each user's last version of the events that reach it. A user whose
// last version was rejected or is unconfirmed is left out, because what the store
// should hold is not known. visit must not call the tracker.
func (t *Tracker) Oracle(stage int, visit func(user uint64, v Version)) {
	if u := t.stages[stage].users; u != nil {
		u.each(visit)
	}
}
