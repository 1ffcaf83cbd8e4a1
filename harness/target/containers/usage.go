package containers

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strconv"
	"time"

	"github.com/containerd/errdefs"
	"github.com/moby/moby/client"

	"github.com/freshet-bench/freshet/harness/target/containers/cgroup"
	"github.com/freshet-bench/freshet/results"
)

const (
	// filesEvery and statsEvery are how far apart samples are: reading files costs
	// next to nothing, Docker's stats call does not.
	filesEvery = 2 * time.Second
	statsEvery = 10 * time.Second
	// statsWithin bounds one of Docker's answers.
	statsWithin = 5 * time.Second
)

// life is a broker's container while it runs.
type life struct {
	pid     int   // of its first process, on Docker's machine
	started int64 // milliseconds since 1970
}

// findUsage finds out whether the kernel's files of the brokers can be read here,
// and then how many cores there are for them and the load.
func (t *Target) findUsage(ctx context.Context) error {
	_, err := t.readFiles(ctx, t.all()[0])
	t.local = err == nil // else another machine, or not our right: Docker is asked
	if !t.local {
		return nil
	}
	info, err := t.docker.Info(ctx, client.InfoOptions{})
	if err != nil {
		return fmt.Errorf("ask Docker about its machine: %w", err)
	}
	t.cores = info.Info.NCPU
	return nil
}

// UsageEvery is how far apart samples are to be taken.
func (t *Target) UsageEvery() time.Duration {
	if t.local {
		return filesEvery
	}
	return statsEvery
}

// Usage samples every broker that runs: from the kernel's files if Docker is on this
// machine, else by Docker's stats call. A broker that is down has no line.
func (t *Target) Usage(ctx context.Context) []results.UsageLine {
	brokers := t.all()
	lines := make([]*results.UsageLine, len(brokers))
	_ = t.each(brokers, func(b *broker) error {
		lines[slices.Index(brokers, b)] = t.usageOf(ctx, b)
		return nil
	})
	var out []results.UsageLine
	for _, l := range lines {
		if l != nil {
			out = append(out, *l)
		}
	}
	return out
}

// usageOf is a broker's line; nil if its container does not run.
func (t *Target) usageOf(ctx context.Context, b *broker) *results.UsageLine {
	l := results.UsageLine{Broker: strconv.Itoa(int(b.id)), From: results.UsageDocker}
	var err error
	if t.local {
		l.From = results.UsageCgroup
		l.Values, err = t.readFiles(ctx, b)
	} else {
		ctx, cancel := context.WithTimeout(ctx, statsWithin)
		defer cancel()
		if err = t.lookUp(ctx, b); err == nil {
			l.Values, err = t.askStats(ctx, b)
		}
	}
	if err != nil && !errors.Is(err, errDown) && !errors.Is(err, cgroup.ErrOther) {
		l.Missing = firstLine(err)
		return &l
	}
	if len(l.Values) == 0 {
		return nil
	}
	l.Life = b.life.started
	return &l
}

// errDown says that a container does not run.
var errDown = errors.New("its container does not run")

// readFiles reads a container's files. A process that is gone may have a successor,
// after which Docker is asked.
func (t *Target) readFiles(ctx context.Context, b *broker) (map[string]float64, error) {
	root := os.DirFS("/")
	if b.life.pid != 0 {
		used, err := cgroup.Read(root, b.life.pid, t.containerOf(b))
		if err == nil {
			return used, nil
		}
	}
	if err := t.lookUp(ctx, b); err != nil {
		return nil, err
	}
	return cgroup.Read(root, b.life.pid, t.containerOf(b))
}

// lookUp asks Docker for the container's process.
func (t *Target) lookUp(ctx context.Context, b *broker) error {
	id := t.containerOf(b)
	if id == "" { // it is being made
		b.life = life{}
		return errDown
	}
	found, err := t.docker.ContainerInspect(ctx, id, client.ContainerInspectOptions{})
	if errdefs.IsNotFound(err) { // it is being replaced, or has gone
		b.life = life{}
		return errDown
	}
	if err != nil {
		return err
	}
	state := found.Container.State
	if state == nil || !state.Running || state.Pid == 0 {
		b.life = life{}
		return errDown
	}
	started, err := time.Parse(time.RFC3339Nano, state.StartedAt)
	if err != nil {
		return fmt.Errorf("when the container was started: %w", err)
	}
	b.life = life{state.Pid, started.UnixMilli()}
	return nil
}
