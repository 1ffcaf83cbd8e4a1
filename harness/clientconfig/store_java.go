package clientconfig

import (
	"bytes"
	"cmp"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"

	"github.com/pavlo-v-chernykh/keystore-go/v4"
	"software.sslmate.com/src/go-pkcs12"
)

// loadJKS opens a store in Java's own format.
func loadJKS(data []byte, password string) (keystore.KeyStore, error) {
	ks := keystore.New(keystore.WithOrderedAliases(), keystore.WithCaseExactAliases())
	if err := ks.Load(bytes.NewReader(data), []byte(password)); err != nil {
		return ks, errPassword // the library's message may be about its own bytes
	}
	return ks, nil
}

// jksTrusted reads the trusted certificates of a JKS store.
func jksTrusted(data []byte, password string) (certs []*x509.Certificate, err error) {
	ks, err := loadJKS(data, password)
	if err != nil {
		return nil, err
	}
	for _, alias := range ks.Aliases() {
		if !ks.IsTrustedCertificateEntry(alias) {
			continue
		}
		entry, err := ks.GetTrustedCertificateEntry(alias)
		if err != nil {
			return nil, fmt.Errorf("read the certificate %s: %w", alias, err)
		}
		cert, err := x509.ParseCertificate(entry.Certificate.Content)
		if err != nil {
			return nil, fmt.Errorf("read the certificate %s: %w", alias, err)
		}
		certs = append(certs, cert)
	}
	return certs, nil
}

// jksIdentity reads the first private key of a JKS store; its password is the
// store's unless it has one of its own.
func jksIdentity(data []byte, password, keyPassword string) (*tls.Certificate, error) {
	ks, err := loadJKS(data, password)
	if err != nil {
		return nil, err
	}
	for _, alias := range ks.Aliases() {
		if !ks.IsPrivateKeyEntry(alias) {
			continue
		}
		entry, err := ks.GetPrivateKeyEntry(alias, []byte(cmp.Or(keyPassword, password)))
		if err != nil {
			return nil, fmt.Errorf("the key %s cannot be decrypted: expected its password in %s", alias, keyPrivatePassword)
		}
		return jksKey(entry)
	}
	return nil, errNoKey
}

func jksKey(entry keystore.PrivateKeyEntry) (*tls.Certificate, error) {
	private, err := x509.ParsePKCS8PrivateKey(entry.PrivateKey)
	if err != nil {
		return nil, fmt.Errorf("read the private key: %w", err)
	}
	var certs []*x509.Certificate
	for _, c := range entry.CertificateChain {
		cert, err := x509.ParseCertificate(c.Content)
		if err != nil {
			return nil, fmt.Errorf("read the certificate chain: %w", err)
		}
		certs = append(certs, cert)
	}
	if len(certs) == 0 {
		return nil, errNoKey
	}
	return identityOf(private, certs)
}

// pkcs12Trusted reads the trusted certificates of a PKCS12 store.
func pkcs12Trusted(data []byte, password string) ([]*x509.Certificate, error) {
	certs, err := pkcs12.DecodeTrustStore(data, password)
	if err != nil {
		return nil, pkcs12Error(err)
	}
	return certs, nil
}

// pkcs12Identity reads the private key of a PKCS12 store and its chain.
func pkcs12Identity(data []byte, password string) (*tls.Certificate, error) {
	private, cert, chain, err := pkcs12.DecodeChain(data, password)
	if err != nil {
		return nil, pkcs12Error(err)
	}
	return identityOf(private, append([]*x509.Certificate{cert}, chain...))
}

// pkcs12Error says why a PKCS12 store cannot be read.
func pkcs12Error(err error) error {
	if errors.Is(err, pkcs12.ErrIncorrectPassword) {
		return errPassword
	}
	return fmt.Errorf("not a JKS or PKCS12 store that can be read: %w", err)
}
