// Package clientconfig reads how to reach a cluster from an ordinary Kafka
// client.properties, as Java's clients and Kafka's own tools take it: addresses,
// TLS with PEM, PKCS12 and JKS stores, and SASL. What it makes of the file is a
// dialler's TLS configuration and the library's SASL mechanism; no secret is in any
// of its messages.
package clientconfig

import (
	"crypto/tls"
	"fmt"
	"os"

	"github.com/twmb/franz-go/pkg/sasl"
)

// Config is what a client.properties says.
type Config struct {
	// Bootstrap is the addresses of bootstrap.servers, host:port; none if the file
	// does not say.
	Bootstrap []string
	// Security is how connections are protected and who they are.
	Security Security
	// Notes are lines about settings that are not taken from the file, each with
	// its place: what a scenario says, what has no meaning here.
	Notes []string
}

// Security is how connections to brokers are made. The zero value is a plaintext
// connection of nobody.
type Security struct {
	// TLS is the configuration of each connection, without ServerName; nil = no TLS.
	TLS *tls.Config
	// AnyHostname lets a certificate be for another host than the one dialled
	// (ssl.endpoint.identification.algorithm= , empty). Its chain is verified all
	// the same.
	AnyHostname bool
	// SASL authenticates each connection; nil = nobody does.
	SASL sasl.Mechanism
	// User is who SASL authenticates, where that is known before; "" = unknown.
	User string
}

// Protocol is the name that Kafka has for it: PLAINTEXT, SSL, SASL_PLAINTEXT or
// SASL_SSL.
func (s Security) Protocol() string {
	switch {
	case s.SASL == nil && s.TLS == nil:
		return Plaintext
	case s.SASL == nil:
		return SSL
	case s.TLS == nil:
		return SASLPlaintext
	}
	return SASLSSL
}

// Mechanism is the name of the SASL mechanism; "" = none.
func (s Security) Mechanism() string {
	if s.SASL == nil {
		return ""
	}
	return s.SASL.Name()
}

// The values of security.protocol.
const (
	Plaintext     = "PLAINTEXT"
	SSL           = "SSL"
	SASLPlaintext = "SASL_PLAINTEXT"
	SASLSSL       = "SASL_SSL"
)

// The values of sasl.mechanism.
const (
	Plain       = "PLAIN"
	Scram256    = "SCRAM-SHA-256"
	Scram512    = "SCRAM-SHA-512"
	OAuthBearer = "OAUTHBEARER"
)

// Mechanisms are the SASL mechanisms that there are.
func Mechanisms() []string { return []string{Plain, Scram256, Scram512, OAuthBearer} }

// Load reads a client.properties file and the stores that it names; env looks up
// the variables of ${env:NAME}. An error holds a Problem for each mistake of the
// file, a line each.
func Load(path string, env func(string) string) (Config, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return Config{}, fmt.Errorf("read the client configuration: %w", err)
	}
	return Parse(path, text, env)
}
