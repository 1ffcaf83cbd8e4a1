package external_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/moby/moby/api/types/container"
	"github.com/moby/moby/api/types/network"
	"github.com/moby/moby/client"
	"github.com/testcontainers/testcontainers-go"
	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/freshet-bench/freshet/harness"
	"github.com/freshet-bench/freshet/harness/clientconfig"
	"github.com/freshet-bench/freshet/harness/target/containers"
	"github.com/freshet-bench/freshet/harness/target/external"
	"github.com/freshet-bench/freshet/results"
	"github.com/freshet-bench/freshet/scenarios"
)

// foreign is a broker of Apache Kafka that somebody else runs: users and ACLs over
// TLS on one port, plaintext on another, and a third whose advertised name nobody
// can resolve.
type foreign struct {
	secured, plaintext, lost string // addresses
	ca                       authority
	admin                    *kadm.Client
}

// startForeign starts the broker, or skips the test where Docker is absent.
func startForeign(t *testing.T) *foreign {
	t.Helper()
	needDocker(t)
	f := &foreign{ca: newAuthority(t, "the cluster's authority")}
	ports := freePorts(t, 3)
	f.secured, f.plaintext, f.lost = at(ports[0]), at(ports[1]), at(ports[2])
	bindings := network.PortMap{}
	var exposed []string
	for i, inside := range []string{"19092/tcp", "19093/tcp", "19094/tcp"} {
		port, err := network.ParsePort(inside)
		if err != nil {
			t.Fatal(err)
		}
		bindings[port] = []network.PortBinding{{HostIP: netip.MustParseAddr("127.0.0.1"), HostPort: strconv.Itoa(ports[i])}}
		exposed = append(exposed, inside)
	}
	image := os.Getenv(containers.ImageVariable)
	if image == "" {
		image = containers.DefaultImage
	}
	made, err := testcontainers.Run(t.Context(), image,
		testcontainers.WithEnv(f.environment(t)),
		testcontainers.WithExposedPorts(exposed...),
		testcontainers.WithHostConfigModifier(func(h *container.HostConfig) { h.PortBindings = bindings }))
	testcontainers.CleanupContainer(t, made)
	if err != nil {
		t.Fatal(err)
	}
	f.await(t)
	return f
}

func (f *foreign) environment(t *testing.T) map[string]string {
	cert := f.ca.issue(t, "broker", "127.0.0.1")
	key, err := x509.MarshalPKCS8PrivateKey(cert.PrivateKey)
	if err != nil {
		t.Fatal(err)
	}
	inline := func(kind string, der ...[]byte) string {
		var text strings.Builder
		for _, d := range der {
			text.Write(pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: d}))
		}
		return strings.ReplaceAll(text.String(), "\n", `\n`)
	}
	return map[string]string{
		"CLUSTER_ID": "5L6g3nShT-eMCtK--X86sw", "KAFKA_NODE_ID": "1", "KAFKA_PROCESS_ROLES": "broker,controller",
		"KAFKA_LISTENERS":                      "INTERNAL://:9092,CONTROLLER://:9093,EXTERNAL://:19092,OPEN://:19093,LOST://:19094",
		"KAFKA_ADVERTISED_LISTENERS":           "INTERNAL://localhost:9092,EXTERNAL://" + f.secured + ",OPEN://" + f.plaintext + ",LOST://kafka1.invalid:9092",
		"KAFKA_LISTENER_SECURITY_PROTOCOL_MAP": "INTERNAL:PLAINTEXT,CONTROLLER:PLAINTEXT,EXTERNAL:SASL_SSL,OPEN:PLAINTEXT,LOST:PLAINTEXT",
		"KAFKA_INTER_BROKER_LISTENER_NAME":     "INTERNAL", "KAFKA_CONTROLLER_LISTENER_NAMES": "CONTROLLER",
		"KAFKA_CONTROLLER_QUORUM_VOTERS": "1@localhost:9093", "KAFKA_LOG_DIRS": "/var/lib/kafka/data",
		"KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR": "1", "KAFKA_OFFSETS_TOPIC_NUM_PARTITIONS": "3",
		"KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR": "1", "KAFKA_TRANSACTION_STATE_LOG_MIN_ISR": "1",
		"KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS":                          "0",
		"KAFKA_AUTHORIZER_CLASS_NAME":                                     "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
		"KAFKA_SUPER_USERS":                                               "User:ANONYMOUS",
		"KAFKA_LISTENER_NAME_EXTERNAL_SSL_KEYSTORE_TYPE":                  "PEM",
		"KAFKA_LISTENER_NAME_EXTERNAL_SSL_KEYSTORE_KEY":                   inline("PRIVATE KEY", key),
		"KAFKA_LISTENER_NAME_EXTERNAL_SSL_KEYSTORE_CERTIFICATE_CHAIN":     inline("CERTIFICATE", cert.Certificate...),
		"KAFKA_LISTENER_NAME_EXTERNAL_SASL_ENABLED_MECHANISMS":            "SCRAM-SHA-512",
		"KAFKA_LISTENER_NAME_EXTERNAL_SCRAM___SHA___512_SASL_JAAS_CONFIG": "org.apache.kafka.common.security.scram.ScramLoginModule required;",
		"KAFKA_JVM_PERFORMANCE_OPTS":                                      "-XX:+UseSerialGC -XX:TieredStopAtLevel=1",
		"KAFKA_HEAP_OPTS":                                                 "-Xmx512m",
	}
}

