package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/freshet-bench/freshet/harness"
	"github.com/freshet-bench/freshet/harness/target"
	"github.com/freshet-bench/freshet/scenarios"
)

// runner runs one scenario on a target; harness.Run outside tests.
type runner func(context.Context, *scenarios.Scenario, target.Target, harness.Options) (*harness.Result, error)

// program is what the commands take from the world around them.
type program struct {
	stdout, stderr io.Writer
	getenv         func(string) string
	now            func() time.Time
	cores          int // of this machine
	// notify starts the delivery of the user's interrupts. It is called for runs
	// alone: there the first drains and the second stops.
	notify func() (signals <-chan os.Signal, stop func())
	// invoked is how the program was called, for commands to copy.
	invoked  string
	runScene runner
}

// execute runs the command that args name and returns its exit code.
func (p *program) execute(ctx context.Context, args []string) int {
	root := newRootCommand(p)
	root.SetArgs(args)
	root.SetOut(p.stdout)
	root.SetErr(p.stderr)
	err := root.ExecuteContext(ctx)
	if err == nil {
		return exitOK
	}
	printError(p.stderr, err)
	return exitCode(err)
}

// printf writes a line of the result.
func (p *program) printf(format string, args ...any) error {
	if _, err := fmt.Fprintf(p.stdout, format, args...); err != nil {
		return fmt.Errorf("writing to standard output: %w", err)
	}
	return nil
}
