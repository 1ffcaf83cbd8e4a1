package series

import "time"

// Left estimates how long a series still takes at now: of every run that has not
// ended its load, and what runs took beyond that so far (starting the target, the
// drain, the audit), by target. load is how long a run's load is. sure is false as
// long as no run has ended well, so that the time is the least that it takes.
func (s *Series) Left(load func(Run) time.Duration, now time.Time) (left time.Duration, sure bool) {
	beyond, known := s.beyond(load)
	for _, run := range s.Runs {
		if run.Done() {
			continue
		}
		took := load(run) + beyond[run.Target]
		if _, of := beyond[run.Target]; !of {
			took += beyond[anyTarget]
		}
		if run.Begun() {
			took = max(took-max(now.Sub(run.Began), 0), 0)
		}
		left += took
	}
	return left, known
}

// anyTarget is the key of the mean over all targets.
const anyTarget = ""

// beyond is what runs took beyond their load, on average, by target and over all.
// Runs that failed say nothing: they may have ended at once.
func (s *Series) beyond(load func(Run) time.Duration) (mean map[string]time.Duration, known bool) {
	mean = map[string]time.Duration{}
	runs := map[string]time.Duration{}
	for _, run := range s.Runs {
		if !run.Done() || run.Error != "" {
			continue
		}
		over := max(run.Ended.Sub(run.Began)-load(run), 0)
		for _, target := range []string{run.Target, anyTarget} {
			mean[target] += over
			runs[target]++
		}
	}
	for target, n := range runs {
		mean[target] /= n
	}
	return mean, runs[anyTarget] > 0
}

// Again has the i-th run made once more, in a folder of its own, so that what it left
// stays as it is. taken says which names there are already.
func (s *Series) Again(i int, taken func(folder string) bool) {
	run := &s.Runs[i]
	run.Began, run.Ended, run.Exit, run.Error = time.Time{}, time.Time{}, 0, ""
	run.Folder = s.freshFolder(*run, taken)
}
