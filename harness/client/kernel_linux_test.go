package client_test

import (
	"context"
	"errors"
	"net"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kfake"
	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/sasl/plain"
	"golang.org/x/sys/unix"

	"github.com/freshet-bench/freshet/harness/client"
	"github.com/freshet-bench/freshet/harness/target"
	"github.com/freshet-bench/freshet/results"
	"github.com/freshet-bench/freshet/scenarios"
)

// TestMeterAgreesWithTheKernel has clients of every kind in three zones talk to
// brokers over loopback, and compares every cell of the matrix with what the kernel
// counted on the connections of that cell.
func TestMeterAgreesWithTheKernel(t *testing.T) {
	brokers := target.Embedded(target.EmbeddedOptions{InMemory: true})
	if err := brokers.Start(t.Context(), target.Needs{Zones: []string{"a", "b", "c"}}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := brokers.Close(); err != nil {
			t.Error(err)
		}
	})
	if err := brokers.Prepare(t.Context(), []target.Topic{{Name: topic, Partitions: 6, Replication: 3}}); err != nil {
		t.Fatal(err)
	}
	m, zones := client.NewMeter(), map[string]*counted{}
	for _, zone := range []string{"a", "b", "c"} {
		zones[zone] = &counted{Target: brokers}
		talk(t, client.New(zones[zone], m), zone)
	}
	zoneOf := map[string]string{}
	for _, b := range brokers.Facts().Brokers {
		zoneOf[b.Addr] = b.Zone
	}
	metered := map[[2]string]transfer{}
	for _, l := range m.Lines(time.Second) {
		cell := [2]string{l.Zone, l.BrokerZone}
		metered[cell] = metered[cell].plus(transfer{l.Sent, l.Received})
	}
	kernel := map[[2]string]transfer{}
	for zone, c := range zones {
		for _, conn := range c.conns {
			cell := [2]string{zone, zoneOf[conn.addr]}
			kernel[cell] = kernel[cell].plus(conn.closed(t))
		}
	}
	if len(kernel) != 9 {
		t.Errorf("clients in 3 zones spoke to brokers in 3 zones: %d cells", len(kernel))
	}
	for cell, want := range kernel {
		if metered[cell] != want || want.sent == 0 || want.received == 0 {
			t.Errorf("%s to %s: metered %+v, the kernel counted %+v", cell[0], cell[1], metered[cell], want)
		}
	}
}

