package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/freshet-bench/freshet/harness"
	"github.com/freshet-bench/freshet/report"
)

// runScenes runs the scenarios one after the other. It goes on after a run that
// failed and stops after one that the user ended.
func (p *program) runScenes(ctx context.Context, scenes []scene, flags runFlags) error {
	sums, err := p.newSummaries(flags.files, sceneNames(scenes)...)
	if err != nil {
		return err
	}
	code := exitOK
	for i, sc := range scenes {
		if len(scenes) > 1 && !flags.quiet {
			fmt.Fprintf(p.stderr, "\n%s\n", sc.Name)
		}
		done, err := p.runOne(ctx, sc, flags, len(scenes) > 1)
		for _, err := range []error{err, sums.end(i, done)} {
			if err != nil {
				printError(p.stderr, err)
			}
			code = worst(code, exitCode(err))
		}
		if code == exitInterrupted {
			break
		}
	}
	if err := sums.print(p.stdout, flags.format); err != nil {
		return err
	}
	if code == exitOK {
		return nil
	}
	return &exitError{code: code}
}

// runOne runs one scenario and shows its result.
func (p *program) runOne(ctx context.Context, sc scene, flags runFlags, several bool) (done report.Finished, err error) {
	done.Scenario = sc.Name
	dir, err := p.recordFolder(sc.Name, flags.out, several)
	if err != nil {
		done.Err = err
		return done, err
	}
	signals, silence := p.notify()
	defer silence()
	ctx, watch := watchSignals(ctx, signals)
	defer watch.stop()
	again := append([]string{"freshet", "run", sc.arg}, flags.arguments(sc.Seed)...)
	progress := p.newProgress(flags.quiet)
	result, err := p.runScene(ctx, sc.Scenario, flags.on.open(progress.starting), harness.Options{
		Out:       dir,
		Version:   readBuild().short(),
		Command:   again,
		Interrupt: watch.drain,
		Observe:   progress.observer(),
	})
	progress.close()
	if err != nil {
		done.Err = runError(ctx, err)
	}
	if result == nil {
		return done, done.Err
	}
	done.Record, done.Outcome = result.Record, result.Outcome
	shown := p.showRun(result.Record, result.Outcome, again, flags.format)
	switch {
	case done.Err != nil:
		return done, done.Err
	case shown != nil:
		return done, shown
	}
	return done, verdict(result.Outcome)
}

// runError tells a run that the user ended, before its load or at once, from one
// that failed.
func runError(ctx context.Context, err error) error {
	switch {
	case errors.Is(err, harness.ErrInterrupted):
		return &exitError{code: exitInterrupted, err: err}
	case ctx.Err() != nil:
		return &exitError{code: exitInterrupted, err: errors.New("stopped at once: what was in flight was neither drained nor verified")}
	}
	return &exitError{code: exitFailed, err: err}
}
