package main

import (
	"context"
	"os"
	"sync"
)

// watch is a run's view of the user's interrupts.
type watch struct {
	// drain is closed by the first interrupt: end the load, verify, report.
	drain chan struct{}
	stop  func()
}

// interrupted reports whether the first interrupt has come.
func (w watch) interrupted() bool {
	select {
	case <-w.drain:
		return true
	default:
		return false
	}
}

// watchSignals listens until stop is called: the first signal closes drain, the
// second cancels the returned context.
func watchSignals(ctx context.Context, signals <-chan os.Signal) (context.Context, watch) {
	ctx, cancel := context.WithCancel(ctx)
	drain := make(chan struct{})
	done := make(chan struct{})
	var listening sync.WaitGroup
	listening.Go(func() {
		select {
		case <-signals:
			close(drain)
		case <-done:
			return
		}
		select {
		case <-signals:
			cancel()
		case <-done:
		}
	})
	stop := sync.OnceFunc(func() {
		close(done)
		listening.Wait()
		cancel()
	})
	return ctx, watch{drain: drain, stop: stop}
}
