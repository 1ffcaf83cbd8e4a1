package fault_test

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/freshet-bench/freshet/harness/fault"
	"github.com/freshet-bench/freshet/harness/target"
)

// cluster is brokers 1 to 3 that note what is done to them.
type cluster struct {
	target.Target
	did  []string
	fail error
}

var (
	_ target.BrokerStaller = (*cluster)(nil)
	_ target.BrokerKiller  = (*cluster)(nil)
)

func (c *cluster) note(what string) error {
	c.did = append(c.did, what)
	return c.fail
}

func (*cluster) BrokerIDs() []int32                        { return []int32{1, 2, 3} }
func (*cluster) Controller(context.Context) (int32, error) { return 3, nil }

func (*cluster) Leader(_ context.Context, topic string, p int32) (int32, error) {
	if topic != "run.clicks" || p != 5 {
		return -1, errors.New("no partition " + topic)
	}
	return 2, nil
}

func (c *cluster) Stall(_ context.Context, ids []int32) (func(), error) {
	return func() { _ = c.note("release") }, c.note(verb("stall", ids))
}

func (c *cluster) Kill(_ context.Context, ids []int32) (func(context.Context) error, error) {
	return func(context.Context) error { return c.note(verb("start", ids)) }, c.note(verb("kill", ids))
}

func (c *cluster) Restart(_ context.Context, ids []int32) error { return c.note(verb("restart", ids)) }
func (c *cluster) AwaitInSync(context.Context) error            { return c.note("in sync") }

func verb(what string, ids []int32) string {
	for _, id := range ids {
		what += " " + strconv.Itoa(int(id))
	}
	return what
}

func which(broker string) fault.Brokers {
	return fault.Brokers{Which: broker, Physical: func(t string) string { return "run." + t }}
}

func TestKillBringsBackTheBrokersThatItTook(t *testing.T) {
	for broker, want := range map[string]struct{ ids, note string }{
		"1":                  {" 1", "broker 1 killed"},
		"controller":         {" 3", "broker 3 killed"},
		"leader of clicks/5": {" 2", "broker 2 killed"},
		"all":                {" 1 2 3", "brokers 1, 2, 3 killed"},
	} {
		c := &cluster{}
		kill, err := fault.NewKill(c, which(broker))
		if err != nil {
			t.Fatal(err)
		}
		effect, err := kill.Begin(t.Context())
		if err != nil || effect.Note != want.note {
			t.Fatalf("%s: %q, %v", broker, effect.Note, err)
		}
		if err := effect.End(t.Context()); err != nil {
			t.Error(err)
		}
		note, err := effect.Settle(t.Context())
		if err != nil || !strings.Contains(note, "all replicas in sync after") {
			t.Errorf("%s: %q, %v", broker, note, err)
		}
		if did := []string{"kill" + want.ids, "start" + want.ids, "in sync"}; !slices.Equal(c.did, did) {
			t.Errorf("%s: did %q, want %q", broker, c.did, did)
		}
	}
}

func TestRestartLastsUntilAllIsInSync(t *testing.T) {
	c := &cluster{}
	restart, err := fault.NewRestart(c, which("2"))
	if err != nil {
		t.Fatal(err)
	}
	effect, err := restart.Begin(t.Context())
	if err != nil || len(c.did) != 0 {
		t.Fatalf("%v, did %q", err, c.did)
	}
	if err := effect.Run(t.Context()); err != nil {
		t.Error(err)
	}
	if want := []string{"restart 2", "in sync"}; !slices.Equal(c.did, want) {
		t.Errorf("did %q, want %q", c.did, want)
	}
}

func TestStallTakesTheBrokersOfTheMoment(t *testing.T) {
	c := &cluster{}
	stall, err := fault.NewStall(c, which("leader of clicks/5"))
	if err != nil {
		t.Fatal(err)
	}
	effect, err := stall.Begin(t.Context())
	if err != nil || effect.Note != "broker 2 stalled" {
		t.Fatalf("%q, %v", effect.Note, err)
	}
	if err := effect.End(t.Context()); err != nil || !slices.Equal(c.did, []string{"stall 2", "release"}) {
		t.Errorf("%v, did %q", err, c.did)
	}
}

func TestBrokersThatAreNotThere(t *testing.T) {
	for broker, want := range map[string]string{
		"4":                  `there is no broker "4"; the target has [1 2 3]`,
		"leader of orders/0": "finding the leader of orders/0: no partition run.orders",
		"leader of clicks":   `expected "leader of TOPIC/PARTITION"`,
	} {
		kill, err := fault.NewKill(&cluster{}, which(broker))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := kill.Begin(t.Context()); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", broker, err, want)
		}
	}
}

func TestWhatTheTargetRefusesNamesTheBroker(t *testing.T) {
	kill, err := fault.NewKill(&cluster{fail: errors.New("no")}, which("1"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := kill.Begin(t.Context()); err == nil || err.Error() != "killing broker 1: no" {
		t.Errorf("error: %v", err)
	}
}

func TestATargetWithoutTheMeansIsNamed(t *testing.T) {
	embedded := target.Embedded(target.EmbeddedOptions{})
	if _, err := fault.NewKill(embedded, which("1")); err == nil || err.Error() != "the embedded target cannot kill a broker" {
		t.Errorf("error: %v", err)
	}
	if _, err := fault.NewRestart(embedded, which("1")); err == nil || err.Error() != "the embedded target cannot restart a broker" {
		t.Errorf("error: %v", err)
	}
	if _, err := fault.NewStall(embedded, which("1")); err != nil {
		t.Error(err)
	}
}
