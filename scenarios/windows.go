package scenarios

import "time"

// RunLength is the length of the load; the drain and the audit come after it.
func (s *Scenario) RunLength() time.Duration { return s.Duration }

// EntryWindow returns when a timeline entry begins and ends. known is true if both
// follow from the scenario. For an entry whose end is observed (a replay, a
// rebuild), end is the run's; begin is -1 if it is not known either, because the
// entry comes after one whose end is observed.
func (s *Scenario) EntryWindow(name string) (begin, end time.Duration, known bool) {
	return s.window(name, len(s.Timeline))
}

// window follows at most depth entries back.
func (s *Scenario) window(name string, depth int) (begin, end time.Duration, known bool) {
	e := s.entryNamed(name)
	if e == nil || depth < 0 {
		return -1, s.Duration, false
	}
	begin = e.At
	if e.After != "" {
		_, end, known := s.window(e.After, depth-1)
		if !known {
			return -1, s.Duration, false
		}
		begin = end
	}
	length, scheduled := e.length()
	if !scheduled {
		return begin, s.Duration, false
	}
	return begin, begin + length, true
}

// length is how long an entry lasts, if the scenario says.
func (e *Entry) length() (time.Duration, bool) {
	switch {
	case e.Burst != nil:
		return e.Burst.Ramp + e.Burst.Hold + e.Burst.Decay, true
	case e.Reconnect != nil:
		return e.Reconnect.Silent + e.Reconnect.Flush, true
	case e.For > 0:
		return e.For, true
	}
	return 0, false
}

// observed reports whether the entry's end is seen rather than planned.
func (e *Entry) observed() bool {
	return e.Replay != nil || e.Rebuild != nil || e.Verb == verbRestart
}
