package external_test

import (
	"crypto/tls"
	"slices"
	"strings"
	"testing"

	"github.com/twmb/franz-go/pkg/kfake"
	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"

	"github.com/freshet-bench/freshet/harness/clientconfig"
	"github.com/freshet-bench/freshet/harness/target"
	"github.com/freshet-bench/freshet/harness/target/external"
)

func TestTopicsComeAndGo(t *testing.T) {
	c := fake(t, kfake.NumBrokers(3), kfake.SeedTopics(1, "orders", "freshet-not-a-run"))
	before := ours(t, c.ListenAddrs())
	var said told
	tgt := open(t, external.Options{Bootstrap: c.ListenAddrs(), Progress: said.tell})
	if err := tgt.Start(t.Context(), chain()); err != nil {
		t.Fatal(err)
	}
	if got := ours(t, c.ListenAddrs()); !slices.Equal(got, before) {
		t.Errorf("the preflight made %v", got)
	}
	for _, want := range []string{"3 brokers", "PLAINTEXT", "2 topics with 5 partitions (raw.clicks 3 x 1, features.user 2 x 1), and 1 group", prefix + "*", "1 k records", "are removed"} {
		if !strings.Contains(strings.Join(said.lines, "\n"), want) {
			t.Errorf("the summary lacks %q:\n%s", want, strings.Join(said.lines, "\n"))
		}
	}
	prepare(t, tgt, chain())
	if got := ours(t, c.ListenAddrs()); len(got) != len(before)+3 {
		t.Errorf("on the cluster: %v", got)
	}
	facts := tgt.Facts()
	if facts.Kind != "external" || len(facts.Brokers) != 3 || facts.Caveat == "" || !strings.HasPrefix(facts.Version, "Kafka 4") {
		t.Errorf("facts: %+v", facts)
	}
	if _, err := tgt.Leader(t.Context(), prefix+"raw.clicks", 2); err != nil {
		t.Error(err)
	}
	if id, err := tgt.Controller(t.Context()); err != nil || !slices.Contains(tgt.BrokerIDs(), id) {
		t.Errorf("controller %d of %v: %v", id, tgt.BrokerIDs(), err)
	}
	for range 2 {
		if err := tgt.Close(); err != nil {
			t.Error(err)
		}
	}
	if got := ours(t, c.ListenAddrs()); !slices.Equal(got, before) {
		t.Errorf("left on the cluster: %v", got)
	}
}

// prepare makes the topics and a group.
func prepare(t *testing.T, tgt *external.Target, needs target.Needs) {
	t.Helper()
	if err := tgt.Prepare(t.Context(), needs.Topics); err != nil {
		t.Fatal(err)
	}
	adm := admin(t, tgt.Bootstrap(), append(tgt.ClientOpts(), kgo.Dialer(tgt.Dial))...)
	ends, err := adm.ListEndOffsets(t.Context(), needs.Topics[0].Name)
	if err == nil {
		err = adm.CommitAllOffsets(t.Context(), needs.Groups[0], ends.Offsets())
	}
	if err != nil {
		t.Fatal(err)
	}
}

func TestKeepLeavesTopicsAndGroups(t *testing.T) {
	c := fake(t, kfake.NumBrokers(1))
	tgt := open(t, external.Options{Bootstrap: c.ListenAddrs(), Keep: true})
	if err := tgt.Start(t.Context(), chain()); err != nil {
		t.Fatal(err)
	}
	prepare(t, tgt, chain())
	if err := tgt.Close(); err != nil {
		t.Fatal(err)
	}
	if got := ours(t, c.ListenAddrs()); len(got) != 3 {
		t.Errorf("kept: %v", got)
	}
}

func TestNothingIsLeftOfAFailedPrepare(t *testing.T) {
	taken := prefix + "features.user"
	c := fake(t, kfake.NumBrokers(1), kfake.SeedTopics(1, taken))
	needs := chain()
	tgt := open(t, external.Options{Bootstrap: c.ListenAddrs()})
	asked := needs
	asked.Topics = needs.Topics[:1] // what the preflight sees
	if err := tgt.Start(t.Context(), asked); err != nil {
		t.Fatal(err)
	}
	if err := tgt.Prepare(t.Context(), needs.Topics); err == nil {
		t.Fatal("a topic that exists was made")
	}
	if err := tgt.Close(); err != nil {
		t.Error(err)
	}
	if got := ours(t, c.ListenAddrs()); !slices.Equal(got, []string{taken}) {
		t.Errorf("on the cluster: %v; what was there before is not ours to remove", got)
	}
}

func TestABadBootstrapIsNamed(t *testing.T) {
	for _, bootstrap := range [][]string{nil, {"kafka1"}, {":9092"}, {"kafka1:9092", "kafka2:"}} {
		if _, err := external.New(external.Options{Bootstrap: bootstrap}); err == nil || !strings.Contains(err.Error(), "host:port") {
			t.Errorf("%v: %v", bootstrap, err)
		}
	}
}