// await waits until the broker serves its plaintext port.
func (f *foreign) await(t *testing.T) {
	t.Helper()
	f.admin = admin(t, []string{f.plaintext}, kgo.MetadataMinAge(100*time.Millisecond))
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	for {
		once, done := context.WithTimeout(ctx, 2*time.Second)
		brokers, err := f.admin.ListBrokers(once)
		done()
		if err == nil && len(brokers) == 1 {
			return
		}
		if ctx.Err() != nil {
			t.Fatalf("the broker does not answer: %v", err)
		}
	}
}

// user makes a user who may do things with names that begin with a prefix.
func (f *foreign) user(t *testing.T, name, password string, acls ...*kadm.ACLBuilder) {
	t.Helper()
	done, err := f.admin.AlterUserSCRAMs(t.Context(), nil, []kadm.UpsertSCRAM{{User: name, Mechanism: kadm.ScramSha512, Iterations: 4096, Password: password}})
	if err == nil {
		err = done.Error()
	}
	if err != nil {
		t.Fatal(err)
	}
	for _, b := range acls {
		made, err := f.admin.CreateACLs(t.Context(), b.Allow("User:"+name).AllowHosts("*").ResourcePatternType(kadm.ACLPatternPrefixed))
		for _, r := range made {
			if err == nil {
				err = r.Err
			}
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

// The permissions of docs/external.md.
func topicACLs(ops ...kadm.ACLOperation) *kadm.ACLBuilder {
	return kadm.NewACLs().Topics(external.Prefix).Operations(ops...)
}

func groupACLs(ops ...kadm.ACLOperation) *kadm.ACLBuilder {
	return kadm.NewACLs().Groups(external.Prefix).Operations(ops...)
}

// config writes a client.properties for a user, and the authority that it trusts.
func (f *foreign) config(t *testing.T, user, password, addr string, trusted authority) clientconfig.Config {
	t.Helper()
	ca := filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(ca, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: trusted.cert.Raw}), 0o600); err != nil {
		t.Fatal(err)
	}
	text := fmt.Sprintf(`bootstrap.servers=%s
security.protocol=SASL_SSL
sasl.mechanism=SCRAM-SHA-512
sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required username="%s" password="%s";
ssl.truststore.type=PEM
ssl.truststore.location=%s
`, addr, user, password, ca)
	path := filepath.Join(t.TempDir(), "client.properties")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	config, err := clientconfig.Load(path, os.Getenv)
	if err != nil {
		t.Fatal(err)
	}
	return config
}

func TestAForeignBroker(t *testing.T) {
	f := startForeign(t)
	f.user(t, "alice", "swordfish",
		topicACLs(kadm.OpCreate, kadm.OpWrite, kadm.OpRead, kadm.OpDelete), groupACLs(kadm.OpRead, kadm.OpDelete))
	f.user(t, "reader", "swordfish", topicACLs(kadm.OpRead))
	f.user(t, "writer", "swordfish", topicACLs(kadm.OpCreate, kadm.OpWrite, kadm.OpRead), groupACLs(kadm.OpRead))
	other := newAuthority(t, "another authority")
	nobody := clientconfig.Security{}
	for name, c := range map[string]struct {
		bootstrap string
		sec       clientconfig.Security
		want      string
	}{
		"wrong password":          {f.secured, f.config(t, "alice", "sardine", f.secured, f.ca).Security, `refuses the user "alice" (SCRAM-SHA-512): the user or the password is wrong`},
		"untrusted certificate":   {f.secured, f.config(t, "alice", "swordfish", f.secured, other).Security, "not trusted (signed by CN=the cluster's authority)"},
		"no ACLs but to read":     {f.secured, f.config(t, "reader", "swordfish", f.secured, f.ca).Security, `the user "reader" lacks permissions (ACLs): Create on topics, Write on topics, Read on groups, Delete on groups;`},
		"no ACL to delete groups": {f.secured, f.config(t, "writer", "swordfish", f.secured, f.ca).Security, `the user "writer" lacks permissions (ACLs): Delete on groups;`},
		"plaintext to TLS":        {f.secured, nobody, "speaks TLS on this port"},
		"TLS to plaintext":        {f.plaintext, f.config(t, "alice", "swordfish", f.plaintext, f.ca).Security, "speaks plaintext on this port"},
		"SASL to none":            {f.plaintext, as(nil, clientconfig.Scram512, "alice", "swordfish"), "takes no SASL on this port"},
		"nobody to SASL":          {f.secured, clientconfig.Security{TLS: &tls.Config{RootCAs: f.ca.pool(), MinVersion: tls.VersionTLS12}}, "wants clients to authenticate (SASL: SCRAM-SHA-512)"},
		"another mechanism":       {f.secured, as(f.ca.trusting(), clientconfig.Plain, "alice", "swordfish"), "does not take the SASL mechanism PLAIN: it takes SCRAM-SHA-512"},
		"unreachable":             {closedPort(t), nobody, "refuses connections"},
		"wrong advertised name":   {f.lost, nobody, "broker 1 advertises kafka1.invalid:9092, which cannot be resolved by this machine"},
	} {
		t.Run(name, func(t *testing.T) {
			tgt := open(t, external.Options{Bootstrap: []string{c.bootstrap}, Security: c.sec})
			err := tgt.Start(soon(t), chain())
			if err == nil {
				_ = tgt.Close()
				t.Fatal("the preflight found nothing")
			}
			if !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "\n") {
				t.Errorf("%q, want %q", err, c.want)
			}
			if got := ours(t, []string{f.plaintext}); len(got) > 0 {
				t.Errorf("left on the cluster: %v", got)
			}
		})
	}
	t.Run("no ACL to delete topics", f.undeletable)
	t.Run("a run", f.run)
}

