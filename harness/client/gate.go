package client

import (
	"context"
	"errors"
	"net"
	"sync"
	"sync/atomic"
)

// ErrKilled is what a killed gate answers.
var ErrKilled = errors.New("client killed")

// Gate stands between a client and its connections, to do to the client what can
// happen to its process: freeze it (as SIGSTOP does) or kill it (as kill -9 does).
// A gate belongs to one client and its worker. A nil *Gate lets everything pass.
type Gate struct {
	ctx    context.Context // of the client; cancelled by Kill
	cancel context.CancelCauseFunc

	// shut is true while the gate is frozen, and for ever once it is killed, so that
	// passing an open one takes no lock.
	shut atomic.Bool

	mu     sync.Mutex
	frozen chan struct{} // closed by Thaw; nil = not frozen
	conns  map[*gatedConn]struct{}
}

// NewGate returns an open gate.
func NewGate() *Gate {
	ctx, cancel := context.WithCancelCause(context.Background())
	return &Gate{ctx: ctx, cancel: cancel, conns: make(map[*gatedConn]struct{})}
}

// Freeze holds every read, write and dial of the client from now on; connections
// stay open and what the brokers send waits in the kernel. The worker must stop by
// itself: see Pass.
func (g *Gate) Freeze() {
	if g == nil {
		return
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.frozen == nil {
		g.frozen = make(chan struct{})
	}
	g.shut.Store(true)
}

// Thaw lets what Freeze held go on, all at one instant.
func (g *Gate) Thaw() {
	if g == nil {
		return
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.frozen != nil {
		close(g.frozen)
		g.frozen = nil
	}
	g.shut.Store(g.ctx.Err() != nil)
}

// Kill closes all connections at once, refuses dials and cancels the client's
// context, for ever: no request leaves any more, so a group member dies without
// saying that it leaves. A frozen gate thaws. Give the client to CloseDead
// afterwards: that fails the records that it still holds, and whether those that
// were on the wire were written is unknown, as after a crash.
func (g *Gate) Kill() {
	if g == nil {
		return
	}
	g.mu.Lock()
	g.cancel(ErrKilled)
	g.shut.Store(true)
	conns := g.conns
	g.conns = nil
	g.mu.Unlock()
	// Before Thaw: nothing that wakes up there may speak any more.
	for c := range conns {
		_ = c.Close()
	}
	g.Thaw()
}

// Pass returns nil at once when the gate is open, waits while it is frozen, and
// returns ErrKilled after Kill or the context's error. A worker calls it before
// each record, so that a frozen member does not work off what it had buffered.
func (g *Gate) Pass(ctx context.Context) error {
	if g == nil || !g.shut.Load() {
		return ctx.Err()
	}
	for {
		frozen := g.hold()
		switch {
		case g.ctx.Err() != nil:
			return ErrKilled
		case frozen == nil:
			return ctx.Err()
		}
		select {
		case <-frozen:
		case <-g.ctx.Done():
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// Killed is closed by Kill.
func (g *Gate) Killed() <-chan struct{} {
	if g == nil {
		return nil
	}
	return g.ctx.Done()
}

// hold is what to wait for before going on, or nil.
func (g *Gate) hold() <-chan struct{} {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.frozen
}

// context is the client's.
func (g *Gate) context() context.Context {
	if g == nil {
		return context.Background()
	}
	return g.ctx
}

// dialer wraps what opens the client's connections.
func (g *Gate) dialer(dial dialFunc) dialFunc {
	if g == nil {
		return dial
	}
	return func(ctx context.Context, network, addr string) (net.Conn, error) {
		if err := g.Pass(ctx); err != nil {
			return nil, err
		}
		conn, err := dial(ctx, network, addr)
		if err != nil {
			return nil, err
		}
		return g.admit(conn)
	}
}

// admit puts a new connection under the gate, or closes it if the gate was killed
// while it was dialled.
func (g *Gate) admit(conn net.Conn) (net.Conn, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.ctx.Err() != nil {
		_ = conn.Close()
		return nil, ErrKilled
	}
	c := &gatedConn{Conn: conn, gate: g, closed: make(chan struct{})}
	g.conns[c] = struct{}{}
	return c, nil
}

// forget drops a closed connection.
func (g *Gate) forget(c *gatedConn) {
	g.mu.Lock()
	defer g.mu.Unlock()
	delete(g.conns, c)
}
