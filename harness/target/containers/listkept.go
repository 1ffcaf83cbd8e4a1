package containers

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// KeptCluster is a cluster that a run with Reuse left for the next one.
type KeptCluster struct {
	Name    string    `json:"name"`
	About   string    `json:"about"` // its brokers and its image
	Started time.Time `json:"started"`
	InUse   bool      `json:"in_use"` // a run has it now
}

// String is what it is, in a line.
func (k KeptCluster) String() string {
	use := "idle"
	if k.InUse {
		use = "in use"
	}
	return fmt.Sprintf("%s: %s, started %s ago, %s", k.Name, k.About, ago(k.Started), use)
}

// ListKept are the clusters that are kept on this machine, the newest first. The error
// is ErrNoDocker where no Docker answers.
func ListKept(ctx context.Context) (list []KeptCluster, err error) {
	docker, err := connect(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, docker.Close()) }()
	all, err := findKept(ctx, docker)
	if err != nil {
		return nil, fmt.Errorf("look for kept clusters: %w", err)
	}
	for _, k := range all {
		if s := k.state(); s != orphaned && len(k.brokers) > 0 {
			list = append(list, KeptCluster{clusterName(k.cluster), k.about, k.started, s == inUse})
		}
	}
	return list, nil
}