// TestOneOfSeveralAddressesIsEnough: the others may be down.
func TestOneOfSeveralAddressesIsEnough(t *testing.T) {
	c := fake(t, kfake.NumBrokers(1))
	var said told
	tgt := open(t, external.Options{Bootstrap: []string{closedPort(t), c.ListenAddrs()[0]}, Progress: said.tell})
	if err := tgt.Start(t.Context(), chain()); err != nil {
		t.Fatal(err)
	}
	prepare(t, tgt, chain())
	if err := tgt.Close(); err != nil {
		t.Error(err)
	}
	if len(said.lines) == 0 || !strings.Contains(said.lines[0], "warning: "+tgt.Bootstrap()[0]+" refuses connections: nothing listens there; going on with "+c.ListenAddrs()[0]) {
		t.Errorf("said: %v", said.lines)
	}
}

func TestZonesWithoutARackAreAWarning(t *testing.T) {
	c := fake(t, kfake.NumBrokers(1))
	var said told
	tgt := open(t, external.Options{Bootstrap: c.ListenAddrs(), Progress: said.tell})
	needs := chain()
	needs.Zones = []string{"krack", "b"}
	if err := tgt.Start(t.Context(), needs); err != nil {
		t.Fatal(err)
	}
	defer tgt.Close()
	if want := "no broker stands in zone b of the scenario (the brokers' racks are krack)"; !strings.Contains(strings.Join(said.lines, "\n"), want) {
		t.Errorf("said: %v", said.lines)
	}
}

// TestAGroupWithMembersIsWaitedFor: Kafka deletes empty groups only.
func TestAGroupWithMembersIsWaitedFor(t *testing.T) {
	c := fake(t, kfake.NumBrokers(1))
	tgt := open(t, external.Options{Bootstrap: c.ListenAddrs()})
	if err := tgt.Start(t.Context(), chain()); err != nil {
		t.Fatal(err)
	}
	prepare(t, tgt, chain())
	leave := member(t, c, chain().Topics[0].Name, chain().Groups[0])
	asked := make(chan struct{}, 1)
	c.ControlKey(int16(kmsg.DeleteGroups), func(kmsg.Request) (kmsg.Response, error, bool) {
		asked <- struct{}{} // once; the cluster answers by itself
		return nil, nil, false
	})
	closed := make(chan error, 1)
	go func() { closed <- tgt.Close() }()
	<-asked
	leave()
	if err := <-closed; err != nil {
		t.Error(err)
	}
	if got := ours(t, c.ListenAddrs()); len(got) > 0 {
		t.Errorf("left on the cluster: %v", got)
	}
}

func TestOnlyItsOwnNames(t *testing.T) {
	c := fake(t, kfake.NumBrokers(1))
	tgt := open(t, external.Options{Bootstrap: c.ListenAddrs()})
	if err := tgt.Start(t.Context(), target.Needs{Prefix: prefix}); err != nil {
		t.Fatal(err)
	}
	defer tgt.Close()
	if err := tgt.Prepare(t.Context(), []target.Topic{{Name: "orders", Partitions: 1, Replication: 1}}); err == nil || !strings.Contains(err.Error(), "freshet-") {
		t.Errorf("a topic of somebody else: %v", err)
	}
}

func TestSecured(t *testing.T) {
	ca := newAuthority(t, "test authority")
	served := &tls.Config{Certificates: []tls.Certificate{ca.issue(t, "broker", "127.0.0.1")}, MinVersion: tls.VersionTLS12}
	mutual := served.Clone()
	mutual.ClientAuth, mutual.ClientCAs = tls.RequireAndVerifyClientCert, ca.pool()
	for name, c := range map[string]struct {
		opts []kfake.Opt
		sec  clientconfig.Security
	}{
		"TLS":           {[]kfake.Opt{kfake.TLS(served)}, clientconfig.Security{TLS: ca.trusting()}},
		"mutual TLS":    {[]kfake.Opt{kfake.TLS(mutual)}, clientconfig.Security{TLS: ca.trusting(ca.issue(t, "client"))}},
		"PLAIN":         {users(clientconfig.Plain), as(nil, clientconfig.Plain, "alice", "s3cret")},
		"SCRAM-SHA-256": {users(clientconfig.Scram256), as(nil, clientconfig.Scram256, "alice", "s3cret")},
		"SCRAM-SHA-512 over TLS": {append(users(clientconfig.Scram512), kfake.TLS(served)),
			as(ca.trusting(), clientconfig.Scram512, "alice", "s3cret")},
	} {
		t.Run(name, func(t *testing.T) {
			cluster := fake(t, append(c.opts, kfake.NumBrokers(2))...)
			tgt := open(t, external.Options{Bootstrap: cluster.ListenAddrs(), Security: c.sec})
			if err := tgt.Start(t.Context(), chain()); err != nil {
				t.Fatal(err)
			}
			prepare(t, tgt, chain())
			opts := append(tgt.ClientOpts(), kgo.Dialer(tgt.Dial))
			if got := ours(t, cluster.ListenAddrs(), opts...); len(got) != 3 {
				t.Errorf("on the cluster: %v", got)
			}
			if err := tgt.Close(); err != nil {
				t.Error(err)
			}
			if got := ours(t, cluster.ListenAddrs(), opts...); len(got) > 0 {
				t.Errorf("left on the cluster: %v", got)
			}
		})
	}
}

func users(mechanism string) []kfake.Opt {
	return []kfake.Opt{kfake.EnableSASL(), kfake.Superuser(mechanism, "alice", "s3cret")}
}
