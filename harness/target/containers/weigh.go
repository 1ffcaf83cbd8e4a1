package containers

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"sync"

	"github.com/moby/moby/api/types/container"
	"github.com/moby/moby/client"

	"github.com/freshet-bench/freshet/harness/target"
	"github.com/freshet-bench/freshet/harness/target/replicas"
)

// Held is what each broker that answers holds, by its log dirs.
func (t *Target) Held(ctx context.Context) (replicas.Held, error) {
	ctx, cancel := context.WithTimeout(ctx, faultWithin)
	defer cancel()
	return replicas.Admin{Client: t.admin}.Held(ctx)
}

// Interfaces is what Docker counted at the brokers' network interfaces. It may take
// a second or two, in which Docker waits and nothing is disturbed.
func (t *Target) Interfaces(ctx context.Context) (map[int32]target.Interfaces, error) {
	ctx, cancel := context.WithTimeout(ctx, faultWithin)
	defer cancel()
	t.mu.Lock()
	containers, starts := map[int32]string{}, map[int32]int{}
	for _, b := range t.brokers {
		if !b.down {
			containers[b.id], starts[b.id] = b.container, b.starts
		}
	}
	t.mu.Unlock()
	out := map[int32]target.Interfaces{}
	var errs []error
	var mu sync.Mutex
	var wg sync.WaitGroup
	for id, name := range containers {
		wg.Go(func() {
			counts, err := t.interfaces(ctx, name)
			counts.Start = name + "/" + strconv.Itoa(starts[id])
			mu.Lock()
			defer mu.Unlock()
			if err != nil {
				errs = append(errs, fmt.Errorf("network counts of broker %d: %w", id, err))
				return
			}
			out[id] = counts
		})
	}
	wg.Wait()
	return out, errors.Join(errs...)
}

func (t *Target) interfaces(ctx context.Context, name string) (target.Interfaces, error) {
	stats, err := t.docker.ContainerStats(ctx, name, client.ContainerStatsOptions{})
	if err != nil {
		return target.Interfaces{}, err
	}
	defer func() { _ = stats.Body.Close() }()
	var found container.StatsResponse
	if err := json.NewDecoder(stats.Body).Decode(&found); err != nil {
		return target.Interfaces{}, err
	}
	var out target.Interfaces
	for _, n := range found.Networks {
		out.Received += int64(n.RxBytes)
		out.Sent += int64(n.TxBytes)
	}
	return out, nil
}
