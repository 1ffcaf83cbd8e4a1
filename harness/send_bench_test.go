package harness

import (
	"context"
	"encoding/binary"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/twmb/franz-go/pkg/kfake"
	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"

	"github.com/freshet-bench/freshet/harness/client"
	"github.com/freshet-bench/freshet/harness/target"
)

// BenchmarkSend compares the records a second that a source sends (scheduled,
// stamped, with envelope and checksum, verified by acknowledgement) with plain
// franz-go loops that send ready-made records of the same keys, values and headers. The brokers acknowledge and
// forget, so that they are not what is measured.
func BenchmarkSend(b *testing.B) {
	for _, against := range []string{"usual", "tuned"} {
		for _, mix := range mixes {
			b.Run("plain="+against+"/"+mix.String(), func(b *testing.B) { benchmarkSend(b, against == "tuned", mix.size, mix.set()) })
		}
	}
}

func benchmarkSend(b *testing.B, tuned bool, size int, sets ...string) {
	eo := target.EmbeddedOptions{Control: forgetProduced}
	inPairs(b, func() side {
		r := newSpeedRun(b, eo, sendAtMost, size, sets...)
		defer r.close(b)
		cl := r.plainProducer(b, tuned)
		defer cl.Close()
		ready, send := r.events(), sendUsual
		if tuned {
			send = sendTuned
		}
		return timed(r.records, func() { send(b, cl, r.records, ready) })
	}, func() side {
		r := newSpeedRun(b, eo, sendAtMost, size, sets...)
		defer r.close(b)
		return timed(r.records, func() { r.generateAll(b) })
	})
}

// plainProducer is a client for a plain loop: with the library's usual settings, or
// with those of a source.
func (r *speedRun) plainProducer(b *testing.B, tuned bool) *kgo.Client {
	b.Helper()
	spec := r.sc.Sources[0].Client
	opts := []kgo.Opt{kgo.SeedBrokers(r.tgt.Bootstrap()...), kgo.Dialer(r.tgt.Dial), kgo.DefaultProduceTopic(r.top.topics[0].physical)}
	if tuned {
		opts = append(opts, client.ProducerOpts(spec)...)
	} else {
		opts = append(opts, client.ProducerOpts(spec)[2]) // compression, to compare the same
	}
	cl, err := kgo.NewClient(opts...)
	if err != nil {
		b.Fatal(err)
	}
	return cl
}

// sendUsual is the loop of franz-go's examples/bench: a record each, a promise that
// counts.
func sendUsual(b *testing.B, cl *kgo.Client, n int64, ready []kgo.Record) {
	b.Helper()
	var failed atomic.Int64
	for i := range n {
		from := &ready[int(i)%len(ready)]
		r := kgo.KeySliceRecord(from.Key, from.Value)
		r.Headers = from.Headers
		cl.Produce(context.Background(), r, func(_ *kgo.Record, err error) {
			if err != nil {
				failed.Add(1)
			}
		})
	}
	flush(b, cl, &failed)
}

// sendTuned is the same loop with records from blocks, and partitions chosen ahead.
func sendTuned(b *testing.B, cl *kgo.Client, n int64, ready []kgo.Record) {
	b.Helper()
	var failed atomic.Int64
	promise := func(_ *kgo.Record, err error) {
		if err != nil {
			failed.Add(1)
		}
	}
	var block []kgo.Record
	for i := range n {
		if len(block) == 0 {
			block = make([]kgo.Record, slabRecords)
		}
		r := &block[0]
		block = block[1:]
		*r = ready[int(i)%len(ready)]
		cl.Produce(context.Background(), r, promise)
	}
	flush(b, cl, &failed)
}

func flush(b *testing.B, cl *kgo.Client, failed *atomic.Int64) {
	b.Helper()
	if err := cl.Flush(context.Background()); err != nil || failed.Load() > 0 {
		b.Fatalf("%d records failed, %v", failed.Load(), err)
	}
}

// forgetProduced has brokers acknowledge every batch without keeping it.
func forgetProduced(c *kfake.Cluster) {
	var mu sync.Mutex
	ends := map[any]int64{}
	c.ControlKey(int16(kmsg.Produce), func(req kmsg.Request) (kmsg.Response, error, bool) {
		c.KeepControl()
		in := req.(*kmsg.ProduceRequest)
		resp := in.ResponseKind().(*kmsg.ProduceResponse)
		for _, topic := range in.Topics {
			out := kmsg.NewProduceResponseTopic()
			out.Topic, out.TopicID = topic.Topic, topic.TopicID
			for _, p := range topic.Partitions {
				partition := kmsg.NewProduceResponseTopicPartition()
				partition.Partition = p.Partition
				key := struct {
					id        [16]byte
					name      string
					partition int32
				}{topic.TopicID, topic.Topic, p.Partition}
				mu.Lock()
				partition.BaseOffset = ends[key]
				ends[key] += batchRecords(p.Records)
				mu.Unlock()
				out.Partitions = append(out.Partitions, partition)
			}
			resp.Topics = append(resp.Topics, out)
		}
		return resp, nil, true
	})
}

// batchRecords is the number of records of a batch in the format's version 2.
func batchRecords(batch []byte) int64 {
	const lastOffsetDelta = 23
	return int64(binary.BigEndian.Uint32(batch[lastOffsetDelta:])) + 1
}
