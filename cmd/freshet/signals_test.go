package main

import (
	"context"
	"os"
	"testing"

	"go.uber.org/goleak"
)

func TestFirstSignalDrainsSecondStops(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	signals := make(chan os.Signal)
	ctx, watch := watchSignals(t.Context(), signals)
	defer watch.stop()

	signals <- os.Interrupt
	<-watch.drain
	if ctx.Err() != nil {
		t.Error("the first signal cancelled the run")
	}
	signals <- os.Interrupt
	<-ctx.Done()
}

func TestAWatchEndsWithItsRun(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	ctx, watch := watchSignals(context.Background(), make(chan os.Signal))
	watch.stop()
	watch.stop()
	select {
	case <-watch.drain:
		t.Error("drained without a signal")
	default:
	}
	if ctx.Err() == nil {
		t.Error("the context outlives the run")
	}
}
