package containers

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/containerd/errdefs"
	"github.com/moby/moby/client"
)

// removeWithin bounds the removal of everything.
const removeWithin = time.Minute

// Clean removes the containers, volumes and networks of runs on this machine whose
// process is gone, and returns their names. The error is ErrNoDocker where no Docker
// answers.
func Clean(ctx context.Context) (removed []string, err error) {
	docker, err := connect(ctx)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, removeWithin)
	defer cancel()
	removed, err = clean(ctx, docker)
	if err != nil {
		err = fmt.Errorf("remove what killed runs left in Docker: %w", err)
	}
	return removed, errors.Join(err, docker.Close())
}

func clean(ctx context.Context, docker *client.Client) ([]string, error) {
	return remove(ctx, docker, abandoned)
}

// remove takes away the containers of runs, with their volumes, and then the
// networks and the volumes that several shared, whose labels which accepts. It goes on
// after an error.
func remove(ctx context.Context, docker *client.Client, which func(labels map[string]string) bool) ([]string, error) {
	ours := make(client.Filters).Add("label", labelRun)
	containers, err := docker.ContainerList(ctx, client.ContainerListOptions{All: true, Filters: ours})
	if err != nil {
		return nil, err
	}
	var removed []string
	var errs []error
	note := func(name string, err error) {
		switch {
		case err == nil:
			removed = append(removed, name)
		case !errdefs.IsNotFound(err): // somebody else was faster
			errs = append(errs, fmt.Errorf("%s: %w", name, err))
		}
	}
	for _, c := range containers.Items {
		if which(c.Labels) {
			_, err := docker.ContainerRemove(ctx, c.ID, client.ContainerRemoveOptions{Force: true, RemoveVolumes: true})
			note("container "+containerName(c.Names, c.ID), err)
		}
	}
	networks, err := docker.NetworkList(ctx, client.NetworkListOptions{Filters: ours})
	if err != nil {
		return removed, errors.Join(append(errs, err)...)
	}
	for _, n := range networks.Items {
		if which(n.Labels) {
			_, err := docker.NetworkRemove(ctx, n.ID, client.NetworkRemoveOptions{})
			note("network "+n.Name, err)
		}
	}
	volumes, err := docker.VolumeList(ctx, client.VolumeListOptions{Filters: ours})
	if err != nil {
		return removed, errors.Join(append(errs, err)...)
	}
	for _, v := range volumes.Items {
		if which(v.Labels) {
			_, err := docker.VolumeRemove(ctx, v.Name, client.VolumeRemoveOptions{})
			note("volume "+v.Name, err)
		}
	}
	return removed, errors.Join(errs...)
}

func containerName(names []string, id string) string {
	if len(names) == 0 {
		return shortID(id)
	}
	return strings.TrimPrefix(names[0], "/")
}
