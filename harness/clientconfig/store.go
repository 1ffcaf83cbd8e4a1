package clientconfig

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"os"
)

// Types of stores.
const (
	storeJKS    = "JKS"
	storePKCS12 = "PKCS12"
	storePEM    = "PEM"
)

var (
	errVersions  = errors.New("expected TLSv1.2, TLSv1.3 or both")
	errNotPEM    = errors.New("certificates in the file itself need the type PEM")
	errNoTrusted = errors.New("there is no trusted certificate in it")
	errNoKey     = errors.New("there is no private key with a certificate in it")
	errPassword  = errors.New("its password is wrong, or it is damaged")
)

// jksMagic begins a JKS store; anything else that Java has under these types is
// PKCS12, whatever the type says.
var jksMagic = []byte{0xFE, 0xED, 0xFE, 0xED}

// store is a truststore or a keystore as the settings describe it.
type store struct {
	location, kind, password string
	certificates, key        string // PEM, in the settings themselves
	keyPassword              string
}

// saidBy is the key at which a problem of the store is reported.
func (s store) saidBy(location, inline string) string {
	if s.location == "" {
		return inline
	}
	return location
}

// given reports whether the settings name a store at all.
func (s store) given() bool { return s.location != "" || s.certificates != "" || s.key != "" }

// read is the bytes of the store's file.
func (s store) read() ([]byte, error) {
	data, err := os.ReadFile(s.location)
	if err != nil {
		return nil, err // it names the file
	}
	return data, nil
}

// roots is the certificates to trust; nil = those of the system.
func (s store) roots() (*x509.CertPool, error) {
	if !s.given() {
		return nil, nil
	}
	certs, err := s.trusted()
	if err == nil && len(certs) == 0 {
		err = errNoTrusted
	}
	if err != nil {
		return nil, s.at(err)
	}
	pool := x509.NewCertPool()
	for _, cert := range certs {
		pool.AddCert(cert)
	}
	return pool, nil
}

// trusted reads the certificates of a truststore.
func (s store) trusted() ([]*x509.Certificate, error) {
	if s.location == "" {
		if s.kind != storePEM {
			return nil, errNotPEM
		}
		return pemCertificates(s.certificates)
	}
	data, err := s.read()
	switch {
	case err != nil:
		return nil, err
	case s.kind == storePEM:
		return pemCertificates(string(data))
	case bytes.HasPrefix(data, jksMagic):
		return jksTrusted(data, s.password)
	}
	return pkcs12Trusted(data, s.password)
}

// identity is the certificate that a client shows; nil = none.
func (s store) identity() (*tls.Certificate, error) {
	if !s.given() {
		return nil, nil
	}
	cert, err := s.own()
	if err != nil {
		return nil, s.at(err)
	}
	return cert, nil
}

// own reads the key and the chain of a keystore.
func (s store) own() (*tls.Certificate, error) {
	if s.location == "" {
		if s.kind != storePEM {
			return nil, errNotPEM
		}
		return pemIdentity(s.key, s.certificates, s.keyPassword)
	}
	data, err := s.read()
	switch {
	case err != nil:
		return nil, err
	case s.kind == storePEM:
		return pemIdentity(string(data), string(data), s.keyPassword)
	case bytes.HasPrefix(data, jksMagic):
		return jksIdentity(data, s.password, s.keyPassword)
	}
	return pkcs12Identity(data, s.password)
}

// at says which store an error is of.
func (s store) at(err error) error {
	var onFile *os.PathError
	if s.location == "" || errors.As(err, &onFile) {
		return err
	}
	return fmt.Errorf("%s: %w", s.location, err)
}
