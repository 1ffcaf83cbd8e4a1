package main

import (
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/freshet-bench/freshet/harness"
	"github.com/freshet-bench/freshet/report"
	"github.com/freshet-bench/freshet/report/live/metrics"
	"github.com/freshet-bench/freshet/scenarios"
)

// batch is what is run of one scenario: one run, or a series of them.
type batch struct {
	scene
	many *seriesRun // nil = one run
}

// labels name the runs of the batch in documents.
func (b *batch) labels() []string {
	if b.many == nil {
		return []string{b.Name}
	}
	return b.many.labels()
}

// runScenes runs the scenarios one after the other. It goes on after a run that
// failed and stops after one that the user ended.
func (p *program) runScenes(ctx context.Context, scenes []scene, flags *runFlags) error {
	batches, err := p.batches(scenes, flags)
	if err != nil {
		return err
	}
	var labels []string
	for _, b := range batches {
		labels = append(labels, b.labels()...)
	}
	defer giveBack(batches)
	sums, err := p.newSummaries(flags.files, flags.format, labels...)
	if err != nil {
		return err
	}
	serving, err := p.serveMetrics(flags.metrics, flags.quiet)
	if err != nil {
		return err
	}
	code := p.runEach(ctx, batches, flags, sums, serving)
	if err := errors.Join(sums.print(p.stdout, flags.format), serving.close()); err != nil {
		return err
	}
	if code == exitOK {
		return nil
	}
	return &exitError{code: code}
}

// batches makes the folders of the series among the scenarios.
func (p *program) batches(scenes []scene, flags *runFlags) ([]batch, error) {
	var list []batch
	for _, sc := range scenes {
		b := batch{scene: sc}
		if flags.makesMany(sc) {
			many, err := p.openSeries(sc, flags, len(scenes) > 1)
			if err != nil {
				giveBack(list)
				return nil, err
			}
			b.many = many
		}
		list = append(list, b)
	}
	return list, nil
}

// giveBack lets other processes have the folders of series that are not made after all.
func giveBack(list []batch) {
	for _, b := range list {
		if b.many != nil {
			_ = b.many.held.Close()
		}
	}
}

// listening is the program that also has the interrupts of signals, which listens
// all the time: one that comes between two runs interrupts the second as it begins.
func (p *program) listening(signals <-chan os.Signal) *program {
	same := *p
	same.notify = func() (<-chan os.Signal, func()) {
		if len(signals) > 0 {
			return signals, func() {}
		}
		return p.notify()
	}
	return &same
}

// runEach runs the batches and returns the worst exit code.
func (p *program) runEach(ctx context.Context, batches []batch, flags *runFlags, sums *summaries, serving *endpoint) int {
	signals, silence := p.notify()
	defer silence()
	p = p.listening(signals)
	code, at := exitOK, 0
	for _, b := range batches {
		if len(batches) > 1 && !flags.quiet {
			fmt.Fprintf(p.stderr, "\n%s\n", b.Name)
		}
		if b.many != nil {
			code = worst(code, p.runSeries(ctx, b.many, flags, sums, at, serving))
		} else {
			code = worst(code, p.runAlone(ctx, b.scene, flags, len(batches) > 1, sums, at, serving))
		}
		if code == exitInterrupted {
			break
		}
		at += len(b.labels())
	}
	return code
}

// runAlone runs a scenario once; at is its place among the summaries.
func (p *program) runAlone(ctx context.Context, sc scene, flags *runFlags, several bool, sums *summaries, at int, serving *endpoint) int {
	code := exitOK
	tell := func(err error) {
		if err != nil {
			printError(p.stderr, err)
		}
		code = worst(code, exitCode(err))
	}
	done := ran{Finished: report.Finished{Scenario: sc.Name}}
	dir, err := p.recordFolder(sc.Name, flags.out, several)
	if err != nil {
		done.Err, done.err = err, err
	} else {
		done = p.runOne(ctx, job{sc: sc.Scenario, on: flags.targets[0], dir: dir, again: again(sc, flags)}, flags, serving)
	}
	tell(done.err)
	tell(sums.end(at, done.Finished))
	if done.interrupted {
		code = worst(code, exitInterrupted)
	}
	if code != exitInterrupted {
		p.awaitScrape(ctx, serving)
	}
	return code
}

// again is the command that makes the runs of a scenario again.
func again(sc scene, flags *runFlags) []string {
	return append([]string{"freshet", "run", sc.arg}, flags.arguments(sc)...)
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

// job is one run to make.
type job struct {
	sc    *scenarios.Scenario
	on    *targetFlags
	dir   string   // of its record
	again []string // the command that makes it again
	// above is a line above its live view, and its result is told with that of others;
	// nil = it is run by itself.
	above func() string
}

// ran is a run that has ended.
type ran struct {
	report.Finished
	err         error // that decides the exit code; nil if every expectation held
	interrupted bool  // by the user, if only while its report was written
}

// runOne makes a run and shows its result.
func (p *program) runOne(ctx context.Context, j job, flags *runFlags, serving *endpoint) (done ran) {
	done.Scenario = j.sc.Name
	signals, silence := p.notify()
	defer silence()
	ctx, watch := watchSignals(ctx, signals)
	defer watch.stop()
	defer func() { done.interrupted = watch.interrupted() || exitCode(done.err) == exitInterrupted }()
	result, err := p.drive(ctx, j, flags, serving, watch)
	done.Err, done.err = err, err
	if result == nil {
		return done
	}
	done.Record, done.Outcome = result.Record, result.Outcome
	serving.end(done.Outcome)
	shown := p.showRun(result.Record, result.Outcome, j, flags.format)
	if done.err == nil {
		done.err = shown
	}
	if done.err == nil {
		done.err = verdict(result.Outcome)
	}
	return done
}

// drive opens the target and drives it through the scenario.
func (p *program) drive(ctx context.Context, j job, flags *runFlags, serving *endpoint, watch watch) (*harness.Result, error) {
	progress := p.newProgress(flags.quiet, j.above)
	defer progress.close()
	tgt, err := j.on.open(p.getenv, progress.starting)
	if err != nil {
		return nil, err
	}
	version := readBuild().short()
	result, err := p.runScene(ctx, j.sc, tgt, harness.Options{
		Out:       j.dir,
		Version:   version,
		Command:   j.again,
		Interrupt: watch.drain,
		Observe: observeAll(progress.observer(),
			serving.observer(metrics.Run{Target: j.on.name.String(), Version: version, Seed: j.sc.Seed})),

		Scrape:      flags.scrape.pages(),
		ScrapeEvery: flags.scrape.every,
	})
	if err != nil {
		err = runError(ctx, err)
	}
	return result, err
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
