package containers

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/moby/moby/client"
	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kmsg"

	"github.com/freshet-bench/freshet/harness/target/replicas"
)

// Least is the number of controllers: they are the quorum's static voters, and
// stay.
func (t *Target) Least() int { return min(t.Size(), maxControllers) }

// Members are all brokers with their racks.
func (t *Target) Members() []replicas.Broker {
	var out []replicas.Broker
	for _, b := range t.all() {
		out = append(out, replicas.Broker{ID: b.id, Rack: b.rack})
	}
	return out
}

// Replicas is what holds the partitions of topics, of all if none is named.
func (t *Target) Replicas(ctx context.Context, topics ...string) (replicas.Assignment, error) {
	found, err := replicas.Admin{Client: t.admin}.Current(ctx, topics...)
	if len(topics) == 0 {
		maps.DeleteFunc(found, func(p replicas.Partition, _ []int32) bool { return slices.Contains(automqInternal(), p.Topic) })
	}
	return found, err
}

// Move changes what holds partitions, and waits until that is done.
func (t *Target) Move(ctx context.Context, changes replicas.Assignment) error {
	return replicas.Admin{Client: t.admin}.Apply(ctx, changes)
}

// AddBrokers starts n brokers more, which are no controllers, with ids above all
// others and the next zones as racks.
func (t *Target) AddBrokers(ctx context.Context, n int) ([]int32, error) {
	ports, err := freePorts(n, t.promised()...)
	if err != nil {
		return nil, err
	}
	t.mu.Lock()
	next := t.brokers[len(t.brokers)-1].id + 1
	var added []*broker
	for i, port := range ports {
		b := newBroker(next+int32(i), t.zones, t.host, port)
		b.down = true
		added = append(added, b)
	}
	t.brokers = append(t.brokers, added...)
	t.kept.disturbed = "brokers were added in the run"
	known := len(t.brokers)
	t.mu.Unlock()
	ctx, cancel := context.WithTimeout(ctx, againWithin)
	defer cancel()
	err = t.each(added, func(b *broker) error {
		if err := t.run(ctx, b); err != nil {
			return err
		}
		return t.awaitUp(ctx, b)
	})
	if err != nil {
		return nil, err
	}
	var ids []int32
	for _, b := range added {
		ids = append(ids, b.id)
	}
	return ids, t.awaitKnown(ctx, known)
}

// awaitKnown waits until every broker that runs knows n of them.
func (t *Target) awaitKnown(ctx context.Context, n int) error {
	for _, b := range t.all() {
		t.mu.Lock()
		away := b.down || b.stalls > 0
		t.mu.Unlock()
		if away {
			return nil // not all of them can be known now
		}
		if err := t.awaitAnswer(ctx, b, n); err != nil {
			return err
		}
	}
	return nil
}

// Last are the n brokers that were started last, the last first; controllers stay.
func (t *Target) Last(n int) ([]int32, error) {
	var ids []int32
	for _, b := range slices.Backward(t.all()) {
		if !b.controls && len(ids) < n {
			ids = append(ids, b.id)
		}
	}
	if len(ids) < n {
		return nil, fmt.Errorf("%d of the brokers %v can go: the others are controllers, which stay", len(ids), t.BrokerIDs())
	}
	return ids, nil
}

// RemoveBrokers stops brokers politely, has the cluster forget them and removes
// their containers. The order matters: a broker that is forgotten before it stops
// does not manage to stop.
func (t *Target) RemoveBrokers(ctx context.Context, ids []int32) error {
	chosen, err := t.takeDown(ids)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, againWithin)
	defer cancel()
	if err := t.stop(ctx, chosen); err != nil {
		return err
	}
	for _, b := range chosen {
		if err := t.unregister(ctx, b.id); err != nil {
			return fmt.Errorf("unregister broker %d: %w", b.id, err)
		}
		if err := t.removeContainer(ctx, b); err != nil {
			return err
		}
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.brokers = slices.DeleteFunc(t.brokers, func(b *broker) bool { return slices.Contains(ids, b.id) })
	return nil
}

// stop sends SIGTERM and waits until the brokers have ended.
func (t *Target) stop(ctx context.Context, brokers []*broker) error {
	timeout := stopSeconds
	return t.each(brokers, func(b *broker) error {
		_, err := t.docker.ContainerStop(ctx, b.container, client.ContainerStopOptions{Timeout: &timeout})
		if err != nil {
			return fmt.Errorf("stop broker %d: %w", b.id, err)
		}
		return nil
	})
}

func (t *Target) unregister(ctx context.Context, id int32) error {
	req := kmsg.NewPtrUnregisterBrokerRequest()
	req.BrokerID = id
	resp, err := req.RequestWith(ctx, t.kafka)
	if err != nil {
		return err
	}
	return kerr.ErrorForCode(resp.ErrorCode)
}
