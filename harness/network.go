package harness

import (
	"context"
	"fmt"
	"net"
	"slices"
	"strconv"

	"github.com/freshet-bench/freshet/harness/client"
	"github.com/freshet-bench/freshet/harness/fault"
	"github.com/freshet-bench/freshet/scenarios"
)

// shaped are the clients whose network an entry of the timeline changes.
func shaped(sc *scenarios.Scenario, e *scenarios.Entry) []string {
	switch {
	case e.Cut != nil && e.Cut.Broker != "":
		return sc.ClientNames([]string{"all"})
	case e.Cut != nil:
		return sc.ClientNames(e.Cut.Clients)
	case e.Delay != nil:
		return sc.ClientNames(e.Delay.Clients)
	case e.Limit != nil:
		return sc.ClientNames(e.Limit.Clients)
	}
	return nil
}

// layPaths leads the clients whose network the timeline will change over paths.
// Others have nothing between them and their connections.
func (r *run) layPaths() {
	for i := range r.sc.Timeline {
		r.paths(&r.sc.Timeline[i])
	}
}

// paths are those of the clients whose network an entry changes.
func (r *run) paths(e *scenarios.Entry) []*client.Path {
	var out []*client.Path
	for _, name := range shaped(r.sc, e) {
		out = append(out, r.clients.Over(name))
	}
	return out
}

// networkVerb is what an entry does to the network.
func (r *run) networkVerb(e *scenarios.Entry) (fault.Verb, error) {
	paths := r.paths(e)
	switch {
	case e.Delay != nil:
		return fault.Delay{Clients: paths, By: e.Delay.By}, nil
	case e.Limit != nil:
		return fault.Limit{Clients: paths, To: e.Limit.To}, nil
	case e.Cut.Broker != "":
		return fault.NewCut(r.tgt, r.brokers(e.Cut.Broker), paths)
	}
	return fault.NewCutClients(r.tgt, fault.CutClients{Brokers: r.brokers(e.Cut.From), Clients: paths, Addresses: r.addresses})
}

// addresses are those of brokers, as clients learn them from the cluster.
func (r *run) addresses(ctx context.Context, ids []int32) ([]string, error) {
	brokers, err := r.admin.ListBrokers(ctx)
	if err != nil {
		return nil, err
	}
	var out []string
	for _, b := range brokers {
		if slices.Contains(ids, b.NodeID) {
			out = append(out, net.JoinHostPort(b.Host, strconv.Itoa(int(b.Port))))
		}
	}
	if len(out) < len(ids) {
		return nil, fmt.Errorf("the cluster knows %d of them", len(out))
	}
	return out, nil
}
