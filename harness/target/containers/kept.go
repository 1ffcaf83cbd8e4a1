package containers

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/moby/moby/api/types/container"
	"github.com/moby/moby/client"
)

// Labels of a cluster that is kept between runs.
const (
	// labelKept is on all that belongs to such a cluster, the lease too: its settings,
	// in short.
	labelKept = "dev.freshet.kept"
	// labelAbout is what people call it.
	labelAbout = "dev.freshet.about"
	// labelBroker, labelPort and labelMetricsPort are on its brokers, labelLease on its
	// lease.
	labelBroker      = "dev.freshet.broker"
	labelPort        = "dev.freshet.port"
	labelMetricsPort = "dev.freshet.metrics-port"
	labelLease       = "dev.freshet.lease"
)

// kept is a cluster that stays between runs, as Docker shows it.
type kept struct {
	cluster  string // id
	settings string
	about    string
	image    string              // id, with which a lease can be made; "" = no container is left
	brokers  []container.Summary // ascending by id
	network  string              // id; "" = there is none
	netName  string
	lease    *container.Summary // nil = nobody has it
	started  time.Time
}

// state is who has a kept cluster.
type state int

const (
	idle state = iota
	// inUse is leased by a process that lives, or may.
	inUse
	// orphaned is leased by a process of this machine that is gone: its run was
	// killed, and nobody knows in what state the cluster is.
	orphaned
)

func (k *kept) state() state {
	switch {
	case k.lease == nil:
		return idle
	case abandoned(k.lease.Labels):
		return orphaned
	}
	return inUse
}

// String names it for people.
func (k *kept) String() string {
	return fmt.Sprintf("cluster %s (%s)", clusterName(k.cluster), cmp.Or(k.about, counted(len(k.brokers))))
}

// findKept lists the kept clusters of this machine, the one that was started last
// first. Networks are asked for before containers: a cluster that is being made has
// its lease before it has a network, so it never looks idle.
func findKept(ctx context.Context, docker *client.Client) ([]*kept, error) {
	ours := make(client.Filters).Add("label", labelKept).Add("label", labelHost+"="+hostName())
	networks, err := docker.NetworkList(ctx, client.NetworkListOptions{Filters: ours})
	if err != nil {
		return nil, err
	}
	containers, err := docker.ContainerList(ctx, client.ContainerListOptions{All: true, Filters: ours})
	if err != nil {
		return nil, err
	}
	byID := map[string]*kept{}
	var all []*kept
	of := func(labels map[string]string) *kept {
		k := byID[labels[labelRun]]
		if k == nil {
			k = &kept{cluster: labels[labelRun], settings: labels[labelKept], about: labels[labelAbout]}
			byID[k.cluster] = k
			all = append(all, k)
		}
		return k
	}
	for _, n := range networks.Items {
		k := of(n.Labels)
		k.network, k.netName = n.ID, n.Name
	}
	for _, c := range containers.Items {
		of(c.Labels).add(c)
	}
	for _, k := range all {
		slices.SortFunc(k.brokers, func(a, b container.Summary) int { return cmp.Compare(brokerID(a), brokerID(b)) })
	}
	slices.SortFunc(all, func(a, b *kept) int { return cmp.Or(b.started.Compare(a.started), cmp.Compare(a.cluster, b.cluster)) })
	return all, nil
}

// add takes one of its containers.
func (k *kept) add(c container.Summary) {
	k.image = cmp.Or(k.image, c.ImageID)
	if c.Labels[labelLease] != "" {
		k.lease = &c
		return
	}
	k.brokers = append(k.brokers, c)
	if created := time.Unix(c.Created, 0); k.started.IsZero() || created.Before(k.started) {
		k.started = created
	}
}

func brokerID(c container.Summary) int32 {
	id, err := strconv.ParseInt(c.Labels[labelBroker], 10, 32)
	if err != nil {
		return 0 // which is nobody's
	}
	return int32(id)
}

// adopt is the brokers of a kept cluster as the target knows its own; n is how many
// there have to be. An error says what the cluster lacks.
func (k *kept) adopt(n int, zones []string, host string) ([]*broker, error) {
	if k.network == "" {
		return nil, fmt.Errorf("%d of its %s are there, and no network", len(k.brokers), counted(n))
	}
	if len(k.brokers) != n {
		return nil, fmt.Errorf("%d of its %s are there", len(k.brokers), counted(n))
	}
	var brokers []*broker
	for i, c := range k.brokers {
		id := int32(i + 1)
		port, err := strconv.Atoi(c.Labels[labelPort])
		if brokerID(c) != id || err != nil {
			return nil, fmt.Errorf("its broker %d is not there", id)
		}
		if c.State != container.StateRunning {
			return nil, fmt.Errorf("its broker %d is %s", id, c.State)
		}
		b := newBroker(id, zones, host, port)
		b.controls, b.container, b.starts = i < maxControllers, c.ID, 1
		b.metricsPort, _ = strconv.Atoi(c.Labels[labelMetricsPort]) // 0 = it has none
		brokers = append(brokers, b)
	}
	return brokers, nil
}

// choices is what the kept clusters are to a run with certain settings.
type choices struct {
	fit    []*kept // idle, with these settings
	busy   int     // with these settings, in use
	others int     // idle, with other settings
}

// choose looks which of the kept clusters a run with these settings could have.
func choose(all []*kept, settings string) (c choices) {
	for _, k := range all {
		switch s := k.state(); {
		case s == orphaned:
		case k.settings != settings && s == idle:
			c.others++
		case k.settings == settings && s == idle:
			c.fit = append(c.fit, k)
		case k.settings == settings:
			c.busy++
		}
	}
	return c
}
