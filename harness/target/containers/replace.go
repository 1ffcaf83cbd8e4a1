package containers

import (
	"context"
	"fmt"

	"github.com/moby/moby/client"
)

// Replace removes the brokers' containers with their volumes and starts fresh ones
// under the same ids and ports. The quorum's voters are static, so a controller
// comes back as easily as any other. Kafka lets the new broker in when the old
// one's session is over.
func (t *Target) Replace(ctx context.Context, brokers []int32) error {
	chosen, err := t.takeDown(brokers)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, againWithin)
	defer cancel()
	return t.each(chosen, func(b *broker) error {
		if err := t.removeContainer(ctx, b); err != nil {
			return err
		}
		if err := t.run(ctx, b); err != nil {
			return err
		}
		return t.awaitUp(ctx, b)
	})
}

// removeContainer takes a broker away at once, with what it has written.
func (t *Target) removeContainer(ctx context.Context, b *broker) error {
	_, err := t.docker.ContainerRemove(ctx, b.container, client.ContainerRemoveOptions{Force: true, RemoveVolumes: true})
	if err != nil {
		return fmt.Errorf("remove broker %d: %w", b.id, err)
	}
	return nil
}
