package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/freshet-bench/freshet/harness/pace"
)

// kcat is the usual check by hand: one kcat writes lines that come at the rate,
// another reads them, and a record's latency is from the timestamp that the first
// gave it until the second has printed it.
func kcat() peer {
	return peer{
		name:     "kcat, timestamps",
		measures: "record's timestamp to read",
		version: func(ctx context.Context, _ load) (string, error) {
			out, err := output(ctx, nil, "kcat", "-V")
			return kcatVersion(out), err
		},
		watch: watchKcat,
	}
}

func watchKcat(ctx context.Context, l load, loading chan<- struct{}) (figures, string, error) {
	write := []string{"kcat", "-P", "-b", l.bootstrap, "-t", l.topic, "-X", "acks=all"}
	read := []string{"kcat", "-C", "-b", l.bootstrap, "-t", l.topic, "-o", "beginning", "-u", "-q", "-c", strconv.Itoa(l.records()), "-f", `%T\n`}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	type answer struct {
		ages []time.Duration
		err  error
	}
	readers := make(chan answer, 1)
	go func() {
		ages, err := agesOf(ctx, read, l.records())
		if err != nil {
			cancel() // the writer would go on for nobody
		}
		readers <- answer{ages, err}
	}()
	close(loading)
	_, err := output(ctx, &paced{ctx: ctx, load: l, begin: time.Now()}, write...)
	if err != nil {
		cancel()
	}
	got := <-readers
	if got.err != nil {
		err = got.err
	}
	if err != nil {
		return nil, "", err
	}
	return byRank(got.ages), typed(write...) + " | " + typed(read...), nil
}

// paced is lines of a record each, at the load's rate from begin on.
type paced struct {
	ctx   context.Context
	load  load
	begin time.Time
	next  int
	rest  []byte
}

// Read blocks until a line is due; a reader that is late gets the lines that it
// missed at once.
func (p *paced) Read(into []byte) (int, error) {
	if len(p.rest) == 0 {
		if p.next == p.load.records() {
			return 0, io.EOF
		}
		due := p.begin.Add(time.Duration(p.next) * time.Second / time.Duration(p.load.rate))
		if !pace.Wait(p.ctx, time.Until(due)) {
			return 0, p.ctx.Err()
		}
		p.next++
		p.rest = append(slices.Repeat([]byte{'x'}, recordBytes), '\n')
	}
	n := copy(into, p.rest)
	p.rest = p.rest[n:]
	return n, nil
}

// agesOf runs a program that prints the timestamp of each of n records, in
// milliseconds, and takes their ages as they come.
func agesOf(ctx context.Context, args []string, n int) ([]time.Duration, error) {
	cmd := exec.CommandContext(ctx, args[0], args[1:]...)
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	ages, err := agesIn(out, n)
	if err != nil {
		_ = cmd.Process.Kill()
	}
	if waited := cmd.Wait(); err == nil && waited != nil {
		err = fmt.Errorf("%s: %w", args[0], waited)
	}
	return ages, err
}

func agesIn(out io.Reader, n int) ([]time.Duration, error) {
	ages := make([]time.Duration, 0, n)
	lines := bufio.NewScanner(out)
	for len(ages) < n && lines.Scan() {
		ms, err := strconv.ParseInt(strings.TrimSpace(lines.Text()), 10, 64)
		if err != nil {
			return nil, fmt.Errorf("%q is no timestamp", lines.Text())
		}
		ages = append(ages, max(0, time.Since(time.UnixMilli(ms))))
	}
	if len(ages) < n {
		return nil, fmt.Errorf("read %d records of %d: %w", len(ages), n, lines.Err())
	}
	return ages, nil
}

// kcatVersion is what kcat says of itself, in a line.
func kcatVersion(out string) string {
	for line := range strings.Lines(out) {
		if strings.HasPrefix(line, "Version") {
			return strings.TrimSpace(line)
		}
	}
	return lastLine(out)
}
