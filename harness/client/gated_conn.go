package client

import (
	"net"
	"sync"
)

// gatedConn is a connection that stops while its gate is frozen.
type gatedConn struct {
	net.Conn
	gate   *Gate
	once   sync.Once
	closed chan struct{}
}

// Read reads when the gate is open. Bytes that arrive while it is frozen are
// handed over after Thaw, even if a read was waiting for them before Freeze.
func (c *gatedConn) Read(p []byte) (int, error) {
	if err := c.pass(); err != nil {
		return 0, err
	}
	n, err := c.Conn.Read(p)
	if passErr := c.pass(); passErr != nil {
		return 0, passErr
	}
	return n, err
}

// Write writes when the gate is open.
func (c *gatedConn) Write(p []byte) (int, error) {
	if err := c.pass(); err != nil {
		return 0, err
	}
	return c.Conn.Write(p)
}

// Close closes the connection, frozen or not, and wakes what waits at the gate.
func (c *gatedConn) Close() error {
	c.once.Do(func() {
		close(c.closed)
		c.gate.forget(c)
	})
	return c.Conn.Close()
}

// pass waits until the gate is open or the connection closed.
func (c *gatedConn) pass() error {
	for {
		frozen := c.gate.hold()
		if frozen == nil {
			return nil
		}
		select {
		case <-frozen:
		case <-c.closed:
			return net.ErrClosed
		}
	}
}
