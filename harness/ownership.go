package harness

import (
	"fmt"
	"time"

	"github.com/freshet-bench/freshet/results"
)

// ownership tells when partitions of a stage have no member that works on them: its
// member died, left or froze, and no other has taken over yet. It belongs to the
// stage's lock.
type ownership struct {
	whole bool // every partition has a member
	begun bool // every partition had one once
}

// change is the event that a change of assignments makes, if it does. Call with
// the stage's lock held; the caller writes the event when it has given it up.
func (s *stage) change() (results.Event, bool) {
	without := s.partitions()
	for _, m := range s.assigned {
		if !m.frozen.Load() {
			without--
		}
	}
	whole := without <= 0
	if whole == s.owned.whole {
		return results.Event{}, false
	}
	first := !s.owned.begun
	s.owned = ownership{whole: whole, begun: true}
	if first || s.closing.Load() {
		return results.Event{}, false
	}
	e := results.Event{At: max(s.run.clock.Now(), time.Nanosecond), Kind: results.Unassigned, Stage: s.spec.Name, Count: int64(max(without, 0))}
	e.Text = "every partition has a member again"
	if !whole {
		e.Text = fmt.Sprintf("%d of %d partitions without a member", without, s.partitions())
	}
	return e, true
}

// reassigned changes assignments, and tells if that leaves partitions alone, or
// ends it.
func (s *stage) reassigned(change func()) {
	s.mu.Lock()
	change()
	e, tell := s.change()
	s.mu.Unlock()
	if tell {
		s.run.event(e)
	}
}
