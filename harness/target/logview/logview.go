// Package logview reads a topic's log with a client of its own, for tests that hold
// what a run reports against what the log holds.
package logview

import (
	"context"
	"fmt"
	"time"

	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/freshet-bench/freshet/harness/target"
)

// Client makes a client of a started target.
func Client(t target.Target, opts ...kgo.Opt) (*kgo.Client, error) {
	all := append(t.ClientOpts(), kgo.SeedBrokers(t.Bootstrap()...), kgo.Dialer(t.Dial),
		kgo.MetadataMinAge(100*time.Millisecond), kgo.FetchMaxWait(250*time.Millisecond), kgo.DisableClientMetrics())
	return kgo.NewClient(append(all, opts...)...)
}

// Read is the records of a topic from its beginning to its present end, each
// partition in order of offset and markers of transactions left out; with committed
// only those that a read_committed consumer is given.
func Read(ctx context.Context, t target.Target, topic string, committed bool) ([]*kgo.Record, error) {
	isolation := kgo.ReadUncommitted()
	if committed {
		isolation = kgo.ReadCommitted()
	}
	cl, err := Client(t, kgo.ConsumeTopics(topic), kgo.ConsumeResetOffset(kgo.NewOffset().AtStart()),
		kgo.FetchIsolationLevel(isolation), kgo.KeepControlRecords())
	if err != nil {
		return nil, err
	}
	defer cl.CloseAllowingRebalance()
	left, err := ends(ctx, cl, topic, committed)
	if err != nil {
		return nil, err
	}
	var out []*kgo.Record
	for len(left) > 0 {
		fetches := cl.PollFetches(ctx)
		if err := fetches.Err(); err != nil {
			return nil, fmt.Errorf("read %s, with %d partitions left: %w", topic, len(left), err)
		}
		fetches.EachRecord(func(r *kgo.Record) {
			end, reading := left[r.Partition]
			if reading && r.Offset < end && !r.Attrs.IsControl() {
				out = append(out, r)
			}
			if r.Offset >= end-1 {
				delete(left, r.Partition)
			}
		})
	}
	return out, nil
}

// ends is where the partitions end that hold anything.
func ends(ctx context.Context, cl *kgo.Client, topic string, committed bool) (map[int32]int64, error) {
	list := kadm.NewClient(cl).ListEndOffsets
	if committed {
		list = kadm.NewClient(cl).ListCommittedOffsets
	}
	starts, err := kadm.NewClient(cl).ListStartOffsets(ctx, topic)
	if err != nil {
		return nil, err
	}
	listed, err := list(ctx, topic)
	if err != nil {
		return nil, err
	}
	left := map[int32]int64{}
	listed.Each(func(o kadm.ListedOffset) {
		if at, ok := starts.Lookup(topic, o.Partition); ok && at.Offset < o.Offset {
			left[o.Partition] = o.Offset
		}
	})
	if err := listed.Error(); err != nil {
		return nil, err
	}
	return left, starts.Error()
}
