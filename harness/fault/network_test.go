package fault_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/freshet-bench/freshet/harness/client"
	"github.com/freshet-bench/freshet/harness/fault"
	"github.com/freshet-bench/freshet/harness/target"
)

// cuttable is a cluster whose brokers can be taken off the network.
type cuttable struct{ cluster }

var _ target.NetworkCutter = (*cuttable)(nil)

func (*cuttable) Addresses(ids []int32) []string { return []string{verb("broker", ids)} }

func (c *cuttable) Cut(_ context.Context, ids []int32) (func(context.Context) error, error) {
	return func(context.Context) error { return c.note("join") }, c.note(verb("cut", ids))
}

func TestABrokerIsCutOffAndComesBack(t *testing.T) {
	c := &cuttable{}
	cut, err := fault.NewCut(c, which("controller"), []*client.Path{client.NewPath()})
	if err != nil {
		t.Fatal(err)
	}
	effect, err := cut.Begin(t.Context())
	if err != nil || effect.Note != "broker 3 off the network" {
		t.Fatalf("%q, %v", effect.Note, err)
	}
	if err := effect.End(t.Context()); err != nil {
		t.Error(err)
	}
	note, err := effect.Settle(t.Context())
	if err != nil || !strings.Contains(note, "all replicas in sync after") {
		t.Errorf("%q, %v", note, err)
	}
	if want := []string{"cut 3", "join", "in sync"}; !slices.Equal(c.did, want) {
		t.Errorf("did %q, want %q", c.did, want)
	}
}

func TestClientsAreCutOffByAddress(t *testing.T) {
	cut, err := fault.NewCutClients(&cluster{}, fault.CutClients{
		Brokers: which("leader of clicks/5"), Clients: []*client.Path{client.NewPath()},
		Addresses: func(_ context.Context, ids []int32) ([]string, error) { return []string{verb("broker", ids)}, nil },
	})
	if err != nil {
		t.Fatal(err)
	}
	effect, err := cut.Begin(t.Context())
	if err != nil || effect.Note != "cut off from broker 2 at broker 2" {
		t.Fatalf("%q, %v", effect.Note, err)
	}
	if err := effect.End(t.Context()); err != nil {
		t.Error(err)
	}
}

func TestATargetThatCannotCut(t *testing.T) {
	embedded := target.Embedded(target.EmbeddedOptions{})
	if _, err := fault.NewCut(embedded, which("1"), nil); err == nil || err.Error() != "the embedded target cannot take a broker off the network" {
		t.Errorf("error: %v", err)
	}
	if _, err := fault.NewCutClients(embedded, fault.CutClients{Brokers: which("1")}); err != nil {
		t.Error(err)
	}
	nameless := struct{ target.Target }{embedded}
	if _, err := fault.NewCutClients(nameless, fault.CutClients{Brokers: which("1")}); err == nil || !strings.Contains(err.Error(), "cannot tell its brokers apart") {
		t.Errorf("error: %v", err)
	}
	if _, err := fault.NewCutClients(nameless, fault.CutClients{Brokers: which("all")}); err != nil {
		t.Error(err)
	}
}
