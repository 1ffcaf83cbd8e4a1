package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/freshet-bench/freshet/harness"
)

// runScenes runs the scenarios one after the other. It goes on after a run that
// failed and stops after one that the user ended.
func (p *program) runScenes(ctx context.Context, scenes []scene, flags runFlags) error {
	code := exitOK
	for _, sc := range scenes {
		if len(scenes) > 1 && !flags.quiet {
			fmt.Fprintf(p.stderr, "\n%s\n", sc.Name)
		}
		err := p.runOne(ctx, sc, flags, len(scenes) > 1)
		if err != nil {
			printError(p.stderr, err)
		}
		code = worst(code, exitCode(err))
		if code == exitInterrupted {
			break
		}
	}
	if code == exitOK {
		return nil
	}
	return &exitError{code: code}
}

// runOne runs one scenario and shows its result.
func (p *program) runOne(ctx context.Context, sc scene, flags runFlags, several bool) error {
	dir, err := p.recordFolder(sc.Name, flags.out, several)
	if err != nil {
		return err
	}
	signals, silence := p.notify()
	defer silence()
	ctx, watch := watchSignals(ctx, signals)
	defer watch.stop()
	again := append([]string{"freshet", "run", sc.arg}, flags.arguments(sc.Seed)...)
	progress := p.newProgress(flags.quiet)
	tgt, err := flags.on.open(p.getenv, progress.starting)
	if err != nil {
		return err
	}
	result, err := p.runScene(ctx, sc.Scenario, tgt, harness.Options{
		Out:       dir,
		Version:   readBuild().short(),
		Command:   again,
		Interrupt: watch.drain,
		Observe:   progress.observer(),

		Scrape:      flags.scrape.pages(),
		ScrapeEvery: flags.scrape.every,
	})
	progress.close()
	if result == nil {
		return runError(ctx, err)
	}
	shown := p.showRun(result, again, flags.format)
	switch {
	case err != nil:
		return runError(ctx, err)
	case shown != nil:
		return shown
	}
	return verdict(result.Outcome)
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
