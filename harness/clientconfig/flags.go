package clientconfig

import (
	"cmp"
	"crypto/tls"
	"errors"
	"fmt"
	"slices"
)

// Flags are the common cases of a client configuration, without a file.
type Flags struct {
	User, Password string
	// Mechanism is one of Mechanisms but OAUTHBEARER; "" = SCRAM-SHA-512.
	Mechanism string
	// TLS protects connections; CA, Cert and Key ask for it too.
	TLS bool
	// CA is a PEM file of certificates to trust; "" = those of the system.
	CA string
	// Cert and Key are PEM files of what the client shows of itself.
	Cert, Key string
}

// Security is what the flags ask for.
func (f Flags) Security() (s Security, err error) {
	if f.TLS || f.CA != "" || f.Cert != "" || f.Key != "" {
		if s.TLS, err = f.tls(); err != nil {
			return Security{}, err
		}
	}
	if f.User == "" {
		if f.Mechanism != "" {
			return Security{}, errors.New("a SASL mechanism needs a user")
		}
		return s, nil
	}
	mechanism := cmp.Or(f.Mechanism, Scram512)
	if mechanism == OAuthBearer || !slices.Contains(Mechanisms(), mechanism) {
		return Security{}, fmt.Errorf("a user with a password goes with %s, %s or %s, not with %q", Plain, Scram256, Scram512, mechanism)
	}
	return s, s.login(mechanism, map[string]string{"username": f.User, "password": f.Password})
}

func (f Flags) tls() (*tls.Config, error) {
	conf := &tls.Config{MinVersion: tls.VersionTLS12}
	var err error
	if conf.RootCAs, err = (store{location: f.CA, kind: storePEM}).roots(); err != nil {
		return nil, fmt.Errorf("the authority's certificate: %w", err)
	}
	if (f.Cert == "") != (f.Key == "") {
		return nil, errors.New("a client's certificate and its key go together")
	}
	if f.Cert == "" {
		return conf, nil
	}
	chain, err := (store{location: f.Cert}).read()
	if err != nil {
		return nil, err
	}
	key, err := (store{location: f.Key}).read()
	if err != nil {
		return nil, err
	}
	cert, err := pemIdentity(string(key), string(chain), "")
	if err != nil {
		return nil, fmt.Errorf("the client's certificate %s and key %s: %w", f.Cert, f.Key, err)
	}
	presents(conf, cert)
	return conf, nil
}
