package external_test

import (
	"crypto/tls"
	"net"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/twmb/franz-go/pkg/kfake"
	"github.com/twmb/franz-go/pkg/kmsg"
	"github.com/twmb/franz-go/pkg/kversion"
	"github.com/twmb/franz-go/pkg/sasl/oauth"

	"github.com/freshet-bench/freshet/harness/clientconfig"
	"github.com/freshet-bench/freshet/harness/target"
	"github.com/freshet-bench/freshet/harness/target/external"
)

// refusal is a cluster that a run cannot use, and what is said of it.
type refusal struct {
	opts      []kfake.Opt
	control   func(*kfake.Cluster)
	bootstrap []string // instead of the cluster's
	sec       clientconfig.Security
	needs     func(*target.Needs)
	want      []string
}

func TestEachRefusalIsOneLineThatSaysWhich(t *testing.T) {
	ca, other := newAuthority(t, "our authority"), newAuthority(t, "another authority")
	secured := &tls.Config{Certificates: []tls.Certificate{ca.issue(t, "broker", "127.0.0.1")}, MinVersion: tls.VersionTLS12}
	elsewhere := &tls.Config{Certificates: []tls.Certificate{ca.issue(t, "broker", "kafka.example")}, MinVersion: tls.VersionTLS12}
	mutual := secured.Clone()
	mutual.ClientAuth, mutual.ClientCAs = tls.RequireAndVerifyClientCert, ca.pool()
	closed := closedPort(t)
	for name, c := range map[string]refusal{
		"unreachable host":              {bootstrap: []string{closed}, want: []string{closed + " refuses connections"}},
		"unknown host":                  {bootstrap: []string{"kafka.invalid:9092"}, want: []string{"kafka.invalid:9092 cannot be resolved by this machine"}},
		"no broker":                     {bootstrap: []string{silent(t)}, want: []string{"does not answer as a Kafka broker"}},
		"TLS to a plaintext port":       {sec: clientconfig.Security{TLS: ca.trusting()}, want: []string{"speaks plaintext on this port", "security.protocol=SSL"}},
		"plaintext to a TLS port":       {opts: []kfake.Opt{kfake.TLS(secured)}, want: []string{"speaks TLS on this port", "security.protocol=PLAINTEXT", "--tls"}},
		"untrusted certificate":         {opts: []kfake.Opt{kfake.TLS(secured)}, sec: clientconfig.Security{TLS: other.trusting()}, want: []string{"not trusted (signed by CN=our authority)", "ssl.truststore.location"}},
		"certificate of another host":   {opts: []kfake.Opt{kfake.TLS(elsewhere)}, sec: clientconfig.Security{TLS: ca.trusting()}, want: []string{"not for 127.0.0.1: it is for kafka.example"}},
		"no certificate of our own":     {opts: []kfake.Opt{kfake.TLS(mutual)}, sec: clientconfig.Security{TLS: ca.trusting()}, want: []string{"wants a certificate of the client", "ssl.keystore.location"}},
		"our certificate is a wrong":    {opts: []kfake.Opt{kfake.TLS(mutual)}, sec: clientconfig.Security{TLS: ca.trusting(other.issue(t, "client"))}, want: []string{"does not accept the client's certificate"}},
		"wrong password, PLAIN":         {opts: users(clientconfig.Plain), sec: as(nil, clientconfig.Plain, "alice", "guess"), want: []string{`refuses the user "alice" (PLAIN)`, "password is wrong"}},
		"wrong password, SCRAM":         {opts: users(clientconfig.Scram512), sec: as(nil, clientconfig.Scram512, "alice", "guess"), want: []string{`refuses the user "alice" (SCRAM-SHA-512)`, "password is wrong"}},
		"unknown user":                  {opts: users(clientconfig.Scram256), sec: as(nil, clientconfig.Scram256, "bob", "guess"), want: []string{`refuses the user "bob" (SCRAM-SHA-256)`}},
		"nobody where users are asked":  {opts: users(clientconfig.Plain), want: []string{"wants clients to authenticate (SASL: PLAIN, SCRAM-SHA-256, SCRAM-SHA-512)"}},
		"a mechanism that is not there": {opts: users(clientconfig.Plain), sec: clientconfig.Security{SASL: oauth.Auth{Token: "guess"}.AsMechanism()}, want: []string{"does not take the SASL mechanism OAUTHBEARER: it takes PLAIN, SCRAM-SHA-256, SCRAM-SHA-512"}},
		"too few brokers":               {needs: func(n *target.Needs) { n.Replication = 3 }, want: []string{"have 3 replicas, but the cluster has 1 broker: set their replication to 1"}},
		"unresolvable advertised name":  {control: advertise("kafka1.invalid", 9092), want: []string{"broker 0 advertises kafka1.invalid:9092, which cannot be resolved by this machine"}},
		"refused advertised name":       {control: advertiseAt(closed), want: []string{"broker 0 advertises " + closed + ", which refuses connections"}},
		"too old for the protocol consumer": {opts: []kfake.Opt{kfake.MaxVersions(kversion.V2_3_0())}, needs: func(n *target.Needs) { n.Uses.ConsumerGroups = true },
			want: []string{"speak no ConsumerGroupHeartbeat (Kafka 4.0 and later)", "group protocol: consumer", "this is Kafka 2.3"}},
		"too old for transactions": {opts: []kfake.Opt{kfake.MaxVersions(kversion.V2_3_0())}, needs: func(n *target.Needs) { n.Uses.Transactions = true },
			want: []string{"speak no TxnOffsetCommit version 3 (Kafka 2.5 and later)"}},
		"too old for idempotence": {opts: []kfake.Opt{kfake.MaxVersions(kversion.V0_10_2())}, want: []string{"speak no InitProducerID (Kafka 0.11 and later)", "speak no Produce version 3"}},
	} {
		t.Run(name, func(t *testing.T) {
			cluster := fake(t, append(c.opts, kfake.NumBrokers(1))...)
			if c.control != nil {
				c.control(cluster)
			}
			addrs := cluster.ListenAddrs()
			if c.bootstrap != nil {
				addrs = c.bootstrap
			}
			needs := chain()
			if c.needs != nil {
				c.needs(&needs)
			}
			tgt := open(t, external.Options{Bootstrap: addrs, Security: c.sec})
			err := tgt.Start(soon(t), needs)
			if err == nil {
				_ = tgt.Close()
				t.Fatal("the preflight found nothing")
			}
			for _, want := range c.want {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("%q lacks %q", err, want)
				}
			}
			if strings.Contains(err.Error(), "s3cret") || strings.Contains(err.Error(), "guess") {
				t.Errorf("a password is in %q", err)
			}
			if err := tgt.Close(); err != nil {
				t.Errorf("closing after a failed start: %v", err)
			}
		})
	}
}

