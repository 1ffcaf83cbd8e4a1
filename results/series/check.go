package series

import (
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
)

// check refuses a series that is not whole: every side in every round exactly once,
// one seed a round, every run with a folder of its own below that of the series.
func (s *Series) check() error {
	switch {
	case s.Format > Format:
		return fmt.Errorf("it has format %d, and this program reads up to %d: use a newer freshet", s.Format, Format)
	case s.Format < 1:
		return errors.New("it names no format")
	case s.Name == "":
		return errors.New("name: it is missing")
	case s.Rounds < 1:
		return fmt.Errorf("rounds: %d; expected 1 or more", s.Rounds)
	case len(s.Sides) == 0:
		return errors.New("sides: there are none")
	}
	for i, side := range s.Sides {
		switch {
		case side.Target == "":
			return fmt.Errorf("sides[%d].target: it is missing", i)
		case slices.Contains(s.Sides[:i], side):
			return fmt.Errorf("sides[%d]: %s stands there twice", i, side)
		}
	}
	return s.checkRuns()
}

func (s *Series) checkRuns() error {
	type turn struct {
		round int
		side  Side
	}
	turns, folders, seeds := map[turn]bool{}, map[string]bool{}, map[int]uint64{}
	for i, run := range s.Runs {
		problem := func(field, format string, args ...any) error {
			return fmt.Errorf("runs[%d]%s: %s", i, field, fmt.Sprintf(format, args...))
		}
		if field, wrong := run.check(i+1, s.Rounds); wrong != "" {
			return problem(field, "%s", wrong)
		}
		if !slices.Contains(s.Sides, run.Side()) {
			return problem("", "%s is not among the sides", run.Side())
		}
		if at := (turn{run.Round, run.Side()}); turns[at] {
			return problem("", "%s stands twice in round %d", at.side, at.round)
		} else {
			turns[at] = true
		}
		if folders[run.Folder] {
			return problem(".folder", "%q is that of another run too", run.Folder)
		}
		folders[run.Folder] = true
		if seed, known := seeds[run.Round]; known && seed != run.Seed {
			return problem(".seed", "%d; expected %d, as other runs of round %d have", run.Seed, seed, run.Round)
		}
		seeds[run.Round] = run.Seed
	}
	if want := s.Rounds * len(s.Sides); len(turns) != want || want/len(s.Sides) != s.Rounds {
		return fmt.Errorf("runs: there are %d; expected %d of each of %d sides", len(s.Runs), s.Rounds, len(s.Sides))
	}
	return nil
}

// check looks at a run by itself: the n-th of a series of that many rounds. It
// returns the field that is wrong and what is.
func (r Run) check(n, rounds int) (field, wrong string) {
	switch {
	case r.N != n:
		return ".n", fmt.Sprintf("%d; expected %d, runs stand in their order", r.N, n)
	case r.Round < 1 || r.Round > rounds:
		return ".round", fmt.Sprintf("%d; expected 1 to %d", r.Round, rounds)
	case !plainName(r.Folder):
		return ".folder", fmt.Sprintf("%q; expected the name of a folder beside this file", r.Folder)
	case r.Exit < 0 || r.Exit > 255:
		return ".exit", fmt.Sprintf("%d; expected 0 to 255", r.Exit)
	case r.Done() && !r.Begun():
		return ".ended", "there, without began"
	case r.Done() && r.Ended.Before(r.Began):
		return ".ended", "before began"
	}
	return "", ""
}

// plainName reports whether a name is that of something in the folder itself: no
// path, and nothing that leads out of it.
func plainName(name string) bool {
	return name != "." && filepath.IsLocal(name) && !strings.ContainsAny(name, "/\\\x00")
}
