package containers

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/moby/moby/api/types/container"
	"github.com/moby/moby/client"

	"github.com/freshet-bench/freshet/results"
)

// askStats asks Docker what a container uses, which costs its daemon some CPU and
// up to a second.
func (t *Target) askStats(ctx context.Context, b *broker) (map[string]float64, error) {
	answer, err := t.docker.ContainerStats(ctx, t.containerOf(b), client.ContainerStatsOptions{})
	if err != nil {
		return nil, err
	}
	defer func() { _ = answer.Body.Close() }()
	var stats container.StatsResponse
	if err := json.NewDecoder(answer.Body).Decode(&stats); err != nil {
		return nil, fmt.Errorf("read Docker's stats: %w", err)
	}
	return fromStats(stats), nil
}

// fromStats picks the quantities out of Docker's answer. A container that does not
// run has none.
func fromStats(s container.StatsResponse) map[string]float64 {
	if s.CPUStats.CPUUsage.TotalUsage == 0 {
		return nil
	}
	inactive := s.MemoryStats.Stats["total_inactive_file"] // cgroup v1
	if inactive == 0 {
		inactive = s.MemoryStats.Stats["inactive_file"] // cgroup v2
	}
	used := map[string]float64{
		results.UsedCPU:    float64(s.CPUStats.CPUUsage.TotalUsage) / float64(time.Second),
		results.UsedMemory: max(float64(s.MemoryStats.Usage)-float64(inactive), 0),
	}
	for _, n := range s.Networks {
		used[results.UsedNetIn] += float64(n.RxBytes)
		used[results.UsedNetOut] += float64(n.TxBytes)
	}
	for _, e := range s.BlkioStats.IoServiceBytesRecursive {
		switch strings.ToLower(e.Op) {
		case "read":
			used[results.UsedDiskRead] += float64(e.Value)
		case "write":
			used[results.UsedDiskWritten] += float64(e.Value)
		}
	}
	return used
}