// undeletable: that topics cannot be removed shows with the first one, before the
// load.
func (f *foreign) undeletable(t *testing.T) {
	f.user(t, "maker", "swordfish", topicACLs(kadm.OpCreate, kadm.OpWrite, kadm.OpRead), groupACLs(kadm.OpRead, kadm.OpDelete))
	tgt := open(t, external.Options{Bootstrap: []string{f.secured}, Security: f.config(t, "maker", "swordfish", f.secured, f.ca).Security})
	if err := tgt.Start(t.Context(), chain()); err != nil {
		t.Fatal(err)
	}
	err := tgt.Prepare(t.Context(), chain().Topics)
	if want := `the user "maker" lacks permissions (ACLs): Delete on topics; topic ` + prefix + "raw.clicks had to be made"; err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("%v, want %q", err, want)
	}
	if err := tgt.Close(); err == nil || !strings.Contains(err.Error(), prefix+"raw.clicks is left on the cluster") {
		t.Errorf("closing: %v", err)
	}
	if _, err := f.admin.DeleteTopic(t.Context(), prefix+"raw.clicks"); err != nil {
		t.Error(err)
	}
}

// run is a whole run of a user with no more than the permissions of the docs.
func (f *foreign) run(t *testing.T) {
	sc, err := scenarios.Load("small.yaml", scenarios.LoadOptions{ReadFile: func(string) ([]byte, error) { return []byte(small), nil }})
	if err != nil {
		t.Fatal(err)
	}
	config := f.config(t, "alice", "swordfish", f.secured, f.ca)
	tgt := open(t, external.Options{Bootstrap: config.Bootstrap, Security: config.Security})
	result, err := harness.Run(t.Context(), sc, tgt, harness.Options{Out: filepath.Join(t.TempDir(), "record")})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range result.Outcome.Checks {
		// Not the verdict: on a machine that is busy enough it is unknown.
		if c.Measured == nil || *c.Measured != 0 || c.Verdict == results.Fail {
			t.Errorf("%s: %s, %s %s", c.Text, c.Shown, c.Verdict, c.Reason)
		}
	}
	facts := result.Record.Run.Target
	if facts.Kind != "external" || !slices.Contains(facts.Settings, "security.protocol=SASL_SSL") || !strings.HasPrefix(facts.Version, "Kafka ") {
		t.Errorf("target in the record: %+v", facts)
	}
	if got := ours(t, []string{f.plaintext}); len(got) > 0 {
		t.Errorf("left on the cluster: %v", got)
	}
}

