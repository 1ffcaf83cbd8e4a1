package external

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"slices"
	"strconv"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"

	"github.com/freshet-bench/freshet/harness/clientconfig"
)

// cluster is what is known of the cluster since the start.
type cluster struct {
	id      string
	version string // what the first broker speaks, as "Kafka 4.0 by its protocol"
	brokers []broker
}

// broker is one broker as the cluster advertises it.
type broker struct {
	id   int32
	addr string
	rack string
	apis apis
}

// learn reads the cluster's id and brokers through an address that is known to
// answer; the first request of the connection also authenticates it.
func learn(ctx context.Context, cl *kgo.Client, sec clientconfig.Security, addr string) (cluster, error) {
	req := kmsg.NewPtrMetadataRequest()
	req.Topics = []kmsg.MetadataRequestTopic{}
	resp, err := req.RequestWith(ctx, cl.SeedBrokers()[0])
	if err != nil {
		return cluster{}, authProblem(sec, addr, err)
	}
	var c cluster
	if resp.ClusterID != nil {
		c.id = *resp.ClusterID
	}
	for _, b := range resp.Brokers {
		found := broker{id: b.NodeID, addr: net.JoinHostPort(b.Host, strconv.Itoa(int(b.Port)))}
		if b.Rack != nil {
			found.rack = *b.Rack
		}
		c.brokers = append(c.brokers, found)
	}
	if len(c.brokers) == 0 {
		return cluster{}, fmt.Errorf("%s knows of no brokers", addr)
	}
	slices.SortFunc(c.brokers, func(a, b broker) int { return cmp.Compare(a.id, b.id) })
	return c, nil
}

// authProblem says why an address that answers does not let us in.
func authProblem(sec clientconfig.Security, addr string, err error) error {
	switch {
	case sec.SASL == nil:
		return fmt.Errorf("%s does not tell of its cluster: %w", addr, bare(err))
	case sec.Mechanism() == clientconfig.OAuthBearer && !errors.Is(err, kerr.SaslAuthenticationFailed):
		return fmt.Errorf("authentication with %s (%s): %w", addr, sec.Mechanism(), bare(err))
	case !errors.Is(err, kerr.SaslAuthenticationFailed) && !broke(err):
		return fmt.Errorf("%s does not let the user %q in (%s): %w", addr, sec.User, sec.Mechanism(), bare(err))
	case sec.User == "":
		return fmt.Errorf("%s refuses the token (%s)", addr, sec.Mechanism())
	}
	return fmt.Errorf("%s refuses the user %q (%s): the user or the password is wrong", addr, sec.User, sec.Mechanism())
}

// meet probes every broker at the address that it advertises: that is where the
// clients of a run will go.
func (c *cluster) meet(ctx context.Context, sec clientconfig.Security) error {
	addrs := make([]string, len(c.brokers))
	for i, b := range c.brokers {
		addrs[i] = b.addr
	}
	var wrong []string
	var first error
	for i, p := range probeAll(ctx, sec, addrs) {
		c.brokers[i].apis = p.apis
		if p.wrong == nil {
			continue
		}
		if first == nil {
			first = fmt.Errorf("broker %d advertises %s, which %w", c.brokers[i].id, p.addr, p.wrong)
		}
		wrong = append(wrong, strconv.Itoa(int(c.brokers[i].id)))
	}
	if len(wrong) > 1 {
		return fmt.Errorf("%w (and likewise %s)", first, counted(len(wrong)-1, "more broker"))
	}
	c.version = c.brokers[0].apis.version() + " by its protocol"
	return first
}

// deletesGroups reports whether the brokers can delete groups: Kafka 1.1 and later.
func (c *cluster) deletesGroups() bool {
	_, ok := c.brokers[0].apis[int16(kmsg.DeleteGroups)]
	return ok
}

// racks are those that the brokers stand in, sorted.
func (c *cluster) racks() (racks []string) {
	for _, b := range c.brokers {
		if b.rack != "" && !slices.Contains(racks, b.rack) {
			racks = append(racks, b.rack)
		}
	}
	slices.Sort(racks)
	return racks
}

// counted is "1 broker", "3 brokers".
func counted(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return strconv.Itoa(n) + " " + what + "s"
}
