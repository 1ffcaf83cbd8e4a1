package containers

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/containerd/errdefs"
	"github.com/moby/moby/api/types/container"
	"github.com/moby/moby/client"
)

// removeWithin bounds the removal of everything.
const removeWithin = time.Minute

// Cleaned is what was done about what runs left in Docker.
type Cleaned struct {
	// Removed are the containers and networks that are gone, and the clusters that
	// were kept, each with what it is.
	Removed []string
	// Kept are the clusters that were left alone, each with why.
	Kept []string
}

// Clean removes the containers, volumes and networks of runs on this machine whose
// process is gone, and the clusters that are kept between runs and that none uses now.
// The error is ErrNoDocker where no Docker answers.
func Clean(ctx context.Context) (done Cleaned, err error) {
	docker, err := connect(ctx)
	if err != nil {
		return done, err
	}
	ctx, cancel := context.WithTimeout(ctx, removeWithin)
	defer cancel()
	defer func() { err = errors.Join(err, docker.Close()) }()
	if done.Removed, err = clean(ctx, docker); err != nil {
		return done, fmt.Errorf("remove what killed runs left in Docker: %w", err)
	}
	all, err := findKept(ctx, docker)
	if err != nil {
		return done, fmt.Errorf("look for kept clusters: %w", err)
	}
	for _, k := range all {
		switch gone := k.discard(ctx, docker); {
		case errors.Is(gone, errLeased):
			done.Kept = append(done.Kept, k.String()+": a run uses it")
		case gone != nil:
			err = errors.Join(err, fmt.Errorf("remove %s: %w", k, gone))
		default:
			done.Removed = append(done.Removed, "kept "+k.String()+", started "+ago(k.started)+" ago")
		}
	}
	return done, err
}

// discard removes a kept cluster, unless another uses it or takes it meanwhile
// (errLeased).
func (k *kept) discard(ctx context.Context, docker *client.Client) error {
	if k.state() == inUse {
		return errLeased
	}
	// One without any container nobody can take.
	if k.lease == nil && k.image != "" {
		labels := ownLabels(k.cluster)
		labels[labelKept], labels[labelAbout], labels[labelLease] = k.settings, k.about, "1"
		if _, err := takeLease(ctx, docker, k.image, labels); err != nil {
			return err
		}
	}
	_, err := remove(ctx, docker, belongingTo(k.cluster))
	return err
}

// clean removes what nobody needs any more: what runs made whose process is gone.
func clean(ctx context.Context, docker *client.Client) ([]string, error) {
	all, err := findKept(ctx, docker)
	if err != nil {
		return nil, err
	}
	lost := map[string]bool{} // kept clusters, by id
	for _, k := range all {
		lost[k.cluster] = k.state() == orphaned
	}
	return remove(ctx, docker, func(labels map[string]string) bool {
		if labels[labelKept] != "" { // who made it says nothing: others use it too
			return lost[labels[labelRun]]
		}
		return abandoned(labels)
	})
}

// belongingTo is what is of one cluster.
func belongingTo(cluster string) func(labels map[string]string) bool {
	return func(labels map[string]string) bool { return labels[labelRun] == cluster }
}

// remove takes away the containers of runs, with their volumes, and then the networks
// and the volumes that several shared, whose labels which accepts. It goes on after an
// error. Leases go last, so
// that what an end of this process leaves half removed does not look whole.
func remove(ctx context.Context, docker *client.Client, which func(labels map[string]string) bool) ([]string, error) {
	ours := make(client.Filters).Add("label", labelRun)
	listed, err := docker.ContainerList(ctx, client.ContainerListOptions{All: true, Filters: ours})
	if err != nil {
		return nil, err
	}
	containers := slices.DeleteFunc(listed.Items, func(c container.Summary) bool { return !which(c.Labels) })
	leases := slices.DeleteFunc(slices.Clone(containers), func(c container.Summary) bool { return c.Labels[labelLease] == "" })
	containers = slices.DeleteFunc(containers, func(c container.Summary) bool { return c.Labels[labelLease] != "" })
	r := removal{docker: docker}
	r.containers(ctx, containers)
	networks, err := docker.NetworkList(ctx, client.NetworkListOptions{Filters: ours})
	if err != nil {
		return r.removed, errors.Join(append(r.errs, err)...)
	}
	for _, n := range networks.Items {
		if which(n.Labels) {
			_, err := docker.NetworkRemove(ctx, n.ID, client.NetworkRemoveOptions{})
			r.note("network "+n.Name, err)
		}
	}
	if err := r.volumes(ctx, ours, which); err != nil {
		return r.removed, errors.Join(append(r.errs, err)...)
	}
	r.containers(ctx, leases)
	return r.removed, errors.Join(r.errs...)
}

// removal is what has been removed so far, and what could not be.
type removal struct {
	docker  *client.Client
	removed []string
	errs    []error
}

func (r *removal) containers(ctx context.Context, list []container.Summary) {
	for _, c := range list {
		_, err := r.docker.ContainerRemove(ctx, c.ID, client.ContainerRemoveOptions{Force: true, RemoveVolumes: true})
		r.note("container "+containerName(c.Names, c.ID), err)
	}
}

// volumes removes those that are no single container's.
func (r *removal) volumes(ctx context.Context, ours client.Filters, which func(labels map[string]string) bool) error {
	listed, err := r.docker.VolumeList(ctx, client.VolumeListOptions{Filters: ours})
	if err != nil {
		return err
	}
	for _, v := range listed.Items {
		if which(v.Labels) {
			_, err := r.docker.VolumeRemove(ctx, v.Name, client.VolumeRemoveOptions{})
			r.note("volume "+v.Name, err)
		}
	}
	return nil
}

func (r *removal) note(name string, err error) {
	switch {
	case err == nil:
		r.removed = append(r.removed, name)
	case !errdefs.IsNotFound(err): // somebody else was faster
		r.errs = append(r.errs, fmt.Errorf("%s: %w", name, err))
	}
}

func containerName(names []string, id string) string {
	if len(names) == 0 {
		return shortID(id)
	}
	return strings.TrimPrefix(names[0], "/")
}