// small asks for what is right, not for what is fast.
const small = `
name: small
duration: 6s
warmup: 1s
drain: 60s
population: {users: 1000, active: {of: clicks, gap: 10s, session: 1m}}
topics:
  raw.clicks:    {partitions: 2, replication: 1}
  features.user: {partitions: 2, replication: 1}
sources:
  clicks: {topic: raw.clicks, rate: 100/s, size: 200B}
stages:
  features: {reads: raw.clicks, writes: features.user, objective: 5s}
  ranking:  {reads: features.user, serves: user, objective: 5s, group: {protocol: consumer}}
expect:
  - lost == 0
  - duplicates == 0
`

// needDocker skips a test where Docker is absent, and fails it where it must not be.
func needDocker(t *testing.T) {
	t.Helper()
	required := os.Getenv("FRESHET_REQUIRE_DOCKER") == "1"
	if testing.Short() && !required {
		t.Skip("starts a container")
	}
	// The containers are removed by the test: testcontainers' reaper need not be pulled.
	if os.Getenv("TESTCONTAINERS_RYUK_DISABLED") == "" {
		t.Setenv("TESTCONTAINERS_RYUK_DISABLED", "true")
	}
	docker, err := client.New(client.FromEnv)
	if err == nil {
		defer docker.Close()
		_, err = docker.Ping(t.Context(), client.PingOptions{})
	}
	switch {
	case err != nil && required:
		t.Fatalf("FRESHET_REQUIRE_DOCKER is 1, but: %v", err)
	case err != nil:
		t.Skipf("no Docker here: %v", err)
	}
}

func at(port int) string { return net.JoinHostPort("127.0.0.1", strconv.Itoa(port)) }

// freePorts are ports that nobody listens on.
func freePorts(t *testing.T, n int) (ports []int) {
	t.Helper()
	for range n {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		defer l.Close()
		ports = append(ports, l.Addr().(*net.TCPAddr).Port)
	}
	return ports
}
