package replicas

import (
	"context"
	"fmt"
	"slices"

	"github.com/twmb/franz-go/pkg/kadm"
)

// Held is the bytes of every replica, by broker.
type Held map[int32]map[Partition]int64

// Copied is the bytes that brokers got of each other since before: replicas that
// are new to a broker, all that an emptied broker holds, and what brokers that were
// behind have more. What was produced meanwhile is in it.
func (h Held) Copied(before Held, emptied, behind []int32) int64 {
	var sum int64
	for broker, of := range h {
		for p, size := range of {
			was, had := before[broker][p]
			switch {
			case !had || slices.Contains(emptied, broker):
				sum += size
			case slices.Contains(behind, broker):
				sum += max(size-was, 0)
			}
		}
	}
	return sum
}

// Held is what the log dirs of those brokers that answer hold. It is an error if
// none does.
func (a Admin) Held(ctx context.Context) (Held, error) {
	dirs, err := a.Client.DescribeAllLogDirs(ctx, nil)
	if len(dirs) == 0 && err != nil {
		return nil, fmt.Errorf("describe the log dirs: %w", err)
	}
	out := Held{}
	for broker, of := range dirs {
		sizes := map[Partition]int64{}
		of.EachPartition(func(p kadm.DescribedLogDirPartition) {
			// A replica that is being moved to another disk is there twice.
			sizes[Partition{p.Topic, p.Partition}] = max(sizes[Partition{p.Topic, p.Partition}], p.Size)
		})
		out[broker] = sizes
	}
	return out, nil
}
