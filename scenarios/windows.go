package scenarios

import "time"

// RunLength is the length of the load; the drain and the audit come after it.
func (s *Scenario) RunLength() time.Duration { return s.Duration }

// EntryWindow returns when a timeline entry begins and ends. known is true if both
// follow from the scenario. For an entry whose end is observed (a replay, a
// rebuild), end is the run's; begin is -1 if it is not known either, because the
// entry comes after one whose end is observed.
func (s *Scenario) EntryWindow(name string) (begin, end time.Duration, known bool) {
	for i := range s.Timeline {
		if s.Timeline[i].Name == name {
			w := s.entryWindows()[i]
			return w.begin, w.end, w.known
		}
	}
	return -1, s.Duration, false
}

// window is what EntryWindow tells of an entry.
type window struct {
	begin, end time.Duration
	known      bool
}

// entryWindows are the windows of all entries, in the order of the timeline.
func (s *Scenario) entryWindows() []window {
	index := make(map[string]int, len(s.Timeline))
	for i := range s.Timeline {
		if _, found := index[s.Timeline[i].Name]; !found {
			index[s.Timeline[i].Name] = i
		}
	}
	list := make([]window, len(s.Timeline))
	seen := make([]bool, len(s.Timeline))
	var find func(i int) window
	find = func(i int) window {
		if seen[i] {
			return list[i]
		}
		// What an entry that waits for itself sees of itself.
		seen[i], list[i] = true, window{-1, s.Duration, false}
		e := &s.Timeline[i]
		begin := e.At
		if e.After != "" {
			before, found := index[e.After]
			if !found || !find(before).known {
				return list[i]
			}
			begin = list[before].end
		}
		list[i] = window{begin, s.Duration, false}
		if length, scheduled := e.length(); scheduled {
			list[i] = window{begin, begin + length, true}
		}
		return list[i]
	}
	for i := range s.Timeline {
		find(i)
	}
	return list
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
	switch e.Verb {
	case verbReplay, verbRebuild, verbRestart, verbReplace, verbMove, verbScale:
		return true
	}
	return false
}
