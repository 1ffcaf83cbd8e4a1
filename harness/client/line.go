package client

import (
	"context"
	"net"
	"sync/atomic"
	"time"

	"golang.org/x/time/rate"

	"github.com/freshet-bench/freshet/harness/pace"
)

const (
	// pieceBytes is the most that is read at a time.
	pieceBytes = 32 << 10
	// inFlightBytes bounds what one direction of a connection holds on its way, as a
	// window does: with 1 s each way it still lets 4 MiB/s through.
	inFlightBytes = 4 << 20
	// A limited direction lets through in one go what it may in burstTime, within
	// bounds: shorter bursts are smoother and cost more wake-ups.
	burstTime             = 20 * time.Millisecond
	leastBurst, mostBurst = 1 << 10, 64 << 10
)

// line is one client's part of a path: its limits, for all of its connections.
type line struct {
	path     *Path
	up, down way
}

// way is one direction of a line; nil = as many bytes a second as go.
type way struct{ atomic.Pointer[rate.Limiter] }

// limit sets both directions to so many bytes a second; 0 = as many as go.
func (l *line) limit(bytesPerSecond float64) {
	for _, w := range []*way{&l.up, &l.down} {
		if bytesPerSecond <= 0 {
			w.Store(nil)
			continue
		}
		burst := min(max(int(bytesPerSecond*burstTime.Seconds()), leastBurst), mostBurst)
		w.Store(rate.NewLimiter(rate.Limit(bytesPerSecond), burst))
	}
}

// carry puts the line between a client and a connection to a broker, and returns
// the client's end. When the client closes it, what is on its way is lost; when the
// broker closes, what it has sent still arrives.
func (l *line) carry(conn net.Conn, addr string) net.Conn {
	near, far := net.Pipe()
	ctx, closed := context.WithCancel(context.Background())
	up := &direction{path: l.path, way: &l.up, addr: addr, from: far, to: conn, held: newHolding(inFlightBytes)}
	down := &direction{path: l.path, way: &l.down, addr: addr, from: conn, to: far, held: newHolding(inFlightBytes)}
	go func() { up.read(); closed() }()
	go down.read()
	for _, d := range []*direction{up, down} {
		go func() { d.deliver(ctx); closed() }()
	}
	return &carriedConn{Conn: near, to: conn}
}

// direction is one direction of a connection.
type direction struct {
	path     *Path
	way      *way
	addr     string // of the broker
	from, to net.Conn
	held     *holding
}

// read holds what comes, with the time at which it is to arrive: so a delay delays,
// and does not slow down.
func (d *direction) read() {
	defer d.held.close()
	var last time.Time
	for {
		data := make([]byte, pieceBytes)
		n, err := d.from.Read(data)
		due := time.Now().Add(d.path.delay())
		if due.Before(last) { // the delay became shorter; bytes do not overtake each other
			due = last
		}
		last = due
		if n > 0 && !d.held.put(piece{data: data[:n], due: due}) || err != nil {
			return
		}
	}
}

// deliver writes what is due until an end has closed, and then closes both.
func (d *direction) deliver(ctx context.Context) {
	defer func() {
		d.held.close()
		_ = d.from.Close()
		_ = d.to.Close()
	}()
	for {
		p, ok := d.held.take()
		if !ok || !d.pass(ctx, p) {
			return
		}
	}
}

// pass delivers a piece when it is due, at the line's rate and not over a cut;
// false if the connection is over.
func (d *direction) pass(ctx context.Context, p piece) bool {
	if !pace.Wait(ctx, time.Until(p.due)) {
		return false
	}
	for rest := p.data; len(rest) > 0; {
		n := len(rest)
		if limit := d.way.Load(); limit != nil {
			n = min(n, limit.Burst())
			if limit.WaitN(ctx, n) != nil {
				return false
			}
		}
		if !d.path.connected(ctx, d.addr) {
			return false
		}
		if _, err := d.to.Write(rest[:n]); err != nil {
			return false
		}
		rest = rest[n:]
	}
	return true
}

// carriedConn is the client's end, with the addresses of the real connection.
type carriedConn struct {
	net.Conn
	to net.Conn
}

func (c *carriedConn) LocalAddr() net.Addr  { return c.to.LocalAddr() }
func (c *carriedConn) RemoteAddr() net.Addr { return c.to.RemoteAddr() }
