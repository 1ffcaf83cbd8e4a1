// Command peers has other tools watch a broker that stands still for some seconds,
// one after the other on one and the same broker in Docker, and prints what each
// reports next to what happened. docs/peers.md shows its table and says how to read
// it.
//
//	go run ./scripts/peers                      # make peers
//	go run ./scripts/peers -rates 5000 -stall 3s -length 20s
//	go run ./scripts/peers -update              # writes the table into docs/peers.md
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strconv"
	"strings"
	"time"
)

const (
	// recordBytes is the size of every record's value.
	recordBytes = 1024
	// page is where the table stands, from the module's folder.
	page = "docs/peers.md"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdout, os.Stderr); err != nil {
		fmt.Fprintln(os.Stderr, "peers:", err)
		os.Exit(1)
	}
}

// settings is what is asked of the command.
type settings struct {
	rates  []int         // records/s
	length time.Duration // of each tool's load
	before time.Duration // of load before the stall
	stall  time.Duration
	update bool
}

func run(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	s, err := parse(args, stderr)
	if err != nil {
		return err
	}
	say := func(line string) { fmt.Fprintln(stderr, line) }
	bench, err := startBench(ctx, say)
	if err != nil {
		return err
	}
	defer bench.close()
	table := newTable(s)
	for _, rate := range s.rates {
		for _, p := range peers() {
			say(fmt.Sprintf("%s at %d records/s, %v, broker paused for %v after %v", p.name, rate, s.length, s.stall, s.before))
			got, err := bench.watch(ctx, p, load{rate: rate, settings: s})
			if ctx.Err() != nil {
				return ctx.Err()
			}
			table.add(rate, p, got, err)
			if err != nil {
				say(p.name + ": " + err.Error())
			}
		}
	}
	text := table.String()
	fmt.Fprint(stdout, text)
	if !s.update {
		return nil
	}
	return writePage(page, text)
}

func parse(args []string, stderr io.Writer) (settings, error) {
	s := settings{}
	flags := flag.NewFlagSet("peers", flag.ContinueOnError)
	flags.SetOutput(stderr)
	rates := flags.String("rates", "5000,20000", "records/s of 1 KiB, one table each")
	flags.DurationVar(&s.length, "length", time.Minute, "how long each tool loads the broker")
	flags.DurationVar(&s.before, "before", 20*time.Second, "how long it does so before the broker stands still")
	flags.DurationVar(&s.stall, "stall", 10*time.Second, "how long the broker stands still")
	flags.BoolVar(&s.update, "update", false, "write the generated part of "+page)
	if err := flags.Parse(args); err != nil {
		return s, err
	}
	for _, text := range strings.Split(*rates, ",") {
		rate, err := strconv.Atoi(strings.TrimSpace(text))
		if err != nil || rate < 1 {
			return s, fmt.Errorf("-rates %q: expected whole records/s above 0, with commas between", text)
		}
		s.rates = append(s.rates, rate)
	}
	if s.stall <= 0 || s.before <= 0 || s.before+s.stall >= s.length {
		return s, fmt.Errorf("-before %v and -stall %v have to be above 0 and to end within -length %v", s.before, s.stall, s.length)
	}
	return s, nil
}
