package client_test

import (
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/twmb/franz-go/pkg/kfake"
	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/freshet-bench/freshet/harness/client"
	"github.com/freshet-bench/freshet/harness/target"
	"github.com/freshet-bench/freshet/scenarios"
)

// session is what the members of the tests' groups ask for.
const session = 10 * time.Second

// protocols are the ways to be in a group.
var protocols = map[string]func(member int) []kgo.Opt{
	"classic":  func(int) []kgo.Opt { return classic() },
	"consumer": func(int) []kgo.Opt { return []kgo.Opt{kgo.ServerSideBalancer()} },
	"classic static": func(m int) []kgo.Opt {
		return append(classic(), kgo.InstanceID(fmt.Sprint("member-", m)))
	},
	"consumer static": func(m int) []kgo.Opt {
		return []kgo.Opt{kgo.ServerSideBalancer(), kgo.InstanceID(fmt.Sprint("member-", m))}
	},
}

func classic() []kgo.Opt {
	return []kgo.Opt{
		kgo.Balancers(kgo.CooperativeStickyBalancer()),
		kgo.SessionTimeout(session), kgo.HeartbeatInterval(3 * time.Second), kgo.RebalanceTimeout(session),
	}
}

// member is a member of group ranking.
type member struct {
	*kgo.Client
	gate *client.Gate
}

func join(t *testing.T, f *client.Factory, opts []kgo.Opt) member {
	t.Helper()
	gate := client.NewGate()
	all := append(client.ConsumerOpts(scenarios.Client{}), kgo.ConsumerGroup("ranking"), kgo.ConsumeTopics(topic), kgo.DisableAutoCommit())
	cl, err := f.New(client.Role{Kind: client.KindStage, Name: "ranking"}, gate, append(all, opts...)...)
	if err != nil {
		t.Fatal(err)
	}
	return member{cl, gate}
}

// settle waits until the group gives all partitions to n members and returns how
// long it took.
func settle(t *testing.T, c *cluster, n int) time.Duration {
	t.Helper()
	begin := time.Now()
	_, err := c.kfake.WaitGroupInfo(t.Context(), "ranking", func(g *kfake.GroupInfo) bool {
		return g != nil && len(g.Members) == n && g.NumAssigned() == 6
	})
	if err != nil {
		t.Fatal(err)
	}
	return time.Since(begin)
}

func groupCluster(t *testing.T) (*cluster, *client.Factory) {
	t.Helper()
	c := start(t, target.EmbeddedOptions{ConsumerSession: session, ConsumerHeartbeat: 3 * time.Second})
	return c, client.New(c, nil)
}

func TestKilledMemberLeavesByItsSessionTimeout(t *testing.T) {
	for name, opts := range protocols {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c, f := groupCluster(t)
				stays, dies := join(t, f, opts(1)), join(t, f, opts(2))
				defer stays.Close()
				t.Logf("both in the group after %v", settle(t, c, 2))
				time.Sleep(20 * time.Second)
				dies.gate.Kill()
				<-client.CloseDead(dies.Client)
				after := settle(t, c, 1)
				t.Logf("expelled after %v", after)
				if after < session-4*time.Second || after > session+4*time.Second {
					t.Errorf("the dead member left after %v, session timeout %v", after, session)
				}
			})
		})
	}
}

func TestFrozenMemberIsExpelledAndComesBack(t *testing.T) {
	for name, opts := range protocols {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c, f := groupCluster(t)
				stays, freezes := join(t, f, opts(1)), join(t, f, opts(2))
				defer stays.Close()
				defer freezes.Close()
				settle(t, c, 2)
				time.Sleep(20 * time.Second)
				freezes.gate.Freeze()
				t.Logf("expelled after %v", settle(t, c, 1))
				time.Sleep(20 * time.Second)
				freezes.gate.Thaw()
				t.Logf("back after %v", settle(t, c, 2))
			})
		})
	}
}

func TestShortFreezeKeepsTheMember(t *testing.T) {
	for name, opts := range protocols {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c, f := groupCluster(t)
				stays, freezes := join(t, f, opts(1)), join(t, f, opts(2))
				defer stays.Close()
				defer freezes.Close()
				settle(t, c, 2)
				time.Sleep(20 * time.Second)
				epoch := c.kfake.GroupInfo("ranking").Epoch
				freezes.gate.Freeze()
				time.Sleep(5 * time.Second)
				freezes.gate.Thaw()
				time.Sleep(20 * time.Second)
				settle(t, c, 2)
				if now := c.kfake.GroupInfo("ranking").Epoch; now != epoch {
					t.Errorf("group epoch %d became %d", epoch, now)
				}
			})
		})
	}
}

func TestCommitsOutliveTheMembers(t *testing.T) {
	for name, opts := range protocols {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				_, f := groupCluster(t)
				produce(t, newClient(t, f, clicksRole, nil, client.ProducerOpts(scenarios.Client{Idempotent: true})...), 5)
				first := join(t, f, opts(1))
				commit(t, first, 30)
				first.gate.Kill()
				<-client.CloseDead(first.Client)
				time.Sleep(time.Hour)
				produce(t, newClient(t, f, clicksRole, nil, client.ProducerOpts(scenarios.Client{Idempotent: true})...), 1)
				second := join(t, f, opts(1))
				defer second.Close()
				commit(t, second, 6)
			})
		})
	}
}

// commit reads want records, no more, and commits them.
func commit(t *testing.T, m member, want int) {
	t.Helper()
	got := 0
	for got < want {
		fs := m.PollFetches(t.Context())
		if err := fs.Err(); err != nil {
			t.Fatal(err)
		}
		got += fs.NumRecords()
		if err := m.CommitRecords(t.Context(), fs.Records()...); err != nil {
			t.Fatal(err)
		}
	}
	if got != want {
		t.Errorf("read %d records, want %d", got, want)
	}
}
