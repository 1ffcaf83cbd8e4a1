package harness

import "time"

// slipMeter divides schedule slip (sent - due) by cause. While a source has an
// event to send and waits for credit, the target holds it; the rest of the slip
// is the generator's own. After the target let go, the source works off what has
// piled up: that, too, is the target's, but for no longer than it held the
// source, so that a generator that never catches up is not excused.
//
// It belongs to one goroutine.
type slipMeter struct {
	held    []span        // ascending; the last may be open
	open    bool          // the target holds the source now
	excused time.Duration // until then a backlog is the target's
}

// span is a time that the target held the source.
type span struct{ from, to time.Duration }

// hold says that the source waits for the target from now on.
func (m *slipMeter) hold(now time.Duration) {
	if m.open {
		return
	}
	m.open = true
	m.held = append(m.held, span{from: now})
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
		return m.before(due, now), total - m.before(due, now)
	}
	for i, h := range m.held {
		to := h.to
		if m.open && i == len(m.held)-1 {
			to = now
		}
		target += max(min(to, now)-max(h.from, due), 0)
	}
	return total - target, target
}

// before is the part of the slip that had passed when the target first held the
// source: the generator was late already.
func (m *slipMeter) before(due, now time.Duration) time.Duration {
	return max(min(m.held[0].from, now)-due, 0)
}
