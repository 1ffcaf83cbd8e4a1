package pace

import (
	"context"
	"time"
)

// Wait waits for d; false if ctx ended before. No time to wait is over at once,
// unless ctx has ended.
func Wait(ctx context.Context, d time.Duration) bool {
	if d <= 0 {
		return ctx.Err() == nil
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}
