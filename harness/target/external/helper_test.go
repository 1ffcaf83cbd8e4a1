package external_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"math/big"
	"net"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kfake"
	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/sasl"
	"github.com/twmb/franz-go/pkg/sasl/plain"
	"github.com/twmb/franz-go/pkg/sasl/scram"
	"go.uber.org/goleak"

	"github.com/freshet-bench/freshet/harness/clientconfig"
	"github.com/freshet-bench/freshet/harness/target"
	"github.com/freshet-bench/freshet/harness/target/external"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const prefix = "freshet-20260102-030405-abc."

// chain is what a small run needs.
func chain() target.Needs {
	return target.Needs{
		Prefix: prefix, Replication: 1, Records: 1000, DiskBytes: 300_000,
		Topics: []target.Topic{
			{Name: prefix + "raw.clicks", Partitions: 3, Replication: 1},
			{Name: prefix + "features.user", Partitions: 2, Replication: 1, Compact: true},
		},
		Groups: []string{prefix + "features"},
		Uses:   target.Uses{Idempotent: true},
	}
}

// fake starts a cluster.
func fake(t *testing.T, opts ...kfake.Opt) *kfake.Cluster {
	t.Helper()
	c, err := kfake.NewCluster(opts...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}

// told gathers what a target says of its start.
type told struct {
	mu    sync.Mutex
	lines []string
}

func (l *told) tell(line string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.lines = append(l.lines, line)
}

func open(t *testing.T, opts external.Options) *external.Target {
	t.Helper()
	if opts.Progress == nil {
		opts.Progress = func(line string) { t.Log(line) }
	}
	tgt, err := external.New(opts)
	if err != nil {
		t.Fatal(err)
	}
	return tgt
}

// ours is every topic and group of the cluster that has our prefix.
func ours(t *testing.T, addrs []string, opts ...kgo.Opt) (names []string) {
	t.Helper()
	adm := admin(t, addrs, opts...)
	topics, err := adm.ListTopics(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	groups, err := adm.ListGroups(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range append(topics.Names(), groups.Groups()...) {
		if len(name) > len(external.Prefix) && name[:len(external.Prefix)] == external.Prefix {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

func admin(t *testing.T, addrs []string, opts ...kgo.Opt) *kadm.Client {
	t.Helper()
	cl, err := kgo.NewClient(append(opts, kgo.SeedBrokers(addrs...), kgo.DisableClientMetrics())...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(cl.Close)
	return kadm.NewClient(cl)
}

// authority signs certificates.
type authority struct {
	cert *x509.Certificate
	key  *ecdsa.PrivateKey
}

func newAuthority(t *testing.T, name string) authority {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	made := template(name)
	made.IsCA, made.KeyUsage, made.BasicConstraintsValid = true, x509.KeyUsageCertSign, true
	der, err := x509.CreateCertificate(rand.Reader, made, made, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return authority{cert, key}
}

func template(name string) *x509.Certificate {
	return &x509.Certificate{
		SerialNumber: big.NewInt(time.Now().UnixNano()), Subject: pkix.Name{CommonName: name},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		KeyUsage:    x509.KeyUsageDigitalSignature,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth},
	}
}

// issue signs a certificate for hosts.
func (a authority) issue(t *testing.T, name string, hosts ...string) tls.Certificate {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	made := template(name)
	for _, host := range hosts {
		if ip := net.ParseIP(host); ip != nil {
			made.IPAddresses = append(made.IPAddresses, ip)
		} else {
			made.DNSNames = append(made.DNSNames, host)
		}
	}
	der, err := x509.CreateCertificate(rand.Reader, made, a.cert, &key.PublicKey, a.key)
	if err != nil {
		t.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{der, a.cert.Raw}, PrivateKey: key}
}

func (a authority) pool() *x509.CertPool {
	pool := x509.NewCertPool()
	pool.AddCert(a.cert)
	return pool
}

// trusting is a client's TLS with certificates to show.
func (a authority) trusting(own ...tls.Certificate) *tls.Config {
	conf := &tls.Config{RootCAs: a.pool(), MinVersion: tls.VersionTLS12}
	if len(own) > 0 {
		conf.GetClientCertificate = func(*tls.CertificateRequestInfo) (*tls.Certificate, error) { return &own[0], nil }
	}
	return conf
}

func mechanism(name, user, password string) sasl.Mechanism {
	switch name {
	case clientconfig.Plain:
		return plain.Auth{User: user, Pass: password}.AsMechanism()
	case clientconfig.Scram256:
		return scram.Auth{User: user, Pass: password}.AsSha256Mechanism()
	}
	return scram.Auth{User: user, Pass: password}.AsSha512Mechanism()
}

// as is a user's security, over TLS if conf is not nil.
func as(conf *tls.Config, name, user, password string) clientconfig.Security {
	return clientconfig.Security{TLS: conf, SASL: mechanism(name, user, password), User: user}
}

// soon bounds a start that is to fail.
func soon(t *testing.T) context.Context {
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	t.Cleanup(cancel)
	return ctx
}
