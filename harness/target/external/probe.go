package external

import (
	"context"
	"errors"
	"fmt"
	"net"
	"slices"
	"strings"

	"github.com/twmb/franz-go/pkg/kerr"

	"github.com/freshet-bench/freshet/harness/clientconfig"
)

// apis are the highest versions of the requests that a broker speaks, by key.
type apis map[int16]int16

// probe talks to one listener, without the client library: that retries, and says
// little of why a connection fails. It returns what the broker speaks; an error
// says in words that follow its address what is wrong with it.
func probe(ctx context.Context, sec clientconfig.Security, addr string) (apis, error) {
	ctx, cancel := context.WithTimeout(ctx, dialTimeout)
	defer cancel()
	conn, err := new(net.Dialer).DialContext(ctx, "tcp", addr)
	if err != nil {
		return nil, dialProblem(err)
	}
	defer func() { _ = conn.Close() }()
	if sec.TLS != nil {
		if conn, err = shake(ctx, conn, sec, addr); err != nil {
			return nil, handshakeProblem(ctx, sec, addr, err)
		}
	}
	w := newWire(ctx, conn)
	spoken, err := w.apiVersions()
	if err != nil {
		return nil, answerProblem(ctx, sec, addr, err)
	}
	if sec.SASL == nil {
		return spoken, checkOpen(ctx, w, sec, addr)
	}
	return spoken, checkSASL(w, sec)
}

// checkOpen finds out whether the listener takes requests of somebody who did not
// authenticate. One that wants SASL answers what APIs it has and breaks off after.
func checkOpen(ctx context.Context, w *wire, sec clientconfig.Security, addr string) error {
	err := w.metadata()
	if err == nil {
		return nil
	}
	conn, again := dial(ctx, sec, "tcp", addr)
	if again != nil {
		return fmt.Errorf("breaks off: %w", bare(err))
	}
	defer func() { _ = conn.Close() }()
	offered, why := newWire(ctx, conn).saslHandshake("NONE") // no broker has it, so one with SASL says what it has
	if errors.Is(why, kerr.UnsupportedSaslMechanism) {
		return fmt.Errorf("wants clients to authenticate (SASL: %s), but there is no user in the configuration (security.protocol=%s)", strings.Join(offered, ", "), sec.Protocol())
	}
	return fmt.Errorf("breaks off: %w", bare(err))
}

// checkSASL finds out whether the listener authenticates as the configuration
// does, without trying a password.
func checkSASL(w *wire, sec clientconfig.Security) error {
	offered, err := w.saslHandshake(sec.Mechanism())
	switch {
	case errors.Is(err, kerr.UnsupportedSaslMechanism):
		return fmt.Errorf("does not take the SASL mechanism %s: it takes %s", sec.Mechanism(), strings.Join(offered, ", "))
	case errors.Is(err, kerr.IllegalSaslState):
		return fmt.Errorf("takes no SASL on this port, but the configuration has a user (security.protocol=%s)", sec.Protocol())
	case err != nil:
		return fmt.Errorf("breaks off as authentication begins: %w", bare(err))
	}
	return nil
}

// probed is what became of probing one address.
type probed struct {
	addr  string
	apis  apis
	wrong error
}

// probeAll probes addresses at the same time.
func probeAll(ctx context.Context, sec clientconfig.Security, addrs []string) []probed {
	all := make([]probed, len(addrs))
	done := make(chan struct{})
	for i, addr := range addrs {
		go func() {
			spoken, err := probe(ctx, sec, addr)
			all[i] = probed{addr, spoken, err}
			done <- struct{}{}
		}()
	}
	for range addrs {
		<-done
	}
	return all
}

// reachable are the addresses that answered well.
func reachable(all []probed) (addrs []string) {
	for _, p := range all {
		if p.wrong == nil && !slices.Contains(addrs, p.addr) {
			addrs = append(addrs, p.addr)
		}
	}
	return addrs
}
