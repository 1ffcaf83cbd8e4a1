package containers

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/moby/moby/client"
	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kmsg"
)

const (
	// faultWithin bounds what Docker takes to pause, kill or start a container.
	faultWithin = 30 * time.Second
	// againWithin bounds a broker's way back: its log's recovery and its session.
	againWithin = 2 * time.Minute
	// stopSeconds is how long a broker may take to stop politely before it is killed.
	stopSeconds = 60
	// portWithin is how long Docker may take to let go of a dead broker's port.
	portWithin = 5 * time.Second
)

// BrokerIDs are all brokers, ascending.
func (t *Target) BrokerIDs() []int32 {
	var ids []int32
	for _, b := range t.all() {
		ids = append(ids, b.id)
	}
	return ids
}

// Leader is the broker that leads a partition now.
func (t *Target) Leader(ctx context.Context, topic string, partition int32) (int32, error) {
	topics, err := t.admin.ListTopics(ctx, topic)
	if err != nil {
		return -1, err
	}
	found, ok := topics[topic].Partitions[partition]
	switch {
	case !ok:
		return -1, fmt.Errorf("no partition %s/%d", topic, partition)
	case found.Leader < 0:
		return -1, fmt.Errorf("%s/%d has no leader", topic, partition)
	}
	return found.Leader, nil
}

// Controller is the leader of the quorum: what metadata calls the controller is
// any broker, which forwards.
func (t *Target) Controller(ctx context.Context) (int32, error) {
	quorum, err := t.describeQuorum(ctx)
	if err != nil {
		return -1, err
	}
	return quorum.LeaderID, nil
}

// describeQuorum asks for the quorum of the cluster's metadata.
func (t *Target) describeQuorum(ctx context.Context) (p kmsg.DescribeQuorumResponseTopicPartition, err error) {
	partition := kmsg.NewDescribeQuorumRequestTopicPartition()
	topic := kmsg.NewDescribeQuorumRequestTopic()
	topic.Topic = "__cluster_metadata"
	topic.Partitions = append(topic.Partitions, partition)
	req := kmsg.NewPtrDescribeQuorumRequest()
	req.Topics = append(req.Topics, topic)
	resp, err := req.RequestWith(ctx, t.kafka)
	if err != nil {
		return p, err
	}
	if err := kerr.ErrorForCode(resp.ErrorCode); err != nil {
		return p, err
	}
	for _, topic := range resp.Topics {
		for _, p := range topic.Partitions {
			return p, kerr.ErrorForCode(p.ErrorCode)
		}
	}
	return p, errors.New("the quorum does not say who leads it")
}

// Stall pauses the brokers' containers. Docker takes some milliseconds for each, so
// several hang nearly, not exactly, at one instant.
func (t *Target) Stall(ctx context.Context, brokers []int32) (release func(), err error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	chosen, err := t.choose(brokers, func(b *broker) bool { return !b.down }, "is down")
	if err != nil {
		return nil, err
	}
	running := slices.DeleteFunc(slices.Clone(chosen), func(b *broker) bool { return b.stalls > 0 })
	for _, b := range chosen {
		b.stalls++
	}
	ctx, cancel := context.WithTimeout(ctx, faultWithin)
	defer cancel()
	if err := t.each(running, func(b *broker) error {
		_, err := t.docker.ContainerPause(ctx, b.container, client.ContainerPauseOptions{})
		return err
	}); err != nil {
		return nil, errors.Join(err, t.unstall(chosen))
	}
	return sync.OnceFunc(func() { t.release(chosen) }), nil
}

// release undoes a stall. Whoever calls it can do nothing about an error, so that
// one is kept as the target's failure.
func (t *Target) release(stalled []*broker) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if err := t.unstall(stalled); err != nil && t.failed == nil {
		t.failed = fmt.Errorf("let a stalled broker go on: %w", err)
	}
}

