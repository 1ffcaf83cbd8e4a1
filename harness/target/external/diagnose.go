package external

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"strings"
	"syscall"

	"github.com/freshet-bench/freshet/harness/clientconfig"
)

// dialProblem says why an address cannot be connected to.
func dialProblem(err error) error {
	var dns *net.DNSError
	var timeout net.Error
	switch {
	case errors.As(err, &dns) && dns.IsNotFound:
		return fmt.Errorf("cannot be resolved by this machine (no such host: %s)", dns.Name)
	case errors.As(err, &dns):
		return fmt.Errorf("cannot be resolved by this machine: %s", dns.Err)
	case errors.Is(err, syscall.ECONNREFUSED):
		return errors.New("refuses connections: nothing listens there")
	case errors.As(err, &timeout) && timeout.Timeout():
		return fmt.Errorf("does not answer within %s", dialTimeout)
	}
	var op *net.OpError
	if errors.As(err, &op) {
		err = op.Err
	}
	return fmt.Errorf("cannot be reached: %w", err)
}

// handshakeProblem says why TLS with an address failed.
func handshakeProblem(ctx context.Context, sec clientconfig.Security, addr string, err error) error {
	if err := certificateProblem(err); err != nil {
		return err
	}
	if alert := alertOf(err); alert != "" {
		return fmt.Errorf("refuses TLS: %w", alertProblem(alert, sec))
	}
	if speaksPlaintext(ctx, addr) {
		return fmt.Errorf("speaks plaintext on this port, but the configuration asks for TLS (security.protocol=%s)", sec.Protocol())
	}
	return fmt.Errorf("does not complete a TLS handshake: %w", bare(err))
}

// certificateProblem says what this side has against the server's certificate, or
// nil.
func certificateProblem(err error) error {
	var unknown x509.UnknownAuthorityError
	var name x509.HostnameError
	var invalid x509.CertificateInvalidError
	switch {
	case errors.As(err, &unknown):
		issuer := "an unknown authority"
		if unknown.Cert != nil {
			issuer = unknown.Cert.Issuer.String()
		}
		return fmt.Errorf("shows a certificate that is not trusted (signed by %s): name its authority with --ca or ssl.truststore.location", issuer)
	case errors.As(err, &name):
		return fmt.Errorf("shows a certificate that is not for %s: it is for %s", name.Host, names(name.Certificate))
	case errors.As(err, &invalid):
		return fmt.Errorf("shows a certificate that is not valid: %w", invalid)
	}
	return nil
}

// names are the hosts that a certificate is for.
func names(cert *x509.Certificate) string {
	all := append([]string(nil), cert.DNSNames...)
	for _, ip := range cert.IPAddresses {
		all = append(all, ip.String())
	}
	if len(all) == 0 {
		return "no host at all (" + cert.Subject.String() + ")"
	}
	return strings.Join(all, ", ")
}

// alertOf is the TLS alert that the other side sent, as the library words it; "" =
// none. (Its type is not exported.)
func alertOf(err error) string {
	var op *net.OpError
	if errors.As(err, &op) && op.Op == "remote error" {
		return strings.TrimPrefix(op.Err.Error(), "tls: ")
	}
	return ""
}

// alertProblem says what the server has against this side.
func alertProblem(alert string, sec clientconfig.Security) error {
	shown := sec.TLS.GetClientCertificate != nil
	switch alert {
	case "certificate required", "bad certificate", "handshake failure":
		if !shown {
			return errors.New("it wants a certificate of the client (--cert and --key, or ssl.keystore.location)")
		}
		return fmt.Errorf("it does not accept the client's certificate (%s)", alert)
	case "unknown certificate", "unknown certificate authority", "expired certificate":
		return fmt.Errorf("it does not accept the client's certificate (%s)", alert)
	case "protocol version not supported":
		return errors.New("it speaks none of the TLS versions that the configuration allows")
	}
	return errors.New(alert)
}

// answerProblem says why a connection that was made brings no answer.
func answerProblem(ctx context.Context, sec clientconfig.Security, addr string, err error) error {
	alert := alertOf(err)
	switch {
	case alert != "" && sec.TLS != nil:
		// With TLS 1.3 a server judges the client's certificate after the handshake.
		return fmt.Errorf("refuses TLS: %w", alertProblem(alert, sec))
	case sec.TLS == nil && (errors.Is(err, errSpeaksTLS) || speaksTLS(ctx, addr)):
		return fmt.Errorf("speaks TLS on this port, but the configuration is for plaintext (security.protocol=%s): --tls, or security.protocol=SSL or SASL_SSL", sec.Protocol())
	case sec.TLS != nil && sec.TLS.GetClientCertificate == nil && broke(err):
		return errors.New("breaks off after the TLS handshake: it may want a certificate of the client, or not be a Kafka broker")
	}
	return fmt.Errorf("does not answer as a Kafka broker: %w", bare(err))
}

// speaksPlaintext reports whether a broker answers there without TLS.
func speaksPlaintext(ctx context.Context, addr string) bool {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), dialTimeout)
	defer cancel()
	conn, err := new(net.Dialer).DialContext(ctx, "tcp", addr)
	if err != nil {
		return false
	}
	defer func() { _ = conn.Close() }()
	_, err = newWire(ctx, conn).apiVersions()
	return err == nil
}

// speaksTLS reports whether a TLS handshake comes about there, whoever it is with.
func speaksTLS(ctx context.Context, addr string) bool {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), dialTimeout)
	defer cancel()
	conn, err := new(net.Dialer).DialContext(ctx, "tcp", addr)
	if err != nil {
		return false
	}
	defer func() { _ = conn.Close() }()
	// Nothing is sent over it: this looks whether it is TLS at all.
	err = tls.Client(conn, &tls.Config{InsecureSkipVerify: true, MinVersion: tls.VersionTLS12}).HandshakeContext(ctx)
	return err == nil || alertOf(err) != ""
}

// bare is a network error without the addresses, which the reader has already.
func bare(err error) error {
	var op *net.OpError
	if errors.As(err, &op) {
		return op.Err
	}
	return err
}
