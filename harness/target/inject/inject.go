// Package inject damages what producers write to an embedded target, on the wire
// below them: batches that were acknowledged and are not there, that are there
// twice, or in the wrong order. It exists to test that the ledger finds exactly
// this; the product does not use it.
//
// A batch is dropped by writing the one before it in its place: the broker knows
// that one by its producer id and sequence number, does not write it again and
// answers that all is well. So the first batch of a partition cannot be dropped or
// held back. On the partitions concerned the producer's own ids are taken off, so
// that idempotent producers can be damaged too; they must not be transactional.
package inject

import (
	"context"
	"fmt"
	"strings"
	"sync"

	"github.com/twmb/franz-go/pkg/kfake"
	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"
)

// Place is one batch on its way to a broker.
type Place struct {
	// Topic is the topic's name or the end of it, as physical names have a prefix.
	Topic     string
	Partition int32
	// Batch is its number in the partition since New, from 1.
	Batch int
}

// Affected is what an injection did.
type Affected struct {
	// Records are those dropped, repeated or held back.
	Records []*kgo.Record
	// Overtook are those that a held batch was overtaken by.
	Overtook []*kgo.Record
}

// Injection is one piece of damage, planned or done.
type Injection struct {
	place    Place
	verb     verb
	done     chan struct{}
	affected Affected
}

type verb int

const (
	drop verb = iota
	repeat
	reorder
)

// Wait returns what was affected once it was; an error if the context ends before.
func (i *Injection) Wait(ctx context.Context) (Affected, error) {
	select {
	case <-i.done:
		return i.affected, nil
	case <-ctx.Done():
		return Affected{}, fmt.Errorf("batch %d of %s/%d was not reached: %w", i.place.Batch, i.place.Topic, i.place.Partition, ctx.Err())
	}
}

// Injector damages the batches of one cluster.
type Injector struct {
	cluster *kfake.Cluster

	mu         sync.Mutex
	plans      []*Injection
	partitions map[partition]*stream
}

type partition struct {
	topic string
	id    int32
}

// New returns an injector that leaves everything as it is until told otherwise.
// Batches are counted from here.
func New(c *kfake.Cluster) *Injector {
	in := &Injector{cluster: c, partitions: make(map[partition]*stream)}
	c.ControlKey(int16(kmsg.Produce), in.control)
	return in
}

// Drop has a batch acknowledged and not written. It cannot be the first.
func (in *Injector) Drop(p Place) (*Injection, error) { return in.plan(p, drop, 2) }

// Repeat writes a batch twice in a row. Its acknowledgement tells the offsets of
// the second copy.
func (in *Injector) Repeat(p Place) (*Injection, error) { return in.plan(p, repeat, 1) }

// Reorder has a batch acknowledged and written after the next one of the
// partition. It cannot be the first. It is done when the next one comes; the
// acknowledgement of that one tells the offsets of the batch that it overtook.
func (in *Injector) Reorder(p Place) (*Injection, error) { return in.plan(p, reorder, 2) }

func (in *Injector) plan(p Place, v verb, least int) (*Injection, error) {
	if p.Batch < least {
		return nil, fmt.Errorf("batch %d of %s/%d: expected %d or later", p.Batch, p.Topic, p.Partition, least)
	}
	i := &Injection{place: p, verb: v, done: make(chan struct{})}
	in.mu.Lock()
	defer in.mu.Unlock()
	in.plans = append(in.plans, i)
	return i, nil
}

// control rewrites a produce request and lets the cluster answer it.
func (in *Injector) control(kreq kmsg.Request) (kmsg.Response, error, bool) {
	req := kreq.(*kmsg.ProduceRequest)
	in.mu.Lock()
	defer in.mu.Unlock()
	for i := range req.Topics {
		t := &req.Topics[i]
		name := in.topicName(*t)
		var out []kmsg.ProduceRequestTopicPartition
		for _, p := range t.Partitions {
			for _, batch := range in.stream(name, p.Partition).next(p.Records) {
				p.Records = batch
				out = append(out, p)
			}
		}
		t.Partitions = out
	}
	return nil, nil, false
}

// topicName resolves the id that newer requests carry.
func (in *Injector) topicName(t kmsg.ProduceRequestTopic) string {
	if t.Topic != "" {
		return t.Topic
	}
	if info := in.cluster.TopicIDInfo(t.TopicID); info != nil {
		return info.Topic
	}
	return ""
}

// stream is the state of a partition, with the injections that concern it.
func (in *Injector) stream(topic string, id int32) *stream {
	key := partition{topic, id}
	s, ok := in.partitions[key]
	if !ok {
		s = &stream{topic: topic, partition: id}
		in.partitions[key] = s
	}
	s.plans = s.plans[:0]
	for _, i := range in.plans {
		if i.place.Partition == id && strings.HasSuffix(topic, i.place.Topic) {
			s.plans = append(s.plans, i)
		}
	}
	return s
}