// TestOldBrokersServe says what they lack, and goes on where the scenario does not
// need it.
func TestOldBrokersServe(t *testing.T) {
	for _, v := range []*kversion.Versions{kversion.V0_11_0(), kversion.V2_3_0(), kversion.V3_0_0()} {
		t.Run(v.VersionGuess(), func(t *testing.T) {
			c := fake(t, kfake.NumBrokers(1), kfake.MaxVersions(v))
			tgt := open(t, external.Options{Bootstrap: c.ListenAddrs()})
			if err := tgt.Start(t.Context(), chain()); err != nil {
				t.Fatal(err)
			}
			if err := tgt.Prepare(t.Context(), chain().Topics); err != nil {
				t.Error(err)
			}
			if err := tgt.Close(); err != nil {
				t.Error(err)
			}
			if got := ours(t, c.ListenAddrs()); len(got) > 0 {
				t.Errorf("left on the cluster: %v", got)
			}
		})
	}
}

// allow are ACLs for names with the prefix.
func allow(resource kmsg.ACLResourceType, operations ...kmsg.ACLOperation) (acls []kfake.ACL) {
	for _, op := range operations {
		acls = append(acls, kfake.ACL{Resource: resource, Name: external.Prefix, Pattern: kmsg.ACLResourcePatternTypePrefixed, Operation: op, Allow: true})
	}
	return acls
}

