package harness

import (
	"sort"
	"time"
)

// slipMeter divides schedule slip (sent - due) by cause. While a source has an
// event to send and waits for credit, the target holds it; the rest of the slip
// is the generator's own. After the target let go, the source works off what has
// piled up: that, too, is the target's, but for no longer than it held the
// source, so that a generator that never catches up is not excused.
//
// It belongs to one goroutine, and events are split in order of due.
type slipMeter struct {
	held    []span        // ascending; the last may be open
	open    bool          // the target holds the source now
	first   time.Duration // when it first did since the source was idle
	excused time.Duration // until then a backlog is the target's
}

// span is a time that the target held the source.
type span struct {
	from, to time.Duration
	before   time.Duration // held in all, before from
}

// prunedAbove is how many spans are kept before those that no event can overlap
// any more are dropped.
const prunedAbove = 4096

// hold says that the source waits for the target from now on.
func (m *slipMeter) hold(now time.Duration) {
	if m.open {
		return
	}
	m.open = true
	s := span{from: now}
	if n := len(m.held); n > 0 {
		s.before = m.held[n-1].before + m.held[n-1].to - m.held[n-1].from
	} else {
		m.first = now
	}
	m.held = append(m.held, s)
}

// release says that the target accepts events again.
func (m *slipMeter) release(now time.Duration) {
	if !m.open {
		return
	}
	m.open = false
	last := &m.held[len(m.held)-1]
	last.to = now
	m.excused = max(m.excused, now+(now-last.from))
}

// idle says that nothing waits to be sent: what was held is past.
func (m *slipMeter) idle() {
	m.held, m.open, m.excused = m.held[:0], false, 0
}

// split divides the slip of an event due at due and sent at now.
func (m *slipMeter) split(due, now time.Duration) (generator, target time.Duration) {
	total := max(now-due, 0)
	if len(m.held) == 0 {
		return total, 0
	}
	if now <= m.excused {
		// What had passed when the target first held the source was late already.
		generator = max(min(m.first, now)-due, 0)
		return generator, total - generator
	}
	m.prune(due)
	target = max(m.heldUntil(now)-m.heldUntil(due), 0)
	return total - target, target
}

// heldUntil is for how long the target had held the source by t.
func (m *slipMeter) heldUntil(t time.Duration) time.Duration {
	i := sort.Search(len(m.held), func(i int) bool { return m.held[i].from > t }) - 1
	if i < 0 {
		return m.held[0].before
	}
	to := m.held[i].to
	if m.open && i == len(m.held)-1 {
		to = t
	}
	return m.held[i].before + min(to, t) - m.held[i].from
}

// prune drops spans that ended before due, now and then.
func (m *slipMeter) prune(due time.Duration) {
	if len(m.held) < prunedAbove {
		return
	}
	past := 0
	for past < len(m.held)-1 && m.held[past].to <= due {
		past++
	}
	m.held = append(m.held[:0], m.held[past:]...)
}
