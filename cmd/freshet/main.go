// Command freshet loads, breaks and replays a Kafka-compatible stream and
// reports how old its signals get. Everything it can do is in the packages
// beside it; here are the words, the flags and the exit codes.
package main

import (
	"context"
	"io"
	"os"
	"os/signal"
	"runtime"
	"syscall"
	"time"

	"github.com/freshet-bench/freshet/harness"
	"github.com/freshet-bench/freshet/harness/target"
	"github.com/freshet-bench/freshet/scenarios"
)

func main() {
	withoutReaper()
	os.Exit(run(context.Background(), os.Args[1:], os.Stdout, os.Stderr))
}

// run is the program with its arguments and streams handed in. It returns the
// exit code.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	p := &program{
		stdout:   stdout,
		stderr:   stderr,
		getenv:   os.Getenv,
		now:      time.Now,
		cores:    runtime.NumCPU(),
		notify:   notify,
		invoked:  os.Args[0],
		runScene: tuned(os.Getenv),
	}
	return p.execute(ctx, args)
}

// tuned runs scenarios with the runtime fitted to the load, each from the same start.
func tuned(getenv func(string) string) runner {
	return func(ctx context.Context, sc *scenarios.Scenario, tgt target.Target, opt harness.Options) (*harness.Result, error) {
		opt.Runtime = harness.Tune(getenv)
		defer opt.Runtime.Restore()
		return harness.Run(ctx, sc, tgt, opt)
	}
}

// notify delivers the user's interrupts until stop is called.
func notify() (signals <-chan os.Signal, stop func()) {
	delivered := make(chan os.Signal, 2)
	signal.Notify(delivered, os.Interrupt, syscall.SIGTERM)
	return delivered, func() { signal.Stop(delivered) }
}

// reaperVariable turns testcontainers' reaper off.
const reaperVariable = "TESTCONTAINERS_RYUK_DISABLED"

// withoutReaper does without the container that testcontainers runs to tidy up,
// unless the user wants it: a run removes its own containers, freshet clean those of
// a killed one, and the reaper would leave a network of its own behind.
func withoutReaper() {
	if _, decided := os.LookupEnv(reaperVariable); !decided {
		os.Setenv(reaperVariable, "true")
	}
}
