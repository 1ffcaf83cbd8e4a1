package main

import (
	"context"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// stats are the columns of the table.
var stats = []string{"p50", "p95", "p99", "p99.9", "maximum"}

// figures are latencies by statistic, as a tool reports them; what it does not report
// is absent.
type figures map[string]time.Duration

// peer is a tool that reports latencies of a Kafka cluster.
type peer struct {
	name string
	// measures is what its figures are said to be of.
	measures string
	// version asks the tool for its version.
	version func(ctx context.Context, l load) (string, error)
	// watch loads the broker, closing loading when the load begins, and returns what
	// the tool reported at its end, and the command that a person would type.
	watch func(ctx context.Context, l load, loading chan<- struct{}) (figures, string, error)
}

// peers are the tools in the order of the table.
func peers() []peer {
	return []peer{freshet(), perfTest(), endToEnd(), sarama(), kcat()}
}

// milliseconds reads a number of milliseconds.
func milliseconds(text string) (time.Duration, error) {
	ms, err := strconv.ParseFloat(text, 64)
	if err != nil || ms < 0 {
		return 0, fmt.Errorf("%q is no number of milliseconds", text)
	}
	return time.Duration(ms * float64(time.Millisecond)), nil
}

// read finds a figure for each pattern in a text: its last match counts, as tools
// print their summary at the end.
func read(text string, patterns map[string]*regexp.Regexp) (figures, error) {
	out := figures{}
	for stat, pattern := range patterns {
		found := pattern.FindAllStringSubmatch(text, -1)
		if found == nil {
			return nil, fmt.Errorf("no %s in its output, which ends with %q", stat, lastLine(text))
		}
		d, err := milliseconds(found[len(found)-1][1])
		if err != nil {
			return nil, fmt.Errorf("%s: %w", stat, err)
		}
		out[stat] = d
	}
	return out, nil
}

// typed is a command as one types it.
func typed(args ...string) string { return strings.Join(args, " ") }
