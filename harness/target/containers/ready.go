package containers

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/moby/moby/api/pkg/stdcopy"
	"github.com/moby/moby/client"
	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"
)

const (
	readyPoll = 50 * time.Millisecond
	// askWithin bounds one question to a broker that may not be there yet.
	askWithin = 2 * time.Second
	// lookEvery is how many polls apart a container is looked at: it may have died.
	lookEvery = 10
	// inSyncPoll is how often replicas are looked at, so also how exact the time is.
	inSyncPoll = 100 * time.Millisecond
)

// connectClients makes the target's own client.
func (t *Target) connectClients() (err error) {
	t.kafka, err = t.newClient(t.Bootstrap()...)
	if err == nil {
		t.admin = kadm.NewClient(t.kafka)
	}
	return err
}

// newClient makes a client that gives up soon on a broker that does not answer and
// looks at metadata anew each time.
func (t *Target) newClient(seeds ...string) (*kgo.Client, error) {
	return kgo.NewClient(
		kgo.SeedBrokers(seeds...), kgo.Dialer(t.Dial), kgo.ClientID("freshet-target"), kgo.DisableClientMetrics(),
		kgo.MetadataMinAge(readyPoll), kgo.RequestTimeoutOverhead(askWithin),
		kgo.RetryBackoffFn(func(int) time.Duration { return readyPoll }),
	)
}

// awaitCluster waits until every broker answers and knows all of them.
func (t *Target) awaitCluster(ctx context.Context) error {
	for i, b := range t.brokers {
		if err := t.awaitAnswer(ctx, b, len(t.brokers)); err != nil {
			return err
		}
		t.heard(b)
		if len(t.brokers) > 1 {
			t.opts.Progress(fmt.Sprintf("%d of %d brokers answer", i+1, len(t.brokers)))
		}
	}
	return nil
}

// heard says that a broker that was away answers, so that faults may take it.
func (t *Target) heard(b *broker) {
	t.mu.Lock()
	defer t.mu.Unlock()
	b.down, b.answered = false, time.Now()
}

// awaitAnswer waits until a broker answers clients, is part of the cluster itself
// and knows at least known brokers.
func (t *Target) awaitAnswer(ctx context.Context, b *broker, known int) error {
	cl, err := t.newClient(b.addr)
	if err != nil {
		return err
	}
	defer cl.Close()
	for i := 1; ; i++ {
		err := answers(ctx, cl, b.id, known)
		if err == nil {
			return t.awaitReady(ctx, b)
		}
		if i%lookEvery == 0 {
			if died := t.lookAt(ctx, b); died != nil {
				return died
			}
		}
		if !pause(ctx, readyPoll) {
			return fmt.Errorf("broker %d does not answer: %w (last: %s)", b.id, context.Cause(ctx), firstLine(err))
		}
	}
}

// answers asks the one broker that the client was seeded with.
func answers(ctx context.Context, cl *kgo.Client, id int32, known int) error {
	ctx, cancel := context.WithTimeout(ctx, askWithin)
	defer cancel()
	req := kmsg.NewPtrMetadataRequest()
	req.Topics = []kmsg.MetadataRequestTopic{}
	resp, err := req.RequestWith(ctx, cl.SeedBrokers()[0])
	if err != nil {
		return err
	}
	for _, b := range resp.Brokers {
		if b.NodeID == id && len(resp.Brokers) >= known {
			return nil
		}
	}
	return fmt.Errorf("it knows %d of %d brokers", len(resp.Brokers), known)
}

// lookAt is an error if the broker's container has ended, with what it said last.
func (t *Target) lookAt(ctx context.Context, b *broker) error {
	return t.ended(ctx, t.containerOf(b), fmt.Sprintf("broker %d", b.id))
}

// ended is an error if a container has ended, with what it said last.
func (t *Target) ended(ctx context.Context, id, what string) error {
	found, err := t.docker.ContainerInspect(ctx, id, client.ContainerInspectOptions{})
	if err != nil || found.Container.State == nil || found.Container.State.Running {
		return nil
	}
	return fmt.Errorf("%s ended with code %d: %s", what, found.Container.State.ExitCode, t.lastWords(ctx, id))
}

// lastWords is the line of a container's log that best says why it ended: the last
// one with an exception or an error, else the last.
func (t *Target) lastWords(ctx context.Context, id string) string {
	logs, err := t.docker.ContainerLogs(ctx, id, client.ContainerLogsOptions{ShowStdout: true, ShowStderr: true, Tail: "100"})
	if err != nil {
		return "its log cannot be read"
	}
	defer func() { _ = logs.Close() }()
	r, w := io.Pipe()
	go func() {
		_, err := stdcopy.StdCopy(w, w, logs)
		_ = w.CloseWithError(err)
	}()
	last, why := "it said nothing", ""
	for lines := bufio.NewScanner(r); lines.Scan(); {
		line := strings.TrimSpace(lines.Text())
		switch {
		case line == "", strings.HasPrefix(line, "at "):
		case strings.Contains(line, "Exception"), strings.Contains(line, "ERROR"), strings.Contains(line, "Error"):
			last, why = line, line
		default:
			last = line
		}
	}
	_, _ = io.Copy(io.Discard, r) // lets the copier end
	if why != "" {
		return why
	}
	return last
}

// AwaitInSync returns when every replica of every partition is in sync.
func (t *Target) AwaitInSync(ctx context.Context) error {
	for {
		behind, err := t.behind(ctx)
		if err == nil && behind == 0 {
			return nil
		}
		if !pause(ctx, inSyncPoll) {
			return errors.Join(fmt.Errorf("%d partitions have a replica that is not in sync: %w", behind, context.Cause(ctx)), err)
		}
	}
}

// behind counts the partitions with a replica out of sync or without a leader.
func (t *Target) behind(ctx context.Context) (int, error) {
	topics, err := t.admin.ListTopicsWithInternal(ctx)
	if err != nil {
		return 0, fmt.Errorf("list the topics: %w", err)
	}
	n := 0
	topics.EachPartition(func(p kadm.PartitionDetail) {
		if p.Err != nil || p.Leader < 0 || len(p.ISR) < len(p.Replicas) {
			n++
		}
	})
	return n, nil
}

// pause waits; false if the context ended first.
func pause(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}
