package target

import (
	"net"
	"sync"
	"sync/atomic"
)

// hold is one stall: a link in the list of the stalls that a valve is under.
type hold struct {
	released chan struct{}
	next     *hold
}

// valve stops the connections of one broker, on the broker's side.
type valve struct {
	mu   sync.Mutex
	head atomic.Pointer[hold] // nil = open; changed under mu, read without
}

// shut closes the valves until release is called.
func shut(valves []*valve) (release func()) {
	released := make(chan struct{})
	for _, v := range valves {
		v.push(released)
	}
	return sync.OnceFunc(func() {
		for _, v := range valves {
			v.drop(released)
		}
		// One close wakes every waiter of every broker.
		close(released)
	})
}

func (v *valve) push(released chan struct{}) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.head.Store(&hold{released: released, next: v.head.Load()})
}

// drop rebuilds the list without one stall; links are shared with readers.
func (v *valve) drop(released chan struct{}) {
	v.mu.Lock()
	defer v.mu.Unlock()
	var kept *hold
	for h := v.head.Load(); h != nil; h = h.next {
		if h.released != released {
			kept = &hold{released: h.released, next: kept}
		}
	}
	v.head.Store(kept)
}

// pass waits until the valve is open or the connection closed.
func (v *valve) pass(closed <-chan struct{}) error {
	for h := v.head.Load(); h != nil; h = v.head.Load() {
		select {
		case <-h.released:
		case <-closed:
			return net.ErrClosed
		}
	}
	return nil
}

// valveListeners hands kfake a listener with a valve for each broker, in order of
// their ids.
type valveListeners struct {
	listen func(network, address string) (net.Listener, error)
	valves map[int32]*valve
}

// next is kfake's ListenFn. It is called for one broker after the other, before
// the cluster starts.
func (l *valveListeners) next(network, address string) (net.Listener, error) {
	ln, err := l.listen(network, address)
	if err != nil {
		return nil, err
	}
	if l.valves == nil {
		l.valves = make(map[int32]*valve)
	}
	v := new(valve)
	l.valves[int32(len(l.valves))] = v
	return &valveListener{Listener: ln, valve: v}, nil
}

type valveListener struct {
	net.Listener
	valve *valve
}

// Accept accepts also while the valve is shut: the broker hangs, the kernel of its
// machine does not.
func (l *valveListener) Accept() (net.Conn, error) {
	conn, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return &valveConn{Conn: conn, valve: l.valve, closed: make(chan struct{})}, nil
}

// valveConn is a broker's side of a connection.
type valveConn struct {
	net.Conn
	valve  *valve
	once   sync.Once
	closed chan struct{}
}

// Read reads when the valve is open; what came in while it shut is kept until then.
func (c *valveConn) Read(p []byte) (int, error) {
	if err := c.valve.pass(c.closed); err != nil {
		return 0, err
	}
	n, err := c.Conn.Read(p)
	if passErr := c.valve.pass(c.closed); passErr != nil {
		return 0, passErr
	}
	return n, err
}

// Write writes when the valve is open.
func (c *valveConn) Write(p []byte) (int, error) {
	if err := c.valve.pass(c.closed); err != nil {
		return 0, err
	}
	return c.Conn.Write(p)
}

// Close closes the connection and wakes what waits at the valve.
func (c *valveConn) Close() error {
	c.once.Do(func() { close(c.closed) })
	return c.Conn.Close()
}
