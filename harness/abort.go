package harness

import (
	"context"
	"fmt"
	"time"

	"github.com/freshet-bench/freshet/results"
)

// abortEvery is how often the expectations with abort: true are looked at. Where
// a look takes long, as the record has grown, they are looked at less often: one
// part in abortShare of the time goes into it.
const (
	abortEvery = 2 * time.Second
	abortShare = 20
)

// watchAborts judges the record so far, now and then, and ends the load when an
// expectation with abort: true has failed.
func (r *run) watchAborts(load context.Context) error {
	watched := map[string]bool{}
	for _, e := range r.sc.Expect {
		if e.Abort {
			watched[e.Text] = true
		}
	}
	if len(watched) == 0 {
		return nil
	}
	r.sleep(load, r.sc.Warmup-r.clock.Now())
	for pause := abortEvery; r.sleep(load, pause); {
		began := time.Now()
		rec, err := results.Open(r.opt.Out)
		if err != nil {
			return fmt.Errorf("reading the record so far: %w", err)
		}
		for _, c := range results.Judge(rec).Checks {
			if watched[c.Text] && c.Verdict == results.Fail {
				r.aborted <- fmt.Sprintf("%s (measured %s)", c.Text, c.Shown)
				return nil
			}
		}
		pause = max(abortEvery, abortShare*time.Since(began))
	}
	return nil
}
