package containers

import (
	"context"
	"fmt"
	"maps"
	"strconv"
	"time"

	"github.com/freshet-bench/freshet/harness/target"
	"github.com/freshet-bench/freshet/harness/target/replicas"
	"github.com/freshet-bench/freshet/results/measure"
)

const (
	// tierSegments is into how many segments the history of a partition is cut, so
	// that most of it can be uploaded: the last one is never.
	tierSegments = 8
	// smallestSegment is the least that Kafka allows since 4.0, largestSegment its
	// default.
	smallestSegment = 1 << 20
	largestSegment  = 1 << 30
	// uploadWithin bounds the wait for uploads; uploadTold is how often it is told of.
	uploadWithin = 5 * time.Minute
	uploadTold   = 3 * time.Second
)

var (
	_ target.Settling    = (*Target)(nil)
	_ target.RemoteMeter = (*Target)(nil)
)

// tiered gives the topics that have a history a remote tier: segments small enough to
// roll, and a local part of one segment.
func tiered(topics []target.Topic) []target.Topic {
	out := make([]target.Topic, len(topics))
	for i, t := range topics {
		if out[i] = t; !hasTier(t) {
			continue
		}
		segment := strconv.FormatInt(segmentBytes(t), 10)
		configs := map[string]string{"remote.storage.enable": "true", "segment.bytes": segment, "local.retention.bytes": segment}
		maps.Copy(configs, t.Configs)
		out[i].Configs = configs
	}
	return out
}

// hasTier reports whether a topic's older segments go to the remote tier. Kafka
// allows it of topics that are not compacted.
func hasTier(t target.Topic) bool { return t.History > 0 && !t.Compact }

// segmentBytes is the size of a topic's segments.
func segmentBytes(t target.Topic) int64 {
	return min(max(t.History/int64(max(t.Partitions, 1))/tierSegments, smallestSegment), largestSegment)
}

// Settle waits until the history is uploaded to the remote tier, where there is one,
// and until brokers are failed over when they die.
func (t *Target) Settle(ctx context.Context, tell func(line string)) error {
	if err := t.awaitUpload(ctx, tell); err != nil {
		return err
	}
	return t.awaitGuard(ctx, tell)
}

// awaitUpload waits until every replica of a topic with a tier holds no more than its
// local part and the segment that is written.
func (t *Target) awaitUpload(ctx context.Context, tell func(line string)) error {
	if len(t.uploads) == 0 {
		return nil
	}
	waiting, cancel := context.WithTimeout(ctx, uploadWithin)
	defer cancel()
	began, told := time.Now(), time.Now()
	for {
		local, left, err := t.uploading(waiting)
		if err == nil && left == 0 {
			tell(fmt.Sprintf("history is in the remote tier after %.1f s: brokers hold %s of it", time.Since(began).Seconds(), measure.FormatQuantity(float64(local), measure.Bytes)))
			return nil
		}
		if time.Since(told) >= uploadTold {
			told = time.Now()
			tell(fmt.Sprintf("uploading history to the remote tier: brokers hold %s, %d replicas are still above their local part", measure.FormatQuantity(float64(local), measure.Bytes), left))
		}
		switch {
		case pause(waiting, inSyncPoll):
		case ctx.Err() != nil:
			return context.Cause(ctx)
		case err != nil:
			return fmt.Errorf("wait for the upload of history to the remote tier: %w", err)
		default:
			return fmt.Errorf("history is not in the remote tier after %s: %d replicas hold more than their local part; the brokers' logs say why, as RemoteLogManager", uploadWithin, left)
		}
	}
}

// uploading is what the topics with a tier hold on disks, and how many replicas hold
// more than they are to.
func (t *Target) uploading(ctx context.Context) (local int64, left int, err error) {
	held, err := t.Held(ctx)
	if err != nil {
		return 0, 0, err
	}
	for _, of := range held {
		local, left = uploadLeft(of, t.uploads, local, left)
	}
	return local, left, nil
}

// uploadLeft adds a broker's replicas to what is held and to how many hold too much.
func uploadLeft(of map[replicas.Partition]int64, segments map[string]int64, local int64, left int) (int64, int) {
	for p, size := range of {
		segment, ok := segments[p.Topic]
		if !ok {
			continue
		}
		local += size
		// Up to a segment of what is retained, and the one that is written.
		if size > 2*segment {
			left++
		}
	}
	return local, left
}
