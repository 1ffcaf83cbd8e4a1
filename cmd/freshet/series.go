package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"time"

	"github.com/freshet-bench/freshet/report"
	"github.com/freshet-bench/freshet/results"
	"github.com/freshet-bench/freshet/results/series"
	"github.com/freshet-bench/freshet/scenarios"
)

// seriesRun is many runs of one scenario under way: its variants on its targets, in
// rounds, in one folder.
type seriesRun struct {
	scene
	dir     string
	file    *series.Series
	resumed bool
	held    io.Closer // the lock of the folder
	again   []string  // the command that makes all runs again
	rows    map[int]report.SeriesRow
}

// labels name the runs in documents.
func (r *seriesRun) labels() []string {
	var list []string
	for _, run := range r.file.Runs {
		list = append(list, fmt.Sprintf("%s, %s", r.Name, r.describe(run)))
	}
	return list
}

// describe says which run it is: "run 3 of 10: random on kafka, round 1 of 2".
func (r *seriesRun) describe(run series.Run) string {
	text := fmt.Sprintf("run %d of %d", run.N, len(r.file.Runs))
	variants, targets := r.file.Varied()
	switch {
	case variants && targets:
		text += ": " + run.Side().String()
	case variants:
		text += ": " + run.Variant
	case targets:
		text += ": " + run.Target
	}
	if r.file.Rounds > 1 && len(r.file.Sides) > 1 {
		text += fmt.Sprintf(", round %d of %d", run.Round, r.file.Rounds)
	}
	return text
}

// variant is the scenario of a side.
func (r *seriesRun) variant(name string) *scenarios.Scenario {
	for _, v := range r.variants {
		if v.Variant == name {
			return v
		}
	}
	return r.Scenario
}

// load is how long the load of a run goes on.
func (r *seriesRun) load(run series.Run) time.Duration { return r.variant(run.Variant).Duration }

// left says how long all runs still take.
func (r *seriesRun) left(now time.Time) string {
	left, sure := r.file.Left(r.load, now)
	about := "about"
	if !sure {
		about = "at least"
	}
	return fmt.Sprintf("%s %s left in all", about, spokenLength(left))
}

// runSeries makes the runs that have not been made, and returns the worst exit code
// of all; at is the place of the first among the summaries.
func (p *program) runSeries(ctx context.Context, r *seriesRun, flags *runFlags, sums *summaries, at int, serving *endpoint) int {
	defer func() { _ = r.held.Close() }()
	code := exitOK
	for i := range r.file.Runs {
		if r.file.Runs[i].Done() {
			code = worst(code, p.recall(r, i, sums, at+i, flags.format))
			continue
		}
		done, err := p.runNext(ctx, r, i, flags, serving)
		if err != nil {
			printError(p.stderr, err)
			return worst(code, exitCode(err))
		}
		code = worst(code, exitCode(done.err))
		r.rows[r.file.Runs[i].N] = report.NewSeriesRow(&done.Finished)
		if err := sums.end(at+i, done.Finished); err != nil {
			printError(p.stderr, err)
			code = worst(code, exitCode(err))
		}
		if done.interrupted {
			code = worst(code, exitInterrupted)
			break
		}
		p.awaitScrape(ctx, serving)
	}
	if err := p.showSeries(r, flags.format); err != nil {
		printError(p.stderr, err)
		code = worst(code, exitCode(err))
	}
	return code
}

// runNext makes the i-th run. Before it and after it the file says so, so that
// whoever kills this process finds what to go on with. The error is one that ends
// the series: a run that failed is in done.
func (p *program) runNext(ctx context.Context, r *seriesRun, i int, flags *runFlags, serving *endpoint) (done ran, err error) {
	run := &r.file.Runs[i]
	if run.Begun() { // and was cut short: what it left stays
		r.file.Again(i, r.taken)
	}
	sc, err := r.variant(run.Variant).WithSeed(run.Seed)
	if err != nil {
		return done, err
	}
	on, err := targetNamed(flags.targets, run.Target)
	if err != nil {
		return done, err
	}
	run.Began = p.now()
	if err := r.file.Write(r.dir); err != nil {
		return done, fmt.Errorf("%s: %w", r.dir, err)
	}
	if !flags.quiet {
		fmt.Fprintf(p.stderr, "\n%s, %s; %s\n", r.Name, r.describe(*run), r.left(p.now()))
	}
	single := scene{arg: r.arg, preset: r.preset, Scenario: sc}
	done = p.runOne(ctx, job{
		sc: sc, on: on, dir: filepath.Join(r.dir, run.Folder), again: again(single, flags.one(run.Variant, on)),
		above: func() string { return fmt.Sprintf("%s; %s", r.describe(*run), r.left(p.now())) },
	}, flags, serving)
	if done.interrupted {
		return done, nil
	}
	return done, p.endRun(r, run, &done, flags.quiet)
}

