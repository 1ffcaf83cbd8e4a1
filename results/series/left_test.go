package series

import (
	"testing"
	"time"
)

func TestTimeLeft(t *testing.T) {
	load := func(r Run) time.Duration {
		if r.Variant == "long" {
			return 100 * time.Second
		}
		return 10 * time.Second
	}
	type ran struct {
		began, ended int // seconds after created; 0 = not
		err          string
	}
	for _, c := range []struct {
		name string
		runs []ran // long, short, long, short
		now  int
		want time.Duration
		sure bool
	}{
		{"nothing has run", nil, 0, 220 * time.Second, false},
		{"the first is under way", []ran{{began: 5}}, 25, 200 * time.Second, false},
		{"one has ended, 20 s beyond its load", []ran{{began: 5, ended: 125}}, 125, (10 + 20 + 100 + 20 + 10 + 20) * time.Second, true},
		{"one has failed at once", []ran{{began: 5, ended: 6, err: "no"}}, 6, 120 * time.Second, false},
		{"the last is later than it should be", []ran{{began: 1, ended: 111}, {began: 112, ended: 132}, {began: 133, ended: 243}, {began: 244}}, 500, 0, true},
	} {
		s := New("x", 1, 2, []Side{{"long", "t"}, {"short", "t"}}, created)
		order := []string{"long", "short", "long", "short"}
		for i := range s.Runs {
			s.Runs[i].Variant = order[i]
		}
		for i, r := range c.runs {
			if r.began > 0 {
				s.Runs[i].Began = created.Add(time.Duration(r.began) * time.Second)
			}
			if r.ended > 0 {
				s.Runs[i].Ended = created.Add(time.Duration(r.ended) * time.Second)
			}
			s.Runs[i].Error = r.err
		}
		left, sure := s.Left(load, created.Add(time.Duration(c.now)*time.Second))
		if left != c.want || sure != c.sure {
			t.Errorf("%s: %v, %v; want %v, %v", c.name, left, sure, c.want, c.sure)
		}
	}
}

// A target that takes long to start says nothing of another.
func TestTimeLeftIsByTarget(t *testing.T) {
	s := New("x", 1, 2, []Side{{"", "slow"}, {"", "fast"}}, created)
	began := created
	for i := range s.Runs[:2] {
		run := &s.Runs[i]
		took := 11 * time.Second
		if run.Target == "slow" {
			took = 50 * time.Second
		}
		run.Began, run.Ended = began, began.Add(took)
		began = run.Ended
	}
	left, sure := s.Left(func(Run) time.Duration { return 10 * time.Second }, began)
	if left != 61*time.Second || !sure {
		t.Errorf("%v, %v; want 1m1s", left, sure)
	}
}

func TestARunThatIsMadeAgainHasAFolderOfItsOwn(t *testing.T) {
	s := two()
	first := s.Runs[1].Folder
	s.Runs[1].Began, s.Runs[1].Exit, s.Runs[1].Error = created, 1, "gone"
	s.Again(1, func(name string) bool { return name == first+"-2" })
	if run := s.Runs[1]; run.Folder != first+"-3" || run.Begun() || run.Done() || run.Error != "" {
		t.Errorf("%+v", run)
	}
	if err := s.check(); err != nil {
		t.Error(err)
	}
	s.Again(1, func(name string) bool { return false })
	if got := s.Runs[1].Folder; got != first+"-2" {
		t.Errorf("once more: %s", got)
	}
}
