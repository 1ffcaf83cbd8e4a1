package containers

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/moby/moby/api/types/network"
	"github.com/moby/moby/client"
)

// Addresses are where clients here reach brokers.
func (t *Target) Addresses(ids []int32) []string {
	var addrs []string
	for _, b := range t.all() {
		if slices.Contains(ids, b.id) {
			addrs = append(addrs, b.addr)
		}
	}
	return addrs
}

// Cut takes the brokers' containers off Docker's network. What they send goes
// nowhere, and other brokers hear nothing; connections of clients, which come
// through a port that Docker publishes, are closed by it.
func (t *Target) Cut(ctx context.Context, brokers []int32) (join func(context.Context) error, err error) {
	chosen, err := t.takeDown(brokers)
	if err != nil {
		return nil, err
	}
	cutting, cancel := context.WithTimeout(ctx, faultWithin)
	defer cancel()
	err = t.each(chosen, func(b *broker) error {
		_, err := t.docker.NetworkDisconnect(cutting, t.network.ID, client.NetworkDisconnectOptions{Container: b.container, Force: true})
		return err
	})
	if err != nil {
		return nil, errors.Join(err, t.rejoin(ctx, chosen))
	}
	return func(ctx context.Context) error { return t.rejoin(ctx, chosen) }, nil
}

// rejoin puts containers on the network again, under their names and ports, and
// waits until the brokers answer.
func (t *Target) rejoin(ctx context.Context, brokers []*broker) error {
	ctx, cancel := context.WithTimeout(ctx, againWithin)
	defer cancel()
	return t.each(brokers, func(b *broker) error {
		_, err := t.docker.NetworkConnect(ctx, t.network.ID, client.NetworkConnectOptions{
			Container: b.container, EndpointConfig: &network.EndpointSettings{Aliases: []string{b.alias()}},
		})
		if err != nil {
			return fmt.Errorf("connect broker %d: %w", b.id, err)
		}
		t.mu.Lock()
		b.starts++ // its network interface is a new one
		t.mu.Unlock()
		return t.awaitUp(ctx, b)
	})
}
