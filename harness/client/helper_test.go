package client_test

import (
	"context"
	"net"
	"sync/atomic"
	"testing"

	"github.com/twmb/franz-go/pkg/kfake"
	"github.com/twmb/franz-go/pkg/kgo"
	"go.uber.org/goleak"

	"github.com/freshet-bench/freshet/harness/client"
	"github.com/freshet-bench/freshet/harness/target"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const topic = "clicks"

// cluster is an embedded target of three brokers in zones a, b and c with a topic
// of 6 partitions, that counts the bytes on its wires.
type cluster struct {
	*target.EmbeddedTarget
	kfake          *kfake.Cluster
	sent, received atomic.Int64
}

func start(t *testing.T, opts target.EmbeddedOptions) *cluster {
	t.Helper()
	c := &cluster{}
	opts.Virtual = true
	opts.Control = func(k *kfake.Cluster) { c.kfake = k }
	c.EmbeddedTarget = target.Embedded(opts)
	if err := c.Start(t.Context(), target.Needs{Zones: []string{"a", "b", "c"}}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := c.Close(); err != nil {
			t.Error(err)
		}
	})
	if err := c.Prepare(t.Context(), []target.Topic{{Name: topic, Partitions: 6, Replication: 1}}); err != nil {
		t.Fatal(err)
	}
	c.sent.Store(0)
	c.received.Store(0)
	return c
}

// Dial counts what goes over the connection.
func (c *cluster) Dial(ctx context.Context, network, addr string) (net.Conn, error) {
	conn, err := c.EmbeddedTarget.Dial(ctx, network, addr)
	if err != nil {
		return nil, err
	}
	return &countedConn{Conn: conn, cluster: c}, nil
}

type countedConn struct {
	net.Conn
	cluster *cluster
}

func (c *countedConn) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	c.cluster.received.Add(int64(n))
	return n, err
}

func (c *countedConn) Write(p []byte) (int, error) {
	n, err := c.Conn.Write(p)
	c.cluster.sent.Add(int64(n))
	return n, err
}

// newClient makes a client that ends with the test.
func newClient(t *testing.T, f *client.Factory, role client.Role, gate *client.Gate, opts ...kgo.Opt) *kgo.Client {
	t.Helper()
	cl, err := f.New(role, gate, opts...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(cl.Close)
	return cl
}

// produce writes n records to each partition, and waits for them.
func produce(t *testing.T, cl *kgo.Client, n int) {
	t.Helper()
	for range n {
		for p := range int32(6) {
			if err := cl.ProduceSync(t.Context(), &kgo.Record{Topic: topic, Partition: p, Value: []byte("value")}).FirstErr(); err != nil {
				t.Fatal(err)
			}
		}
	}
}
