package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/freshet-bench/freshet/harness"
	"github.com/freshet-bench/freshet/report"
	"github.com/freshet-bench/freshet/report/live/metrics"
)

// runScenes runs the scenarios one after the other. It goes on after a run that
// failed and stops after one that the user ended.
func (p *program) runScenes(ctx context.Context, scenes []scene, flags runFlags) error {
	sums, err := p.newSummaries(flags.files, sceneNames(scenes)...)
	if err != nil {
		return err
	}
	serving, err := p.serveMetrics(flags.metrics, flags.quiet)
	if err != nil {
		return err
	}
	code := p.runEach(ctx, scenes, flags, sums, serving)
	if err := errors.Join(sums.print(p.stdout, flags.format), serving.close()); err != nil {
		return err
	}
	if code == exitOK {
		return nil
	}
	return &exitError{code: code}
}

// runEach runs the scenarios and returns the worst exit code.
func (p *program) runEach(ctx context.Context, scenes []scene, flags runFlags, sums *summaries, serving *endpoint) int {
	code := exitOK
	for i, sc := range scenes {
		if len(scenes) > 1 && !flags.quiet {
			fmt.Fprintf(p.stderr, "\n%s\n", sc.Name)
		}
		done, err := p.runOne(ctx, sc, flags, serving, len(scenes) > 1)
		for _, err := range []error{err, sums.end(i, done)} {
			if err != nil {
				printError(p.stderr, err)
			}
			code = worst(code, exitCode(err))
		}
		if code == exitInterrupted {
			break
		}
		p.awaitScrape(ctx, serving)
	}
	return code
}

// awaitScrape lets whoever scrapes a run see how it ended. An interrupt ends the
// wait alone.
func (p *program) awaitScrape(ctx context.Context, serving *endpoint) {
	signals, silence := p.notify()
	defer silence()
	_, watch := watchSignals(ctx, signals)
	defer watch.stop()
	serving.await(watch.drain)
}

// runOne runs one scenario and shows its result.
func (p *program) runOne(ctx context.Context, sc scene, flags runFlags, serving *endpoint, several bool) (done report.Finished, err error) {
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
	again := append([]string{"freshet", "run", sc.arg}, flags.arguments(sc)...)
	progress := p.newProgress(flags.quiet)
	tgt, err := flags.on.open(p.getenv, progress.starting)
	if err != nil {
		done.Err = err
		return done, err
	}
	version := readBuild().short()
	result, err := p.runScene(ctx, sc.Scenario, tgt, harness.Options{
		Out:       dir,
		Version:   version,
		Command:   again,
		Interrupt: watch.drain,
		Observe: observeAll(progress.observer(),
			serving.observer(metrics.Run{Target: flags.on.name.String(), Version: version, Seed: sc.Seed})),

		Scrape:      flags.scrape.pages(),
		ScrapeEvery: flags.scrape.every,
	})
	progress.close()
	if err != nil {
		done.Err = runError(ctx, err)
	}
	if result == nil {
		return done, done.Err
	}
	done.Record, done.Outcome = result.Record, result.Outcome
	serving.end(done.Outcome)
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
