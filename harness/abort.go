package harness

import (
	"context"
	"fmt"
	"time"

	"github.com/freshet-bench/freshet/results"
)

// abortEvery is how often the expectations with abort: true are looked at.
const abortEvery = 10 * time.Second

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
	for r.sleep(load, abortEvery) {
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
	}
	return nil
}
