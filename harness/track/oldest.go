package track

import "time"

// Oldest is the age of the oldest due, unsettled event that is not available at
// the stage, and the partition of the source's topic that it belongs to; 0 if
// there is none. An event that was acknowledged and is lost stays owed, and so
// does one that compaction or retention removed before the stage read it: only
// the audit can tell.
func (t *Tracker) Oldest(stage int, now time.Duration) (age time.Duration, where string) {
	for _, l := range t.stages[stage].lanes {
		if due, ok := t.oldestOf(l, stage); ok && now-due > age {
			age, where = now-due, l.where
		}
	}
	return age, where
}

func (t *Tracker) oldestOf(l *lane, stage int) (time.Duration, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	due, ok := l.oldest(l.at(stage))
	l.trim()
	return due, ok
}
