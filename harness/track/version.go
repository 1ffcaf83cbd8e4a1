package track

import (
	"cmp"
	"time"

	"github.com/freshet-bench/freshet/workload"
)

// Version is one version of a user's state: the event that made it. Versions of
// a user are ordered by (Due, Source, N).
type Version struct {
	// Due is when the event was due, since the run's epoch.
	Due    time.Duration
	N      uint64
	Source uint16
	// Tombstone is true if the event erased the user.
	Tombstone bool
}

// VersionOf is the version that an event makes.
func VersionOf(ev *workload.Event) Version {
	return Version{Due: ev.Due, N: ev.N, Source: ev.Source, Tombstone: ev.Flags&workload.FlagTombstone != 0}
}

// Compare is negative if v is older than w, 0 if they are the same version and
// positive if v is newer.
func (v Version) Compare(w Version) int {
	return cmp.Or(cmp.Compare(v.Due, w.Due), cmp.Compare(v.Source, w.Source), cmp.Compare(v.N, w.N))
}

// Before reports whether v is older than w.
func (v Version) Before(w Version) bool { return v.Compare(w) < 0 }
