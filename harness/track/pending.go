package track

// Settled reports whether every event due so far is available or settled at
// every stage that it reaches.
func (t *Tracker) Settled() bool {
	for i := range t.stages {
		if t.Pending(i) > 0 {
			return false
		}
	}
	return true
}

// Pending counts the events due so far that are neither available nor settled at
// the stage. It counts those that an earlier stage will not emit until that stage
// has processed them.
func (t *Tracker) Pending(stage int) int64 {
	var n int64
	for _, l := range t.stages[stage].lanes {
		l.mu.Lock()
		n += l.pending(l.at(stage))
		l.mu.Unlock()
	}
	return n
}

// Unacked counts the events that the clients accepted and that are neither
// acknowledged nor failed.
func (t *Tracker) Unacked() int64 {
	var n int64
	for _, l := range t.byID {
		l.mu.Lock()
		n += int64(l.sent.Load()) - int64(l.acked.count+l.rejected.count+l.unconfirmed.count)
		l.mu.Unlock()
	}
	return n
}