// talk makes a client of each kind in a zone, has it do what it does, and closes it.
func talk(t *testing.T, f *client.Factory, zone string) {
	t.Helper()
	role := func(kind string) client.Role { return client.Role{Kind: kind, Name: "x", Zone: zone} }
	source, err := f.New(role(client.KindSource), nil, client.ProducerOpts(scenarios.Client{Idempotent: true, Compression: "lz4"})...)
	if err != nil {
		t.Fatal(err)
	}
	produce(t, source, 5)
	source.Close()
	opts := append(client.ConsumerOpts(scenarios.Client{FetchWait: 20 * time.Second}), kgo.ConsumeTopics(topic), kgo.ConsumeResetOffset(kgo.NewOffset().AtStart()))
	for kind, more := range map[string][]kgo.Opt{
		client.KindReplay: nil,
		client.KindStage:  {kgo.ConsumerGroup("group-" + zone)},
	} {
		reader, err := f.New(role(kind), nil, append(more, opts...)...)
		if err != nil {
			t.Fatal(err)
		}
		for read := 0; read < 30; {
			fetches := reader.PollFetches(t.Context())
			if err := fetches.Err(); err != nil {
				t.Fatal(err)
			}
			read += fetches.NumRecords()
		}
		if kind == client.KindStage {
			if err := reader.CommitUncommittedOffsets(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		reader.CloseAllowingRebalance()
	}
	control, err := f.New(role(client.KindControl), nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := control.Ping(t.Context()); err != nil {
		t.Fatal(err)
	}
	control.Close()
}

// TestMeterCountsAuthentication is the same with SASL: what the library says before
// its first request counts.
func TestMeterCountsAuthentication(t *testing.T) {
	brokers, err := kfake.NewCluster(kfake.NumBrokers(1), kfake.EnableSASL(), kfake.Superuser("PLAIN", "user", "secret"), kfake.SeedTopics(6, topic))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(brokers.Close)
	c := &counted{Target: guarded{addrs: brokers.ListenAddrs()}}
	m := client.NewMeter()
	cl, err := client.New(c, m).New(clicksRole, nil, client.ProducerOpts(scenarios.Client{Idempotent: true})...)
	if err != nil {
		t.Fatal(err)
	}
	produce(t, cl, 2)
	cl.Close()
	var metered, kernel transfer
	authenticated := false
	for _, l := range m.Lines(time.Second) {
		metered = metered.plus(transfer{l.Sent, l.Received})
		authenticated = authenticated || l.API == "SASLAuthenticate"
	}
	for _, conn := range c.conns {
		kernel = kernel.plus(conn.closed(t))
	}
	if metered != kernel || !authenticated {
		t.Errorf("metered %+v, the kernel counted %+v; authentication was metered: %v", metered, kernel, authenticated)
	}
}

// guarded is brokers that want to know who speaks.
type guarded struct {
	target.Target
	addrs []string
}

func (g guarded) Facts() results.Target { return results.Target{} }

func (g guarded) Bootstrap() []string { return g.addrs }

func (g guarded) ClientOpts() []kgo.Opt {
	return []kgo.Opt{kgo.SASL(plain.Auth{User: "user", Pass: "secret"}.AsMechanism())}
}

func (g guarded) Dial(ctx context.Context, network, addr string) (net.Conn, error) {
	var d net.Dialer
	return d.DialContext(ctx, network, addr)
}

// counted is a target whose connections tell, once they are closed, what the kernel
// counted on them.
type counted struct {
	target.Target
	mu    sync.Mutex
	conns []*kernelConn
}

func (c *counted) Dial(ctx context.Context, network, addr string) (net.Conn, error) {
	conn, err := c.Target.Dial(ctx, network, addr)
	if err != nil {
		return nil, err
	}
	raw, err := conn.(*net.TCPConn).SyscallConn()
	if err != nil {
		return nil, err
	}
	k := &kernelConn{Conn: conn, raw: raw, addr: addr}
	if k.before, err = k.read(); err != nil {
		return nil, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.conns = append(c.conns, k)
	return k, nil
}

// transfer is bytes both ways, as a client sees them.
type transfer struct{ sent, received int64 }

func (a transfer) plus(b transfer) transfer {
	return transfer{a.sent + b.sent, a.received + b.received}
}

func (a transfer) minus(b transfer) transfer {
	return transfer{a.sent - b.sent, a.received - b.received}
}

type kernelConn struct {
	net.Conn
	raw    syscall.RawConn
	addr   string
	before transfer // the kernel counts the handshake as a byte that was acknowledged

	once sync.Once
	err  error
	sum  transfer
}

// Close asks the kernel first.
func (k *kernelConn) Close() error {
	k.once.Do(func() {
		var now transfer
		now, k.err = k.read()
		k.sum = now.minus(k.before)
	})
	return k.Conn.Close()
}

// closed is what went over a connection that was closed.
func (k *kernelConn) closed(t *testing.T) transfer {
	t.Helper()
	unclosed := false
	k.once.Do(func() { unclosed = true })
	if unclosed || k.err != nil {
		t.Fatalf("connection to %s: still open: %v, %v", k.addr, unclosed, k.err)
	}
	return k.sum
}

// errUnacknowledged is what read says if the peer's kernel never acknowledges.
var errUnacknowledged = errors.New("bytes stay unacknowledged")

// read is TCP_INFO's acknowledged and received bytes, once all that was written is
// acknowledged, without what was received and nobody has read.
func (k *kernelConn) read() (sum transfer, err error) {
	cerr := k.raw.Control(func(fd uintptr) {
		for deadline := time.Now().Add(10 * time.Second); ; time.Sleep(time.Millisecond) {
			out, e := unix.IoctlGetInt(int(fd), unix.SIOCOUTQ)
			if e != nil || out > 0 && time.Now().After(deadline) {
				err = errors.Join(e, errUnacknowledged)
				return
			}
			if out == 0 {
				break
			}
		}
		info, e := unix.GetsockoptTCPInfo(int(fd), unix.IPPROTO_TCP, unix.TCP_INFO)
		if e != nil {
			err = e
			return
		}
		unread, e := unix.IoctlGetInt(int(fd), unix.SIOCINQ)
		sum, err = transfer{int64(info.Bytes_acked), int64(info.Bytes_received) - int64(unread)}, e
	})
	return sum, errors.Join(cerr, err)
}
