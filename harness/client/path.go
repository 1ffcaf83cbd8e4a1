package client

import (
	"context"
	"net"
	"sync"
	"time"

	"github.com/freshet-bench/freshet/harness/pace"
)

// Path is the network between the clients of one name and the brokers. It can be
// made longer, narrower, or cut towards some brokers, while connections are open;
// what is done to it adds up, and each change is undone by the function that it
// returns. A Path is safe for concurrent use.
type Path struct {
	mu     sync.Mutex
	delays map[int]time.Duration
	limits map[int]float64 // bytes per second
	cuts   map[int]func(addr string) bool
	next   int
	healed chan struct{} // closed when a cut is undone
	lines  []*line
}

// NewPath returns a path that is as good as the network itself.
func NewPath() *Path {
	return &Path{delays: map[int]time.Duration{}, limits: map[int]float64{}, cuts: map[int]func(string) bool{}, healed: make(chan struct{})}
}

// Delay makes every byte take so much longer, each way.
func (p *Path) Delay(by time.Duration) (undo func()) {
	p.mu.Lock()
	defer p.mu.Unlock()
	id := p.id()
	p.delays[id] = by
	return func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		delete(p.delays, id)
	}
}

// Limit lets no client send or receive more than so many bytes a second; the least
// of several limits counts. It is each client's own, for all of its connections
// together, and each way for itself.
func (p *Path) Limit(bytesPerSecond float64) (undo func()) {
	p.mu.Lock()
	defer p.mu.Unlock()
	id := p.id()
	p.limits[id] = bytesPerSecond
	p.narrow()
	return func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		delete(p.limits, id)
		p.narrow()
	}
}

// Cut loses everything to and from the brokers at some addresses, silently:
// connections stay open, new ones are not made. When it is undone, what was on its
// way arrives, if the connection has lasted so long.
func (p *Path) Cut(off func(addr string) bool) (undo func()) {
	p.mu.Lock()
	defer p.mu.Unlock()
	id := p.id()
	p.cuts[id] = off
	return func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		if _, cut := p.cuts[id]; cut {
			delete(p.cuts, id)
			close(p.healed)
			p.healed = make(chan struct{})
		}
	}
}

// id is a new number. Call with the lock held.
func (p *Path) id() int {
	p.next++
	return p.next
}

// delay is how much longer a byte takes now.
func (p *Path) delay() time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	var sum time.Duration
	for _, d := range p.delays {
		sum += d
	}
	return sum
}

// narrow gives every client the limit that there is now. Call with the lock held.
func (p *Path) narrow() {
	least := 0.0
	for _, l := range p.limits {
		if least == 0 || l < least {
			least = l
		}
	}
	for _, l := range p.lines {
		l.limit(least)
	}
}

// connected waits until an address is not cut off; false if ctx ended before.
func (p *Path) connected(ctx context.Context, addr string) bool {
	for {
		wait := p.cutOff(addr)
		if wait == nil {
			return ctx.Err() == nil
		}
		select {
		case <-wait:
		case <-ctx.Done():
			return false
		}
	}
}

// cutOff is what to wait for before an address may be reached, or nil.
func (p *Path) cutOff(addr string) <-chan struct{} {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, off := range p.cuts {
		if off(addr) {
			return p.healed
		}
	}
	return nil
}

// dialer leads the connections of one more client over the path.
func (p *Path) dialer(dial dialFunc) dialFunc {
	if p == nil {
		return dial
	}
	l := &line{path: p}
	p.mu.Lock()
	p.lines = append(p.lines, l)
	p.narrow()
	p.mu.Unlock()
	return func(ctx context.Context, network, addr string) (net.Conn, error) {
		// A connection takes a round trip to make.
		if !pace.Wait(ctx, 2*p.delay()) || !p.connected(ctx, addr) {
			return nil, context.Cause(ctx)
		}
		conn, err := dial(ctx, network, addr)
		if err != nil {
			return nil, err
		}
		return l.carry(conn, addr), nil
	}
}
