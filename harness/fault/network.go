package fault

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/freshet-bench/freshet/harness/client"
	"github.com/freshet-bench/freshet/harness/target"
)

// Cut takes brokers off the network: other brokers and clients do not reach them,
// and nobody is told.
type Cut struct {
	Target  target.NetworkCutter
	Brokers Brokers
	// Clients are the paths of the clients, which are cut off too.
	Clients []*client.Path
}

// CutClients takes clients off brokers, which go on reaching each other.
type CutClients struct {
	// Target is nil if Brokers is all.
	Target  target.BrokerFinder
	Brokers Brokers
	Clients []*client.Path
	// Addresses are those of brokers, as clients dial them.
	Addresses func(ctx context.Context, ids []int32) ([]string, error)
}

// Delay makes the way of clients to all brokers longer, each way.
type Delay struct {
	Clients []*client.Path
	By      time.Duration
}

// Limit makes the way of clients to all brokers narrower, each way.
type Limit struct {
	Clients []*client.Path
	To      float64 // bytes per second
}

var (
	_ Verb = Cut{}
	_ Verb = CutClients{}
	_ Verb = Delay{}
	_ Verb = Limit{}
)

// NewCut is an error if the target cannot take a broker off the network.
func NewCut(t target.Target, brokers Brokers, clients []*client.Path) (Cut, error) {
	n, ok := target.As[target.NetworkCutter](t)
	if !ok {
		return Cut{}, cannot(t, "take a broker off the network")
	}
	return Cut{Target: n, Brokers: brokers, Clients: clients}, nil
}

// NewCutClients is an error if the clients are to be cut off from some brokers of a
// target whose brokers cannot be told apart. c's Target is filled in.
func NewCutClients(t target.Target, c CutClients) (CutClients, error) {
	finder, ok := target.As[target.BrokerFinder](t)
	if !ok && c.Brokers.Which != everyone {
		return CutClients{}, cannot(t, "tell its brokers apart, to cut clients off one")
	}
	c.Target = finder
	return c, nil
}

// Begin cuts the clients off first: they are to see silence, and no goodbye.
func (c Cut) Begin(ctx context.Context) (Effect, error) {
	ids, err := c.Brokers.find(ctx, c.Target)
	if err != nil {
		return Effect{}, err
	}
	heal := cutOff(c.Clients, c.Target.Addresses(ids))
	join, err := c.Target.Cut(ctx, ids)
	if err != nil {
		heal()
		return Effect{}, fmt.Errorf("cutting off %s: %w", named(ids), err)
	}
	var began time.Time
	return Effect{
		Note:  named(ids) + " off the network",
		Moves: &Moves{Behind: ids},
		End: func(ctx context.Context) error {
			began = time.Now()
			defer heal()
			if err := join(ctx); err != nil {
				return fmt.Errorf("putting %s on the network again: %w", named(ids), err)
			}
			return nil
		},
		Settle: func(ctx context.Context) (string, error) {
			answered := time.Since(began)
			if err := c.Target.AwaitInSync(ctx); err != nil {
				return "", fmt.Errorf("waiting for the replicas of %s: %w", named(ids), err)
			}
			return fmt.Sprintf("%s on the network again: answers after %s, all replicas in sync after %s",
				named(ids), spoken(answered), spoken(time.Since(began))), nil
		},
	}, nil
}

// Begin cuts the clients off the brokers that the entry names at this moment.
func (c CutClients) Begin(ctx context.Context) (Effect, error) {
	if c.Brokers.Which == everyone {
		var heal []func()
		for _, p := range c.Clients {
			heal = append(heal, p.Cut(func(string) bool { return true }))
		}
		return Effect{End: undoing(heal)}, nil
	}
	ids, err := c.Brokers.find(ctx, c.Target)
	if err != nil {
		return Effect{}, err
	}
	addrs, err := c.Addresses(ctx, ids)
	if err != nil {
		return Effect{}, fmt.Errorf("finding the address of %s: %w", named(ids), err)
	}
	heal := cutOff(c.Clients, addrs)
	return Effect{
		Note: "cut off from " + named(ids) + " at " + strings.Join(addrs, ", "),
		End:  func(context.Context) error { heal(); return nil },
	}, nil
}

// Begin makes the way longer.
func (d Delay) Begin(context.Context) (Effect, error) {
	var undo []func()
	for _, p := range d.Clients {
		undo = append(undo, p.Delay(d.By))
	}
	return Effect{End: undoing(undo)}, nil
}

// Begin makes the way narrower.
func (l Limit) Begin(context.Context) (Effect, error) {
	var undo []func()
	for _, p := range l.Clients {
		undo = append(undo, p.Limit(l.To))
	}
	return Effect{End: undoing(undo)}, nil
}

// cutOff cuts paths towards addresses.
func cutOff(paths []*client.Path, addrs []string) (heal func()) {
	var undo []func()
	for _, p := range paths {
		undo = append(undo, p.Cut(func(addr string) bool { return slices.Contains(addrs, addr) }))
	}
	return func() { _ = undoing(undo)(context.Background()) }
}

func undoing(undo []func()) func(context.Context) error {
	return func(context.Context) error {
		for _, f := range undo {
			f()
		}
		return nil
	}
}
