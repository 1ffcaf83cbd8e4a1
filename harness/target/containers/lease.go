package containers

import (
	"context"
	"errors"
	"fmt"

	"github.com/containerd/errdefs"
	"github.com/moby/moby/api/types/container"
	"github.com/moby/moby/client"
)

// errLeased says that a kept cluster is another's now.
var errLeased = errors.New("another run uses it")

// takeLease makes a kept cluster this process's alone and returns the lease: a
// container that never runs, with this process in its labels. Docker gives a name to
// one container at a time, so of several that ask at once one gets it, and who holds
// it can be found out also after its process was killed.
func takeLease(ctx context.Context, docker *client.Client, image string, labels map[string]string) (id string, err error) {
	made, err := docker.ContainerCreate(ctx, client.ContainerCreateOptions{
		Name: leaseName(labels[labelRun]), Config: &container.Config{Image: image, Labels: labels},
	})
	switch {
	case errdefs.IsConflict(err):
		return "", errLeased
	case err != nil:
		return "", fmt.Errorf("lease cluster %s: %s", clusterName(labels[labelRun]), firstLine(err))
	}
	return made.ID, nil
}

// endLease lets another have the cluster.
func endLease(ctx context.Context, docker *client.Client, id string) error {
	_, err := docker.ContainerRemove(ctx, id, client.ContainerRemoveOptions{Force: true, RemoveVolumes: true})
	if err != nil && !errdefs.IsNotFound(err) {
		return fmt.Errorf("end the lease of a cluster: %s", firstLine(err))
	}
	return nil
}

func leaseName(cluster string) string { return "freshet-lease-" + clusterName(cluster) }
