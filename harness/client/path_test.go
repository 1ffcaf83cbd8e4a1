package client

import (
	"context"
	"errors"
	"io"
	"net"
	"testing"
	"testing/synctest"
	"time"
)

// echo is a client's connection over a path to a server that sends back what it
// gets, and closes when its end is closed.
func echo(t *testing.T, p *Path) net.Conn {
	t.Helper()
	conn, err := p.dialer(echoServer)(t.Context(), "tcp", "broker:9092")
	if err != nil {
		t.Fatal(err)
	}
	return conn
}

func echoServer(context.Context, string, string) (net.Conn, error) {
	ours, theirs := net.Pipe()
	go func() {
		_, _ = io.Copy(theirs, theirs)
		_ = theirs.Close()
	}()
	return ours, nil
}

// exchange sends n bytes and returns how long it took until all were back.
func exchange(t *testing.T, conn net.Conn, n int) time.Duration {
	t.Helper()
	began := time.Now()
	go func() {
		if _, err := conn.Write(make([]byte, n)); err != nil {
			t.Error(err)
		}
	}()
	if _, err := io.ReadFull(conn, make([]byte, n)); err != nil {
		t.Error(err)
	}
	return time.Since(began)
}

func TestADelayDelaysEachWayAndSlowsNothingDown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := NewPath()
		conn := echo(t, p)
		defer func() { _ = conn.Close() }()
		if took := exchange(t, conn, 1<<20); took != 0 {
			t.Errorf("without a delay: %v", took)
		}
		undo := p.Delay(200 * time.Millisecond)
		// 32 pieces and more, all on their way at once.
		if took := exchange(t, conn, 1<<20); took != 400*time.Millisecond {
			t.Errorf("there and back: %v, want 400ms", took)
		}
		also := p.Delay(50 * time.Millisecond)
		if took := exchange(t, conn, 1); took != 500*time.Millisecond {
			t.Errorf("with a second delay: %v, want 500ms", took)
		}
		undo()
		also()
		also()
		if took := exchange(t, conn, 1<<20); took != 0 {
			t.Errorf("after the delays: %v", took)
		}
	})
}

func TestANewConnectionTakesARoundTrip(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := NewPath()
		p.Delay(200 * time.Millisecond)
		began := time.Now()
		conn := echo(t, p)
		defer func() { _ = conn.Close() }()
		if took := time.Since(began); took != 400*time.Millisecond {
			t.Errorf("dialled in %v, want 400ms", took)
		}
	})
}

func TestALimitIsAClientsOwnAndForAllItsConnections(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := NewPath()
		dial := p.dialer(echoServer)
		var conns []net.Conn
		for range 2 {
			conn, err := dial(t.Context(), "tcp", "broker:9092")
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = conn.Close() }()
			conns = append(conns, conn)
		}
		other := echo(t, p)
		defer func() { _ = other.Close() }()
		p.Limit(5 << 20)
		undo := p.Limit(1 << 20)
		took := make(chan time.Duration)
		for _, conn := range append(conns, other) {
			go func() { took <- exchange(t, conn, 2<<20) }()
		}
		// The other client sends 2 MiB; this one twice as much at the same rate.
		for i, want := range []time.Duration{2 * time.Second, 4 * time.Second, 4 * time.Second} {
			if got := <-took; got < want-100*time.Millisecond || got > want+100*time.Millisecond {
				t.Errorf("%d: %v, want about %v", i, got, want)
			}
		}
		undo()
		if got := exchange(t, other, 5<<20); got < 900*time.Millisecond || got > 1100*time.Millisecond {
			t.Errorf("under the wider limit: %v, want about 1s", got)
		}
	})
}

func TestACutHoldsWhatIsOnItsWay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := NewPath()
		conn := echo(t, p)
		defer func() { _ = conn.Close() }()
		undo := p.Cut(func(addr string) bool { return addr == "broker:9092" })
		elsewhere := p.Cut(func(addr string) bool { return addr == "other:9092" })
		time.AfterFunc(7*time.Second, func() { undo(); undo() })
		if took := exchange(t, conn, 100); took != 7*time.Second {
			t.Errorf("answered after %v, cut for 7s", took)
		}
		elsewhere()
	})
}

func TestDialsOverACutHang(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := NewPath()
		defer p.Cut(func(string) bool { return true })()
		ctx, cancel := context.WithTimeout(t.Context(), 3*time.Second)
		defer cancel()
		began := time.Now()
		_, err := p.dialer(echoServer)(ctx, "tcp", "broker:9092")
		if !errors.Is(err, context.DeadlineExceeded) || time.Since(began) != 3*time.Second {
			t.Errorf("%v after %v", err, time.Since(began))
		}
	})
}

func TestAClosedConnectionLeavesNothingBehind(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := NewPath()
		conn := echo(t, p)
		p.Limit(1 << 10)
		p.Cut(func(string) bool { return true })
		if _, err := conn.Write(make([]byte, 1<<20)); err != nil {
			t.Error(err)
		}
		_ = conn.SetReadDeadline(time.Now().Add(time.Second))
		if _, err := conn.Read(make([]byte, 1)); err == nil {
			t.Error("read over a cut")
		}
		_ = conn.Close() // synctest fails the test if a goroutine stays
	})
}

func TestWhatABrokerSentBeforeItClosedArrives(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := NewPath()
		p.Delay(time.Second)
		conn, err := p.dialer(func(context.Context, string, string) (net.Conn, error) {
			ours, theirs := net.Pipe()
			go func() {
				_, _ = theirs.Write([]byte("goodbye"))
				_ = theirs.Close()
			}()
			return ours, nil
		})(t.Context(), "tcp", "broker:9092")
		if err != nil {
			t.Fatal(err)
		}
		if got, err := io.ReadAll(conn); string(got) != "goodbye" || err != nil {
			t.Errorf("read %q, %v", got, err)
		}
		_ = conn.Close()
	})
}