// unstall takes one stall from each broker and wakes those without any. The
// caller holds mu.
func (t *Target) unstall(stalled []*broker) error {
	ctx, cancel := context.WithTimeout(context.Background(), faultWithin)
	defer cancel()
	for _, b := range stalled {
		b.stalls--
	}
	free := slices.DeleteFunc(slices.Clone(stalled), func(b *broker) bool { return b.stalls > 0 })
	return t.each(free, func(b *broker) error {
		_, err := t.docker.ContainerUnpause(ctx, b.container, client.ContainerUnpauseOptions{})
		return err
	})
}

// Kill sends SIGKILL to the brokers. A stalled broker cannot be killed.
func (t *Target) Kill(ctx context.Context, brokers []int32) (start func(context.Context) error, err error) {
	chosen, err := t.takeDown(brokers)
	if err != nil {
		return nil, err
	}
	killing, cancel := context.WithTimeout(ctx, faultWithin)
	defer cancel()
	err = t.each(chosen, func(b *broker) error {
		_, err := t.docker.ContainerKill(killing, b.container, client.ContainerKillOptions{Signal: "SIGKILL"})
		return err
	})
	if err != nil {
		return nil, err
	}
	return func(ctx context.Context) error { return t.bringBack(ctx, chosen) }, nil
}

// Restart sends SIGTERM to the brokers, which hand over what they lead and stop,
// and starts them again.
func (t *Target) Restart(ctx context.Context, brokers []int32) error {
	chosen, err := t.takeDown(brokers)
	if err != nil {
		return err
	}
	if err := t.stop(ctx, chosen); err != nil {
		return err
	}
	return t.bringBack(ctx, chosen)
}

// takeDown marks brokers as down, so that no other fault takes them meanwhile.
func (t *Target) takeDown(brokers []int32) ([]*broker, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	chosen, err := t.choose(brokers, func(b *broker) bool { return !b.down && b.stalls == 0 }, "is down or stalled already")
	for _, b := range chosen {
		b.down = true
		t.kept.disturbed = "brokers were taken down in the run"
	}
	return chosen, err
}

// choose finds brokers by their ids; all of them must be fit. The caller holds mu.
func (t *Target) choose(ids []int32, fit func(*broker) bool, otherwise string) ([]*broker, error) {
	var chosen []*broker
	for _, id := range ids {
		i := slices.IndexFunc(t.brokers, func(b *broker) bool { return b.id == id })
		if i < 0 {
			return nil, fmt.Errorf("there is no broker %d", id)
		}
		b := t.brokers[i]
		if !fit(b) {
			return nil, fmt.Errorf("broker %d %s", id, otherwise)
		}
		chosen = append(chosen, b)
	}
	return chosen, nil
}

// bringBack starts containers that have ended and waits until the brokers answer.
func (t *Target) bringBack(ctx context.Context, brokers []*broker) error {
	ctx, cancel := context.WithTimeout(ctx, againWithin)
	defer cancel()
	return t.each(brokers, func(b *broker) error {
		if err := t.startContainer(ctx, b); err != nil {
			return fmt.Errorf("start broker %d: %w", b.id, err)
		}
		return t.awaitUp(ctx, b)
	})
}

// awaitUp waits until a broker that was down answers; faults may take it from then
// on.
func (t *Target) awaitUp(ctx context.Context, b *broker) error {
	if err := t.awaitAnswer(ctx, b, 1); err != nil {
		return err
	}
	t.heard(b)
	return nil
}

// startContainer starts a container that has ended. Its port may be taken for a
// moment still, so it is tried for a while.
func (t *Target) startContainer(ctx context.Context, b *broker) error {
	for until := time.Now().Add(portWithin); ; {
		_, err := t.docker.ContainerStart(ctx, b.container, client.ContainerStartOptions{})
		if err == nil {
			t.mu.Lock()
			defer t.mu.Unlock()
			b.starts++
			return nil
		}
		if time.Now().After(until) || !pause(ctx, readyPoll) {
			return err
		}
	}
}
