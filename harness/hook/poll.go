package hook

import (
	"context"
	"fmt"
	"time"
)

// Poll looks every so often until it is done, and returns how many looks it took.
// A look that fails is not the end: what it said is told if the time runs out (a
// TimeoutError) or ctx ends.
func Poll(ctx context.Context, every, timeout time.Duration, look func(context.Context) error) (looks int, err error) {
	within, cancel := context.WithTimeoutCause(ctx, timeout, &TimeoutError{After: timeout})
	defer cancel()
	var last error
	for {
		err := look(within)
		looks++
		if err == nil {
			return looks, nil
		}
		if last == nil || within.Err() == nil { // a look that was cut off tells nothing
			last = err
		}
		timer := time.NewTimer(every)
		select {
		case <-timer.C:
		case <-within.Done():
			timer.Stop()
			return looks, fmt.Errorf("%w (look %d: %s)", context.Cause(within), looks, last)
		}
	}
}
