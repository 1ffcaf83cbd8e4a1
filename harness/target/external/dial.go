package external

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"syscall"
	"time"

	"github.com/freshet-bench/freshet/harness/clientconfig"
)

// dialTimeout bounds one connection, with the TLS handshake.
const dialTimeout = 5 * time.Second

// dial connects to a broker, with TLS where the cluster has it.
func dial(ctx context.Context, sec clientconfig.Security, network, addr string) (net.Conn, error) {
	ctx, cancel := context.WithTimeout(ctx, dialTimeout)
	defer cancel()
	conn, err := new(net.Dialer).DialContext(ctx, network, addr)
	if err != nil || sec.TLS == nil {
		return conn, err
	}
	return shake(ctx, conn, sec, addr)
}

// shake puts TLS on a connection, or closes it.
func shake(ctx context.Context, conn net.Conn, sec clientconfig.Security, addr string) (net.Conn, error) {
	secured := tls.Client(conn, tlsFor(sec, addr))
	if err := secured.HandshakeContext(ctx); err != nil {
		_ = conn.Close()
		return conn, err
	}
	return secured, nil
}

// tlsFor is the configuration of a connection to addr.
func tlsFor(sec clientconfig.Security, addr string) *tls.Config {
	conf := sec.TLS.Clone()
	if host, _, err := net.SplitHostPort(addr); err == nil {
		conf.ServerName = host
	}
	if sec.AnyHostname {
		conf.InsecureSkipVerify = true // the chain is verified here, the name is not
		conf.VerifyConnection = func(state tls.ConnectionState) error { return verifyChain(state, conf.RootCAs) }
	}
	return conf
}

// verifyChain verifies a server's certificate for any name.
func verifyChain(state tls.ConnectionState, roots *x509.CertPool) error {
	opts := x509.VerifyOptions{Roots: roots, Intermediates: x509.NewCertPool()}
	for _, cert := range state.PeerCertificates[1:] {
		opts.Intermediates.AddCert(cert)
	}
	_, err := state.PeerCertificates[0].Verify(opts)
	return err
}

// broke reports whether the other side closed the connection.
func broke(err error) bool {
	return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, syscall.ECONNRESET) || errors.Is(err, syscall.EPIPE)
}
