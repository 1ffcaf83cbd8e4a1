package harness

import (
	"context"
	"errors"
	"fmt"

	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/freshet-bench/freshet/harness/client"
)

// offsets is an offset by physical topic and partition.
type offsets map[string]map[int32]int64

func (o offsets) set(topic string, partition int32, offset int64) {
	if o[topic] == nil {
		o[topic] = map[int32]int64{}
	}
	o[topic][partition] = offset
}

// reader reads partitions from their beginning up to frozen ends, outside of any
// group: for replays, rebuilds and the audit.
type reader struct {
	client *kgo.Client
	ends   offsets
	left   map[topicKey]bool
	// control is given the markers of transactions below the end; nil = nobody.
	control func(*kgo.Record)
}

type topicKey struct {
	topic     string
	partition int32
}

// newReader reads up to ends, with committed only what no transaction withholds.
// Partitions with nothing before their end are done at once.
func (r *run) newReader(role client.Role, gate *client.Gate, starts, ends offsets, committed bool, opts ...kgo.Opt) (*reader, error) {
	rd := &reader{ends: ends, left: map[topicKey]bool{}}
	from := map[string]map[int32]kgo.Offset{}
	for topic, partitions := range ends {
		for p, end := range partitions {
			start := starts[topic][p]
			if start >= end {
				continue
			}
			if from[topic] == nil {
				from[topic] = map[int32]kgo.Offset{}
			}
			from[topic][p] = kgo.NewOffset().At(start)
			rd.left[topicKey{topic, p}] = true
		}
	}
	if len(from) == 0 {
		return rd, nil
	}
	opts = append(opts, client.ConsumerOpts(readerSettings)...)
	opts = append(opts, kgo.ConsumePartitions(from), kgo.KeepControlRecords(), client.Isolation(committed))
	cl, err := r.clients.New(role, gate, opts...)
	if err != nil {
		return nil, err
	}
	rd.client = cl
	return rd, nil
}

// next polls once and gives each record below its partition's end to visit. It is
// false when every partition has been read to its end.
func (rd *reader) next(ctx context.Context, visit func(*kgo.Record)) (more bool, err error) {
	if len(rd.left) == 0 {
		return false, nil
	}
	fetches := rd.client.PollRecords(ctx, pollAtMost)
	if err := ctx.Err(); err != nil {
		return false, err
	}
	for _, e := range fetches.Errors() {
		if !errors.Is(e.Err, context.Canceled) {
			return false, fmt.Errorf("reading %s/%d: %w", e.Topic, e.Partition, e.Err)
		}
	}
	fetches.EachRecord(func(r *kgo.Record) {
		end := rd.ends[r.Topic][r.Partition]
		switch {
		case r.Offset >= end:
		case !r.Attrs.IsControl():
			visit(r)
		case rd.control != nil:
			rd.control(r)
		}
		if r.Offset >= end-1 {
			delete(rd.left, topicKey{r.Topic, r.Partition})
		}
	})
	return len(rd.left) > 0, nil
}

// all reads to the end.
func (rd *reader) all(ctx context.Context, visit func(*kgo.Record)) error {
	for {
		if more, err := rd.next(ctx, visit); err != nil || !more {
			return err
		}
	}
}

func (rd *reader) close() {
	if rd.client != nil {
		rd.client.CloseAllowingRebalance()
	}
}

// endOffsets and startOffsets ask for a topic's partitions.
func (r *run) endOffsets(ctx context.Context, topics ...string) (offsets, error) {
	listed, err := r.admin.ListEndOffsets(ctx, topics...)
	return fromListed(listed, "end", err)
}

// stableOffsets are the ends of what no open transaction withholds.
func (r *run) stableOffsets(ctx context.Context, topics ...string) (offsets, error) {
	listed, err := r.admin.ListCommittedOffsets(ctx, topics...)
	return fromListed(listed, "stable", err)
}

func (r *run) startOffsets(ctx context.Context, topics ...string) (offsets, error) {
	listed, err := r.admin.ListStartOffsets(ctx, topics...)
	return fromListed(listed, "start", err)
}

// localStartOffsets are where what is on the brokers' own disks begins.
func (r *run) localStartOffsets(ctx context.Context, topics ...string) (offsets, error) {
	listed, err := r.admin.ListLocalLogStartOffsets(ctx, topics...)
	return fromListed(listed, "local start", err)
}

func fromListed(listed kadm.ListedOffsets, which string, err error) (offsets, error) {
	if err == nil {
		err = listed.Error()
	}
	if err != nil {
		return nil, fmt.Errorf("asking for %s offsets: %w", which, err)
	}
	out := offsets{}
	listed.Each(func(o kadm.ListedOffset) { out.set(o.Topic, o.Partition, o.Offset) })
	return out, nil
}