func TestPermissions(t *testing.T) {
	topic, group := kmsg.ACLResourceTypeTopic, kmsg.ACLResourceTypeGroup
	all := slices.Concat(
		allow(topic, kmsg.ACLOperationCreate, kmsg.ACLOperationWrite, kmsg.ACLOperationRead, kmsg.ACLOperationDescribe, kmsg.ACLOperationDelete),
		allow(group, kmsg.ACLOperationRead, kmsg.ACLOperationDescribe, kmsg.ACLOperationDelete))
	for name, c := range map[string]struct {
		without func(kfake.ACL) bool
		want    string
	}{
		"everything":          {func(kfake.ACL) bool { return false }, ""},
		"no Create":           {func(a kfake.ACL) bool { return a.Operation == kmsg.ACLOperationCreate }, `the user "bob" lacks permissions (ACLs): Create on topics;`},
		"no Write":            {func(a kfake.ACL) bool { return a.Operation == kmsg.ACLOperationWrite }, "(ACLs): Write on topics;"},
		"no Read of topics":   {func(a kfake.ACL) bool { return a.Operation == kmsg.ACLOperationRead && a.Resource == topic }, "(ACLs): Read on topics;"},
		"no Delete of topics": {func(a kfake.ACL) bool { return a.Operation == kmsg.ACLOperationDelete && a.Resource == topic }, "(ACLs): Delete on topics;"},
		"nothing for groups":  {func(a kfake.ACL) bool { return a.Resource == group }, "(ACLs): Delete on groups;"},
		"nothing":             {func(kfake.ACL) bool { return true }, "(ACLs): Create on topics, Write on topics, Read on topics, Delete on topics, Delete on groups;"},
	} {
		t.Run(name, func(t *testing.T) {
			given := slices.DeleteFunc(slices.Clone(all), c.without)
			opts := append(users(clientconfig.Scram256), kfake.EnableACLs(), kfake.NumBrokers(1), kfake.User(clientconfig.Scram256, "bob", "hunter2", given...))
			cluster := fake(t, opts...)
			tgt := open(t, external.Options{Bootstrap: cluster.ListenAddrs(), Security: as(nil, clientconfig.Scram256, "bob", "hunter2")})
			err := tgt.Start(soon(t), chain())
			if (err == nil) != (c.want == "") || err != nil && !strings.Contains(err.Error(), c.want) {
				t.Errorf("%v, want %q", err, c.want)
			}
			if err == nil {
				prepare(t, tgt, chain())
			}
			if err := tgt.Close(); err != nil {
				t.Error(err)
			}
		})
	}
}

// advertise has the cluster's one broker advertise another address.
func advertise(host string, port int32) func(*kfake.Cluster) {
	return func(c *kfake.Cluster) {
		c.ControlKey(int16(kmsg.Metadata), func(kreq kmsg.Request) (kmsg.Response, error, bool) {
			c.KeepControl()
			resp := kreq.ResponseKind().(*kmsg.MetadataResponse)
			b := kmsg.NewMetadataResponseBroker()
			b.Host, b.Port = host, port
			resp.Brokers = append(resp.Brokers, b)
			return resp, nil, true
		})
	}
}

func advertiseAt(addr string) func(*kfake.Cluster) {
	host, port, _ := net.SplitHostPort(addr)
	n, _ := strconv.Atoi(port)
	return advertise(host, int32(n))
}

// closedPort is an address where nothing listens.
func closedPort(t *testing.T) string {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// silent is an address where every connection is closed at once.
func silent(t *testing.T) string {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			_ = conn.Close()
		}
	}()
	t.Cleanup(func() { _ = l.Close(); <-done })
	return l.Addr().String()
}