// endRun notes how a run ended.
func (p *program) endRun(r *seriesRun, run *series.Run, done *ran, quiet bool) error {
	run.Ended, run.Exit = p.now(), exitCode(done.err)
	if run.Ended.Before(run.Began) {
		run.Ended = run.Began // the clock was set back
	}
	if run.Exit == exitFailed && done.err != nil {
		run.Error = runFailure(done)
	}
	if !quiet {
		row := report.NewSeriesRow(&done.Finished)
		fmt.Fprintf(p.stderr, "Run %d: %s\n", run.N, row)
	}
	if err := r.file.Write(r.dir); err != nil {
		return fmt.Errorf("%s: %w", r.dir, err)
	}
	return nil
}

// runFailure says why a run failed.
func runFailure(done *ran) string {
	if done.Outcome != nil && done.Err == nil {
		return done.Outcome.Failure
	}
	return oneError(done.err)
}

// recall takes a run that was made before into the documents, from its record.
func (p *program) recall(r *seriesRun, i int, sums *summaries, at int, as format) int {
	run := r.file.Runs[i]
	done := report.Finished{Scenario: r.Name}
	if run.Error != "" {
		done.Err = fmt.Errorf("%s", run.Error)
	}
	rec, err := results.Open(filepath.Join(r.dir, run.Folder))
	switch {
	case err == nil:
		done.Record, done.Outcome = rec, rec.Stored
		if rec.Stored == nil {
			done.Outcome = results.Judge(rec)
		}
	case run.Error == "":
		done.Err = err
	}
	r.rows[run.N] = report.NewSeriesRow(&done)
	err = sums.end(at, done)
	if as.is(formatJSON) && done.Record != nil {
		err = errors.Join(err, p.writeResult(done.Record, done.Outcome, as))
	}
	if err != nil {
		printError(p.stderr, err)
		return worst(run.Exit, exitCode(err))
	}
	return run.Exit
}

// showSeries writes the table of all runs, and what to do with them; if they are of
// several sides and all were made, also the page of their comparison.
func (p *program) showSeries(r *seriesRun, as format) error {
	if as.is(formatText) {
		at := screenOf(p.stdout, p.getenv)
		if err := report.WriteSeries(p.stdout, r.file, r.rows, report.TextOptions{Color: at.color, Width: at.width()}); err != nil {
			return err
		}
	}
	notes := fmt.Sprintf("\nRuns     %s\nAgain    %s %s\n", r.dir, p.callName(), shellJoin(r.again[1:]))
	switch {
	case !r.complete():
		notes += fmt.Sprintf("Resume   %s run --resume %s\n", p.callName(), shellQuote(r.dir))
	case len(r.file.Sides) > 1:
		notes += p.compareSeries(r.dir)
	}
	return p.printNotes(as, "%s", notes)
}

// complete reports whether every run was made.
func (r *seriesRun) complete() bool {
	for _, run := range r.file.Runs {
		if !run.Done() {
			return false
		}
	}
	return true
}

// spokenLength is a length of time to the second, or from an hour on to the
// minute.
func spokenLength(d time.Duration) string {
	switch d = d.Round(time.Second); {
	case d < time.Minute:
		return fmt.Sprintf("%d s", int(d.Seconds()))
	case d < time.Hour:
		return fmt.Sprintf("%d:%02d min", int(d.Minutes()), int(d.Seconds())%60)
	}
	return fmt.Sprintf("%d:%02d h", int(d.Hours()), int(d.Minutes())%60)
}
