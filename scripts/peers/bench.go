package main

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"time"

	"github.com/freshet-bench/freshet/harness/pace"
	"github.com/freshet-bench/freshet/harness/target"
	"github.com/freshet-bench/freshet/harness/target/containers"
)

// brokerEnv keeps a broker that stood still for longer than Kafka's session timeout
// from being fenced by itself when it goes on.
var brokerEnv = map[string]string{"KAFKA_HEAP_OPTS": "-Xmx1g", "KAFKA_BROKER_SESSION_TIMEOUT_MS": "60000"}

// bench is the broker that all tools load, and what is done to it.
type bench struct {
	tgt    *containers.Target
	image  string
	topics int
	say    func(string)
}

// load is what one tool is asked for.
type load struct {
	settings
	rate      int    // records/s
	bootstrap string // host:port
	topic     string
	image     string
}

// records is how many there are in the length.
func (l load) records() int { return int(float64(l.rate) * l.length.Seconds()) }

// stalled is when the broker really stood still, from the call that stopped it to
// the one that let it go on.
type stalled struct{ begin, end time.Time }

// seen is what a tool reported, and of what.
type seen struct {
	figures figures
	stalled stalled
	command string
	version string
}

func startBench(ctx context.Context, say func(string)) (*bench, error) {
	tgt := containers.New(containers.Options{Brokers: 1, Env: brokerEnv, Progress: say})
	if err := tgt.Start(ctx, target.Needs{Brokers: 1, Prefix: "peers"}); err != nil {
		return nil, err
	}
	return &bench{tgt: tgt, image: cmp.Or(os.Getenv(containers.ImageVariable), containers.DefaultImage), say: say}, nil
}

func (b *bench) close() {
	if err := b.tgt.Close(); err != nil {
		b.say(err.Error())
	}
}

// watch has one tool load a topic of its own while the broker stands still.
func (b *bench) watch(ctx context.Context, p peer, l load) (seen, error) {
	b.topics++
	l.bootstrap, l.image, l.topic = b.tgt.Bootstrap()[0], b.image, fmt.Sprintf("peers-%d", b.topics)
	if err := b.tgt.Prepare(ctx, []target.Topic{{Name: l.topic, Partitions: 6, Replication: 1}}); err != nil {
		return seen{}, err
	}
	ctx, cancel := context.WithTimeout(ctx, l.length+l.stall+2*time.Minute)
	defer cancel()
	version, err := p.version(ctx, l)
	if err != nil {
		return seen{}, err
	}
	loading, paused := make(chan struct{}), make(chan stalled, 1)
	go func() { paused <- b.pause(ctx, loading, l) }()
	figures, command, err := p.watch(ctx, l, loading)
	cancel()
	got := seen{figures: figures, command: command, version: version, stalled: <-paused}
	if err == nil && got.stalled.end.IsZero() {
		err = errors.New("it ended before the broker had stood still")
	}
	return got, err
}

// pause lets the broker stand still once, some time after load began.
func (b *bench) pause(ctx context.Context, loading <-chan struct{}, l load) (s stalled) {
	select {
	case <-loading:
	case <-ctx.Done():
		return s
	}
	if !pace.Wait(ctx, l.before) {
		return s
	}
	begin := time.Now()
	release, err := b.tgt.Stall(ctx, b.tgt.BrokerIDs())
	if err != nil {
		b.say("the broker could not be paused: " + err.Error())
		return s
	}
	held := pace.Wait(ctx, l.stall)
	release()
	if held {
		s = stalled{begin, time.Now()}
	}
	return s
}

// output runs a program and returns everything that it printed. in, if not nil, is its
// standard input.
func output(ctx context.Context, in io.Reader, args ...string) (string, error) {
	var out bytes.Buffer
	cmd := exec.CommandContext(ctx, args[0], args[1:]...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = in, &out, &out
	if err := cmd.Run(); err != nil {
		return "", fmt.Errorf("%s: %w: %s", args[0], err, lastLine(out.String()))
	}
	return out.String(), nil
}

func lastLine(text string) string {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	return lines[len(lines)-1]
}
